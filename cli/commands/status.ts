import type { Command } from "commander";
import { choose } from "../choose.js";
import { type Cli, note, noteExit, print } from "../cli.js";
import { Exit, exitCodes, toExit, usage } from "../exit.js";
import type { ViewStatus } from "../status/view-status.js";
import type { TargetOptions } from "../target.js";
import { ageText } from "../terminal/age.js";
import { grouped, plural, table } from "../terminal/table.js";
import { FeatCommand } from "./command.js";
import { targetOption } from "./options.js";

interface StatusOptions extends TargetOptions {
  readonly allTargets?: true;
  readonly check?: true;
}

/** Says how fresh each view is in the online stores. */
export const status = (cli: Cli): Command =>
  new FeatCommand(cli, "status")
    .description("Say how fresh each view is in a target's online store, what its last run did, and what is missing")
    .argument("[views...]", "the views (default: all)")
    .addOption(targetOption())
    .option("--all-targets", "every target that has an online store")
    .option("--check", "exit 1 if a view was never filled, or is older than its ttl")
    .examples("feat status", "feat status --target prod --check --json")
    .answer(async (names: readonly string[], _: unknown, command: Command) => {
      const { loadProject } = await import("../project.js");
      const { targetOf } = await import("../target.js");
      const { isBad } = await import("../status/view-status.js");
      const options = command.optsWithGlobals<StatusOptions>();
      if (options.allTargets === true && options.target !== undefined)
        throw usage("say --target or --all-targets, not both");
      const loaded = loadProject(cli, options);
      const { project, config } = loaded;
      const views =
        names.length === 0 ? project.views : [...new Set(names)].map((name) => choose(project.views, name, "view"));
      const targets =
        options.allTargets === true
          ? [...config.targets.values()].filter(({ online }) => online !== null).map(({ name }) => name)
          : [targetOf(cli, loaded, options).name];
      const found: ViewStatus[] = [];
      const stores: { readonly target: string; readonly store: string | null; readonly problem: string | null }[] = [];
      const { statusOf } = await import("../status/index.js");
      for (const target of targets) {
        try {
          const { store, statuses } = await statusOf(cli, loaded, { ...options, target }, views);
          stores.push({ target, store, problem: null });
          found.push(...statuses);
        } catch (error) {
          // The other targets are told all the same.
          if (options.allTargets !== true) throw error;
          const exit = toExit(error);
          if (exit.code === exitCodes.fault) throw error;
          stores.push({ target, store: null, problem: exit.message });
          noteExit(cli, new Exit(exit.code, `target \`${target}\`: ${exit.message}`, exit.help));
          cli.code = exit.code;
        }
      }
      show(cli, found, targets.length > 1);
      if (views.length === 0) print(cli, `${project.name} has no views`);
      const bad = found.filter(isBad);
      if (options.check === true && bad.length > 0) {
        if (cli.code === exitCodes.done) cli.code = exitCodes.failed;
        noteExit(
          cli,
          new Exit(
            exitCodes.failed,
            `${plural(bad.length, "view")} ${bad.length === 1 ? "is not as fresh as it" : "are not as fresh as they"} should be: ${bad.map(named).join(", ")}`,
          ),
        );
      }
      return { stores, views: found };
    });

const appliedText = ({ applied, asApplied }: ViewStatus): string =>
  applied === null ? "" : asApplied === true ? `version ${applied}` : `another one in version ${applied}`;

const named = ({ view, standing }: ViewStatus): string => `${view} (${standing})`;

function show(cli: Cli, views: readonly ViewStatus[], several: boolean): void {
  if (views.length === 0) return;
  const head = [
    "view",
    "status",
    "as of",
    "age",
    "every",
    "ttl",
    "last run",
    "read",
    "rows",
    "took",
    "definition",
    "applied",
  ];
  const rows = views.map((each) => {
    const { view, target, standing, asOf, age, every, ttl, last, fingerprint } = each;
    const own = [
      view,
      standing,
      asOf ?? "",
      age === null ? "" : ageText(age),
      every === null ? "" : ageText(every),
      ttl === null ? "" : ageText(ttl),
      last?.finished.slice(0, 19).replace("T", " ") ?? "",
      last?.mode ?? "",
      last === null ? "" : grouped(last.rows),
      last === null ? "" : ageText(last.milliseconds / 1000),
      fingerprint.slice(0, 8),
      appliedText(each),
    ];
    return several ? [target, ...own] : own;
  });
  const numbers = [3, 4, 5, 8, 9].map((column) => column + (several ? 1 : 0));
  cli.world.out.write(table([several ? ["target", ...head] : head, ...rows], numbers));
  for (const { target, view, running, unfinished } of views) {
    const name = several ? `${view} of target \`${target}\`` : view;
    if (running !== null) note(cli, `${name} is being filled by ${running}`);
    if (unfinished !== null)
      note(cli, `${name}: a run as of ${unfinished} was cut off; \`feat materialize ${view}\` goes on with it`);
  }
}
