import { resolve } from "node:path";
import { Command } from "commander";
import { planTraining, printPlan } from "../../compiler/plan/index.js";
import { trainingArtifact } from "../../compiler/sql/index.js";
import { runTraining } from "../../runtime/index.js";
import { runnable } from "../../runtime/offline/duckdb/runnable.js";
import { formatOf } from "../../runtime/offline/file-format.js";
import { choose } from "../choose.js";
import { type Cli, print, printJson } from "../cli.js";
import { usage } from "../exit.js";
import { loadProject } from "../project.js";
import { openWarehouse, type TargetOptions } from "../target.js";
import { progress } from "../terminal/progress.js";
import { grouped, plural, seconds } from "../terminal/table.js";
import { jsonOption, targetOption } from "./options.js";

interface TrainOptions extends TargetOptions {
  readonly labels?: string;
  readonly out?: string;
  readonly time?: string;
  readonly sql?: true;
  readonly plan?: true;
}

/** Makes a training set; or, with `--sql` and `--plan`, shows how it would be made. */
export const train = (cli: Cli): Command =>
  new Command("train")
    .description(
      "Build a point-in-time-correct training set: a row for each label, with the service's features as of its time",
    )
    .argument("<service>", "the service whose features are wanted")
    .option("--labels <file>", "Parquet or CSV, with the service's keys, its request fields and a time for each row")
    .option("--out <file>", "the file to write: .parquet or .csv")
    .option("--time <column>", "the labels' column of times (default: event_timestamp)")
    .option("--sql", "print the SQL instead; needs no labels")
    .option("--plan", "print the plan instead; needs no labels")
    .addOption(targetOption())
    .addOption(jsonOption())
    .action(async (name: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<TrainOptions>();
      const loaded = loadProject(cli, options);
      const { project } = loaded;
      const service = choose(project.services, name, "service");
      if (options.plan) {
        const plan = printPlan(planTraining(project, service)).trimEnd();
        return options.json ? printJson(cli, { service: name, plan }) : print(cli, plan);
      }
      const artifact = trainingArtifact(project, service);
      if (options.sql) {
        const sql = runnable(artifact.sql);
        return options.json ? printJson(cli, { service: name, sql }) : print(cli, sql.trimEnd());
      }
      if (options.labels === undefined) throw usage("say the file of labels: --labels FILE");
      if (options.out === undefined) throw usage("say the file to write: --out FILE");
      const labels = { kind: "file" as const, path: resolve(cli.world.cwd, options.labels), time: options.time };
      const out = { path: resolve(cli.world.cwd, options.out) };
      // An error where it is none that can be written, before anything is read.
      formatOf(options.out, "--out");
      if (out.path === labels.path) throw usage("--out is the file of labels itself: name another one");
      await using warehouse = await openWarehouse(cli, loaded, options);
      const bar = progress(cli.world, !options.json);
      try {
        const report = await runTraining({
          warehouse,
          artifact,
          labels,
          out,
          onProgress: ({ phase, rows, done }) =>
            bar.show(
              phase === "labels" ? "reading labels" : `${plural(rows ?? 0, "row")}`,
              phase === "labels" ? 0 : done,
            ),
        });
        bar.stop();
        if (options.json) return printJson(cli, { ...report, out: options.out });
        print(
          cli,
          `${options.out}: ${plural(report.rows, "row")}, ${grouped(report.features)} features of ${name}, ${seconds(report.milliseconds)}`,
        );
      } finally {
        bar.stop();
      }
    });
