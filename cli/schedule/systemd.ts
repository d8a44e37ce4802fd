import { usage } from "../exit.js";
import { isDue } from "./cron.js";
import type { Job, Plan, ScheduledFile } from "./job.js";
import { type Line, linesIn, timesOf } from "./times.js";
import { commandOf, titleOf } from "./words.js";

/** A service and a timer for each view. */
export const systemd = (plan: Plan): readonly ScheduledFile[] =>
  plan.jobs.flatMap((job) => {
    const name = `feat-${plan.project}-${job.view}`;
    return [
      { path: `${name}.service`, text: service(plan, job) },
      { path: `${name}.timer`, text: timer(plan, job) },
    ];
  });

function service(plan: Plan, job: Job): string {
  const times = timesIn(job);
  const isStepped = times.kind === "steps";
  return text([
    "[Unit]",
    `Description=Fills view ${job.view} of project ${plan.project} on target ${plan.target}`,
    "Wants=network-online.target",
    "After=network-online.target",
    "",
    "[Service]",
    "Type=oneshot",
    `WorkingDirectory=${setting(plan.dir)}`,
    ...environment(plan),
    ...(isStepped
      ? [
          "# No calendar says this cadence: the timer runs at each step, and the service goes on at its instants.",
          `ExecCondition=/bin/sh -c ${word(isDue(times))}`,
        ]
      : []),
    `ExecStart=/bin/sh -c ${word(`exec ${commandOf(plan, job)}`)}`,
  ]);
}

/** The file with the values of the variables. It may be missing if all have a default. */
function environment({ project, variables }: Plan): readonly string[] {
  if (variables.length === 0) return [];
  const [needed, optional] = [false, true].map((wanted) =>
    variables.filter(({ hasDefault }) => hasDefault === wanted).map(({ name }) => name),
  );
  const words = [
    ...(needed!.length === 0 ? [] : [`must set ${needed!.join(", ")}`]),
    ...(optional!.length === 0 ? [] : [`may set ${optional!.join(", ")}`]),
  ];
  const path = `${needed!.length === 0 ? "-" : ""}/etc/feat/${project}.env`;
  return [`# The file ${words.join(", and ")}.`, `EnvironmentFile=${path}`];
}

function timer({ project }: Plan, job: Job): string {
  const times = timesIn(job);
  return text([
    "[Unit]",
    `Description=${titleOf(job)} (project ${project})`,
    "",
    "[Timer]",
    ...linesIn(times).map((line) => `OnCalendar=${calendar(line)}`),
    "AccuracySec=1s",
    // A run that was missed is made up for. Of a step it is not known whether the run was due.
    ...(times.kind === "lines" ? ["Persistent=true"] : []),
    "",
    "[Install]",
    "WantedBy=timers.target",
  ]);
}

function timesIn({ view, cadence }: Job) {
  const times = timesOf(cadence);
  if (times !== null) return times;
  throw usage(
    `view ${view}: no calendar of systemd says ${cadence.text}`,
    "write whole minutes in the view, or a length that divides a minute",
  );
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;

function calendar({ days, hours, minutes, seconds }: Line): string {
  const two = (values: readonly number[] | null) =>
    values === null ? "*" : values.map((value) => String(value).padStart(2, "0")).join(",");
  const on = days === null ? "" : `${days.map((day) => DAYS[day]).join(",")} `;
  return `${on}*-*-* ${two(hours)}:${two(minutes)}:${two(seconds)} UTC`;
}

/** In a unit, `%` begins a specifier. */
const setting = (value: string): string => value.replaceAll("%", "%%");
/** One word of a command line. There `$` begins a variable. */
const word = (value: string): string =>
  `"${setting(value).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("$", "$$$$")}"`;
const text = (lines: readonly string[]): string => `${lines.join("\n")}\n`;
