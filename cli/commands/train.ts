import type { Command } from "commander";
import { visible } from "../../runtime/visible.js";
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
    .option(
      "--labels <place>",
      "rows with the service's keys, its request fields and a time: a .parquet or .csv file, `table:NAME` or `query:SELECT …` of the target's warehouse",
    )
    .option(
      "--out <place>",
      "what to write: a .parquet or .csv file, or `table:NAME`, which is created or replaced whole",
    )
    .option("--time <column>", "the labels' column of times (default: event_timestamp)")
    .option(
      "--strategy <name>",
      "compute by this strategy where it can be used, such as `hash join`; see `feat explain`",
    )
    .option("--sql", "print the SQL instead; needs no labels")
    .option("--plan", "print the plan instead; needs no labels")
    .addOption(targetOption())
    .addOption(memoryOption())
    .examples(
      "feat train checkout_v1 --labels labels.csv --out training.parquet",
      "feat train checkout_v1 --target prod --labels table:public.labels --out table:ml.training",
    )
    .answer(async (name: string, _: unknown, command: Command) => {
      const { planTraining, printPlan } = await import("../../compiler/plan/index.js");
      const { trainingArtifact, wholeBinding } = await import("../../compiler/sql/index.js");
      const { runTraining } = await import("../../runtime/training/index.js");
      const { loadProject } = await import("../project.js");
      const { readerOf } = await import("../out-is-read.js");
      const { loaderOf } = await import("../loader-of.js");
      const { labelsAt, outputAt } = await import("../data-places.js");
      const { forTarget, openWarehouse } = await import("../target.js");
      const { progress } = await import("../terminal/progress.js");
      const options = command.optsWithGlobals<TrainOptions>();
      const loaded = loadProject(cli, options);
      const service = choose(loaded.project.services, name, "service");
      if (options.plan) {
        const plan = printPlan(planTraining(loaded.project, service)).trimEnd();
        print(cli, plan);
        return { service: name, plan };
      }
      const { dialect, project } = await forTarget(cli, loaded, options);
      const artifact = trainingArtifact(project, service, { dialect, load: loaderOf(loaded.externs) });
      if (options.sql) {
        const { runnable } = await import("../../runtime/warehouse/runnable.js");
        await using warehouse = await openWarehouse(cli, loaded, options);
        const sql = await runnable(artifact.sql, warehouse, dialect.identifier);
        print(cli, sql.trimEnd());
        return { service: name, sql };
      }
      if (options.labels === undefined) throw usage("say where the labels are: --labels FILE, or table:NAME");
      if (options.out === undefined) throw usage("say what to write: --out FILE, or table:NAME");
      const labels = labelsAt(options.labels, options.time, cli.world.cwd);
      const out = outputAt(options.out, cli.world.cwd);
      const sources = project.sources.filter((source) => source.node === "physical");
      if ("path" in out) {
        const reader = readerOf(out.path, labels, sources, {
          dialect: dialect.name,
          dir: loaded.dir,
          env: cli.world.env,
        });
        if (reader !== null) throw usage(`--out is ${reader}: name another one`);
      }
      const access = "table" in out ? "write" : "read";
      await using warehouse = await openWarehouse(cli, loaded, options, access);
      const bar = progress(cli.world, !options.json);
      try {
        const said = () => `${options.out} was not written`;
        const report = await interruptible(cli, said, (signal) =>
          runTraining({
            warehouse,
            artifact,
            labels,
            out,
            others: "table" in out ? sources.map((source) => wholeBinding(source, dialect.name)) : undefined,
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
