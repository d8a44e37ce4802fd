import { assertNever } from "../../compiler/ir/assert-never.js";
import { shellWord } from "../shell-word.js";
import { cronLine, minuteTimes } from "./cron-line.js";
import type { Job, Plan, ScheduledFile } from "./job.js";
import { commandOf, titleOf } from "./words.js";

/** A crontab. */
export function cron(plan: Plan): readonly ScheduledFile[] {
  const { project, target, variables } = plan;
  const lines = [
    `# Fills the views of project ${project} on target ${target}, each at its cadence.`,
    "# The times are UTC. Debian's cron does not know CRON_TZ: there the machine's own zone must be UTC.",
    "CRON_TZ=UTC",
    ...(variables.length === 0
      ? []
      : [
          "# These must be set here, or by what starts the command:",
          ...variables.map(({ name, hasDefault }) => `# ${name}=…${hasDefault ? " (it has a default)" : ""}`),
        ]),
    ...plan.jobs.flatMap((job) => ["", `# ${titleOf(job)}`, ...entries(plan, job)]),
  ];
  return [{ path: "crontab", text: `${lines.join("\n")}\n` }];
}

function entries(plan: Plan, job: Job): readonly string[] {
  const command = `cd ${shellWord(plan.dir)} && ${commandOf(plan, job)}`;
  const times = minuteTimes(`view ${job.view}`, job.cadence, "cron");
  switch (times.kind) {
    case "lines":
      return times.lines.map((line) => `${cronLine(line)} ${escaped(command)}`);
    case "steps":
      return [
        "# No line of cron says this: it runs at each step, and goes on at the instants of the cadence.",
        `${cronLine(times.line)} ${escaped(`${isDue(times)} && ${command}`)}`,
      ];
    default:
      return assertNever(times);
  }
}

/** A condition of a shell that holds at the instants of the cadence. */
export const isDue = ({ step, of, at }: { readonly step: number; readonly of: number; readonly at: number }): string =>
  `[ $(( $(date +%s) / ${step} % ${of} )) -eq ${at} ]`;

/** In a crontab, `%` would end the command. */
const escaped = (command: string): string => command.replaceAll("%", "\\%");
