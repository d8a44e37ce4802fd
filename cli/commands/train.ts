import { resolve } from "node:path";
import type { Command } from "commander";
import { visible } from "../../runtime/visible.js";
import { formatOf } from "../../runtime/warehouse/file-format.js";
import { choose } from "../choose.js";
import { type Cli, print } from "../cli.js";
import { usage } from "../exit.js";
import { interruptible } from "../interrupt.js";
import type { TargetOptions } from "../target.js";
import { rowsLeftOut, sourceJson } from "../terminal/rows-left-out.js";
import { grouped, plural, seconds } from "../terminal/table.js";
import { FeatCommand } from "./command.js";
import { memoryOption, targetOption } from "./options.js";

interface TrainOptions extends TargetOptions {
  readonly labels?: string;
  readonly out?: string;
  readonly time?: string;
  readonly strategy?: string;
  readonly sql?: true;
  readonly plan?: true;
}

/** Makes a training set, or with `--sql` and `--plan` shows how it would be made. */
export const train = (cli: Cli): Command =>
  new FeatCommand(cli, "train")
    .description(
      "Build a point-in-time-correct training set: a row for each label, with the service's features as of its time",
    )
    .argument("<service>", "the service whose features are wanted")
    .option("--labels <file>", "Parquet or CSV, with the service's keys, its request fields and a time for each row")
    .option("--out <file>", "the file to write: .parquet or .csv")
    .option("--time <column>", "the labels' column of times (default: event_timestamp)")
    .option(
      "--strategy <name>",
      "compute by this strategy where it can be used, such as `hash join`; see `feat explain`",
    )
    .option("--sql", "print the SQL instead; needs no labels")
    .option("--plan", "print the plan instead; needs no labels")
    .addOption(targetOption())
    .addOption(memoryOption())
    .examples("feat train checkout_v1 --labels labels.csv --out training.parquet")
    .answer(async (name: string, _: unknown, command: Command) => {
      const { planTraining, printPlan } = await import("../../compiler/plan/index.js");
      const { trainingArtifact } = await import("../../compiler/sql/index.js");
      const { runTraining } = await import("../../runtime/training/index.js");
      const { loadProject } = await import("../project.js");
      const { readerOf } = await import("../out-is-read.js");
      const { dialectOf, openWarehouse } = await import("../target.js");
      const { progress } = await import("../terminal/progress.js");
      const options = command.optsWithGlobals<TrainOptions>();
      const loaded = loadProject(cli, options);
      const { project } = loaded;
      const service = choose(project.services, name, "service");
      if (options.plan) {
        const plan = printPlan(planTraining(project, service)).trimEnd();
        print(cli, plan);
        return { service: name, plan };
      }
      const dialect = await dialectOf(cli, loaded, options);
      const artifact = trainingArtifact(project, service, { dialect });
      if (options.sql) {
        const { runnable } = await import("../../runtime/warehouse/runnable.js");
        await using warehouse = await openWarehouse(cli, loaded, options);
        const sql = await runnable(artifact.sql, warehouse, dialect.identifier);
        print(cli, sql.trimEnd());
        return { service: name, sql };
      }
      if (options.labels === undefined) throw usage("say the file of labels: --labels FILE");
      if (options.out === undefined) throw usage("say the file to write: --out FILE");
      const labels = { kind: "file" as const, path: resolve(cli.world.cwd, options.labels), time: options.time };
      const out = { path: resolve(cli.world.cwd, options.out) };
      // This throws for a format that can't be written, before anything is read.
      formatOf(options.out, "--out");
      const sources = loaded.config.sources.map(({ source }) => source);
      const reader = readerOf(out.path, labels.path, sources, { dir: loaded.dir, env: cli.world.env });
      if (reader !== null) throw usage(`--out is ${reader}: name another one`);
      await using warehouse = await openWarehouse(cli, loaded, options);
      const bar = progress(cli.world, !options.json);
      try {
        const said = () => `${options.out} was not written`;
        const report = await interruptible(cli, said, (signal) =>
          runTraining({
            warehouse,
            artifact,
            labels,
            out,
            signal,
            strategy: options.strategy,
            onProgress: ({ phase, rows, done, doing }) =>
              bar.show(
                phase === "labels"
                  ? "reading labels"
                  : `${plural(rows ?? 0, "row")}${doing === null ? "" : `: ${doing}`}`,
                phase === "labels" ? 0 : done,
              ),
          }),
        );
        bar.stop();
        print(
          cli,
          `${visible(options.out)}: ${plural(report.rows, "row")}, ${grouped(report.features)} features of ${name}, ${seconds(report.milliseconds)}`,
        );
        const { rows, labelsWithoutTime, labelsAreDates } = report;
        if (labelsWithoutTime > 0)
          print(
            cli,
            `labels: ${grouped(labelsWithoutTime)} of ${plural(rows, "row")} ${labelsWithoutTime === 1 ? "has no time, and sees" : "have no time, and see"} no rows of any source`,
          );
        if (labelsAreDates)
          print(cli, `labels: the times are days: each label stands at 00:00 UTC, before anything of its day is known`);
        for (const line of rowsLeftOut(report.sources)) print(cli, line);
        return { ...report, sources: report.sources.map(sourceJson), out: options.out };
      } finally {
        bar.stop();
      }
    });
