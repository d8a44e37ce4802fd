import { join, relative } from "node:path";
import { type Command, Option } from "commander";
import { visible } from "../../runtime/visible.js";
import { choose } from "../choose.js";
import { type Cli, note, print } from "../cli.js";
import { data, usage } from "../exit.js";
import type { Scheduler } from "../schedule/schedulers.js";
import type { TargetOptions } from "../target.js";
import { FeatCommand } from "./command.js";
import { namespace, targetOption } from "./options.js";

interface ScheduleOptions extends TargetOptions {
  readonly for: Scheduler;
  readonly every?: string;
  readonly run: string;
  readonly dir?: string;
  readonly image?: string;
  readonly namespace?: string;
  readonly out?: string;
  readonly force?: boolean;
}

/** Prints what starts `feat materialize` for each view at its cadence. */
export const schedule = (cli: Cli): Command =>
  new FeatCommand(cli, "schedule")
    .description("Print a job for each view that fills it when its values change, by its `every … after …`")
    .argument("[views...]", "the views (default: all that have a cadence)")
    .addOption(
      new Option("--for <scheduler>", "what runs the jobs")
        .choices(["cron", "systemd", "airflow", "kubernetes"])
        .makeOptionMandatory(),
    )
    .option("--every <duration>", "the cadence of views that say none, such as 1h")
    .option("--run <command>", "how the jobs start Feat", "npx --no-install feat")
    .option("--dir <folder>", "the project's folder where the jobs run (default: where it is here; in Kubernetes /srv)")
    .option("--image <name>", "for kubernetes: an image with the project and Feat in it (default: PROJECT-jobs:latest)")
    .option("--namespace <name>", "for kubernetes: the namespace of the objects", namespace)
    .option("--out <folder>", "write files into this folder of the project instead of printing them")
    .option("--force", "with --out: replace files that were edited, too")
    .addOption(targetOption())
    .examples(
      "feat schedule --for cron --target prod > features.cron",
      "feat schedule --for systemd --target prod --dir /opt/shop --out deploy/systemd",
      "feat schedule --for airflow --target prod > dags/features.py",
      "feat schedule --for kubernetes --target prod --image registry.example.com/shop-jobs:1 | kubectl apply -f -",
    )
    .answer(async (names: readonly string[], _: unknown, command: Command) => {
      const { loadProject } = await import("../project.js");
      const { targetOf } = await import("../target.js");
      const { nameOf, variablesIn, writeFiles } = await import("../deploy/index.js");
      const { cadence, cadenceOf, oneLine, schedulers } = await import("../schedule/index.js");
      const { durationMicros } = await import("../../compiler/project/duration-text.js");
      const options = command.optsWithGlobals<ScheduleOptions>();
      const loaded = loadProject(cli, options);
      const { project } = loaded;
      const target = targetOf(cli, loaded, options);
      if (target.online === null)
        throw usage(`target \`${target.name}\` has no \`online\` in feat.yaml`, "name a --target with a store to fill");
      const { online } = target;
      if (options.for === "kubernetes" && typeof online.settings.path === "string")
        throw usage(
          `target \`${target.name}\` has a store of kind ${online.kind}, which is on one machine only`,
          "name a --target whose store is a server, such as redis",
        );
      const views =
        names.length === 0 ? project.views : [...new Set(names)].map((name) => choose(project.views, name, "view"));
      const other =
        options.every === undefined
          ? null
          : cadence("--every", length(options.every, durationMicros(options.every)), 0n);
      const found = views.map((view) => ({ view: view.name, cadence: cadenceOf(view) ?? other }));
      const jobs = found.flatMap(({ view, cadence: own }) => (own === null ? [] : [{ view, cadence: own }]));
      const left = found.flatMap(({ view, cadence: own }) => (own === null ? [view] : []));
      const why = `${left.join(", ")}: no \`every\` in the view`;
      const help = "say --every DURATION for these, such as --every 1h";
      if (jobs.length === 0)
        throw views.length === 0 ? data(`${project.name} has no views`) : usage(`nothing to schedule: ${why}`, help);
      const settings = JSON.stringify([target.offline, online, project.sources]);
      const files = schedulers[options.for]({
        project: project.name,
        name: nameOf(project.name),
        target: oneLine("the target's name", target.name),
        program: oneLine("--run", options.run),
        dir: oneLine("the project's folder", options.dir ?? (options.for === "kubernetes" ? "/srv" : loaded.dir)),
        variables: variablesIn(settings),
        jobs,
        image: options.image ?? `${nameOf(project.name).replace(/-features$/, "")}-jobs:latest`,
        namespace: options.namespace ?? null,
      });
      if (options.out === undefined) {
        const single = files.length === 1;
        for (const { path, text } of files) cli.world.out.write(single ? text : `# ${path}\n${text}\n`);
      } else {
        const folder = join(loaded.dir, options.out);
        const shown = (path: string): string => visible(relative(cli.world.cwd, join(folder, path)));
        const { written, unchanged, kept } = writeFiles(folder, files, {
          command: "schedule",
          force: options.force === true,
          shown,
        });
        for (const path of written) print(cli, `${cli.out.good("+")} ${shown(path)}`);
        if (unchanged.length > 0) print(cli, `${unchanged.length} unchanged`);
        for (const path of kept)
          note(cli, `${cli.err.warning("kept")} ${shown(path)}, which was edited; --force replaces it`);
      }
      if (left.length > 0) note(cli, `${cli.err.warning("left out")} ${why}; ${help}`);
      return {
        for: options.for,
        target: target.name,
        jobs: jobs.map(({ view, cadence: own }) => ({ view, cadence: own.text, seconds: own.every, phase: own.phase })),
        left,
        files,
      };
    });

function length(text: string, micros: string | null): bigint {
  if (micros !== null && BigInt(micros) > 0n) return BigInt(micros);
  throw usage(`--every ${text} is no duration: write one such as 15m, 6h or 1d`);
}
