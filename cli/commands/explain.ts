import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import type { ProgramStage } from "../../runtime/artifacts.js";
import { visible } from "../../runtime/visible.js";
import type { StageReport } from "../../runtime/warehouse/warehouse.js";
import { choose } from "../choose.js";
import { type Cli, print } from "../cli.js";
import { usage } from "../exit.js";
import { interruptible } from "../interrupt.js";
import type { TargetOptions } from "../target.js";
import { plural, seconds } from "../terminal/table.js";
import { FeatCommand } from "./command.js";
import { targetOption } from "./options.js";

interface ExplainOptions extends TargetOptions {
  readonly labels?: string;
  readonly time?: string;
  readonly dialect?: string;
  readonly strategy?: string;
}

/** A stage in the JSON document. */
interface StageJson {
  readonly title: string;
  readonly place: string | null;
  readonly strategies: readonly string[];
  readonly run: Omit<StageReport, "title" | "place"> | null;
}

/**
 * Shows the stages of a service's training set and their strategies. With labels it also runs them, and shows which
 * strategies were taken, why, and how long each stage took.
 */
export const explain = (cli: Cli): Command =>
  new FeatCommand(cli, "explain")
    .description(
      "Show how a training set is computed: its stages, the strategies of each, and with labels what they take",
    )
    .argument("<service>", "the service whose training set is explained")
    .option(
      "--labels <place>",
      "run it over these labels (a file, `table:NAME` or `query:SELECT …`), and throw the training set away",
    )
    .option("--time <column>", "the labels' column of times (default: event_timestamp)")
    .option("--strategy <name>", "compute by this strategy where it can be used")
    .option("--dialect <name>", "the SQL dialect (default: that of the target's warehouse)")
    .addOption(targetOption())
    .examples("feat explain checkout_v1", "feat explain checkout_v1 --labels labels.csv")
    .answer(async (name: string, _: unknown, command: Command) => {
      const { dialectNamed, dialects, trainingArtifact } = await import("../../compiler/sql/index.js");
      const { forTarget, openWarehouse } = await import("../target.js");
      const { loadProject } = await import("../project.js");
      const { loaderOf } = await import("../loader-of.js");
      const options = command.optsWithGlobals<ExplainOptions>();
      const asked = options.dialect === undefined ? undefined : dialectNamed(options.dialect);
      if (options.dialect !== undefined && asked === undefined)
        throw usage(`there is no dialect ${options.dialect}; there is ${Object.keys(dialects).join(", ")}`);
      const loaded = loadProject(cli, options);
      const { dialect: own, project } =
        options.labels === undefined && asked !== undefined
          ? { dialect: asked, project: loaded.project }
          : await forTarget(cli, loaded, options);
      if (asked !== undefined && asked.name !== own.name)
        throw usage(`the target's warehouse runs ${own.name}, not ${asked.name}: leave out --dialect, or --labels`);
      const service = choose(project.services, name, "service");
      const artifact = trainingArtifact(project, service, { dialect: own, load: loaderOf(loaded.externs) });
      const { sql } = artifact;
      const stages = typeof sql === "string" || !("stages" in sql) ? [] : sql.stages;
      const reports = options.labels === undefined ? null : await run(options.labels, options);
      const shown = stages.map((stage, index): StageJson => {
        const report = reports?.[index];
        if (report === undefined) return { ...about(stage), run: null };
        const { title: _title, place: _place, ...own } = report;
        return { ...about(stage), run: own };
      });
      const { timeText } = await import("../../runtime/warehouse/choose-plan.js");
      for (const [index, stage] of shown.entries()) {
        print(cli, text(stage, index + 1));
        const advice = stage.run?.index ?? null;
        if (advice !== null)
          print(
            cli,
            `   with an index, ${advice.strategy} is expected to take ${timeText(advice.milliseconds)} of CPU: ${visible(advice.statement)}`,
          );
      }
      return { service: name, dialect: own.name, stages: shown };

      async function run(labels: string, { time, strategy }: ExplainOptions): Promise<readonly StageReport[]> {
        const { runTraining } = await import("../../runtime/training/index.js");
        const { labelsAt } = await import("../data-places.js");
        const { progress } = await import("../terminal/progress.js");
        await using warehouse = await openWarehouse(cli, loaded, options);
        const folder = await mkdtemp(join(tmpdir(), "feat-explain-"));
        const bar = progress(cli.world, !options.json);
        try {
          const report = await interruptible(
            cli,
            () => "nothing was written",
            (signal) =>
              runTraining({
                warehouse,
                artifact,
                labels: labelsAt(labels, time, cli.world.cwd),
                out: { path: join(folder, "training.parquet") },
                strategy,
                signal,
                onProgress: ({ done, doing }) => bar.show(doing ?? "reading labels", done),
              }),
          );
          return report.stages;
        } finally {
          bar.stop();
          await rm(folder, { recursive: true, force: true });
        }
      }
    });

const about = ({ title, place, plans }: ProgramStage): Omit<StageJson, "run"> => ({
  title,
  place,
  strategies: plans.map(({ strategy }) => strategy),
});

function text({ title, place, strategies, run }: StageJson, number: number): string {
  const head = `${number}. ${visible(title)}${place === null ? "" : `  ${visible(place)}`}`;
  if (run === null) return `${head}\n   ${strategies.join(" | ")}`;
  const { strategy, reason, rows, milliseconds } = run;
  return `${head}\n   ${strategy}: ${reason}\n   ${plural(rows, "row")}, ${seconds(milliseconds)}`;
}
