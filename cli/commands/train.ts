import { existsSync, rmSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { temporaryBeside } from "../../runtime/temporary-files.js";
import type { TrainingReport } from "../../runtime/training/index.js";
import { visible } from "../../runtime/visible.js";
import type { FileFormat } from "../../runtime/warehouse/warehouse.js";
import type { Card } from "../card/index.js";
import { choose } from "../choose.js";
import { type Cli, note, print } from "../cli.js";
import { exitCodes, usage } from "../exit.js";
import { interruptible } from "../interrupt.js";
import type { TargetOptions } from "../target.js";
import { rowsLeftOut, sourceJson } from "../terminal/rows-left-out.js";
import { grouped, plural, seconds } from "../terminal/table.js";
import { FeatCommand } from "./command.js";
import { memoryOption, targetOption } from "./options.js";

/** The data that a card has hashes of. */
const hashChoices = ["files", "all", "none"] as const;

interface TrainOptions extends TargetOptions {
  readonly labels?: string;
  readonly out?: string;
  readonly time?: string;
  readonly strategy?: string;
  readonly anyOrder?: true;
  /** Which data the card has hashes of. */
  readonly hash?: (typeof hashChoices)[number] | undefined;
  readonly card?: string;
  readonly sql?: true;
  readonly plan?: true;
}

/** A training set to make, as the command line or a card describes it. */
interface Order {
  readonly service: string;
  readonly labels: string;
  readonly time: string | undefined;
  readonly strategy: string | undefined;
  readonly anyOrder: boolean;
  readonly out: string;
  /** The name of the output in messages. */
  readonly shown: string;
  /** By default the name's ending decides. */
  readonly format: FileFormat | undefined;
  /** The folder that places are relative to. */
  readonly cwd: string;
}

/** Makes a training set, or with `--sql` and `--plan` shows how it would be made. */
export const train = (cli: Cli): Command =>
  new FeatCommand(cli, "train")
    .description(
      "Build a point-in-time-correct training set: a row for each label, with the service's features as of its time",
    )
    .argument("[service]", "the service whose features are wanted")
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
    .option(
      "--any-order",
      "add floats on all cores at once: faster on many, but the last digits of sums differ from run to run",
    )
    .addOption(
      new Option(
        "--hash <what>",
        "hash the data that are read, for the card: `files`, `all` (tables and queries too, which are read once more) or `none`",
      )
        .choices(hashChoices)
        .default(undefined, "files"),
    )
    .option(
      "--card <file>",
      "make the training set of a card again, and say what differs; without --out only to compare, unless it is gone",
    )
    .option("--sql", "print the SQL instead; needs no labels")
    .option("--plan", "print the plan instead; needs no labels")
    .addOption(targetOption())
    .addOption(memoryOption())
    .examples(
      "feat train checkout_v1 --labels labels.csv --out training.parquet",
      "feat train checkout_v1 --target prod --labels table:public.labels --out table:ml.training",
      "feat train --card training.parquet.card.json",
    )
    .answer(async (given: string | undefined, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<TrainOptions>();
      if (options.card !== undefined) return makeAgain(cli, given, options, options.card);
      if (given === undefined) throw usage("say which service to train, or --card FILE");
      if (options.plan || options.sql) return show(cli, given, options);
      const { labels, out } = options;
      if (labels === undefined || out === undefined) {
        // Errors of the project, and a service that it does not have, come first.
        const { loadProject } = await import("../project.js");
        choose(loadProject(cli, options).project.services, given, "service");
        if (labels === undefined) throw usage("say where the labels are: --labels FILE, or table:NAME");
        throw usage("say what to write: --out FILE, or table:NAME");
      }
      const order: Order = {
        service: given,
        labels,
        time: options.time,
        strategy: options.strategy,
        anyOrder: options.anyOrder === true,
        out,
        shown: out,
        format: undefined,
        cwd: cli.world.cwd,
      };
      const { report, card } = await make(cli, order, options);
      const { writeCard } = await import("../card/index.js");
      const written = card === null ? null : writeCard(cli, card, resolve(cli.world.cwd, out));
      return { ...(await reported(cli, report, order.out)), card: written };
    });

/** Prints the plan or the SQL of a training set. */
async function show(cli: Cli, name: string, options: TrainOptions) {
  const { planTraining, printPlan } = await import("../../compiler/plan/index.js");
  const { trainingArtifact } = await import("../../compiler/sql/index.js");
  const { runnable } = await import("../../runtime/warehouse/runnable.js");
  const { loadProject } = await import("../project.js");
  const { loaderOf } = await import("../loader-of.js");
  const { forTarget, openWarehouse } = await import("../target.js");
  const loaded = loadProject(cli, options);
  const service = choose(loaded.project.services, name, "service");
  if (options.plan) {
    const plan = printPlan(planTraining(loaded.project, service)).trimEnd();
    print(cli, plan);
    return { service: name, plan };
  }
  const { dialect, project } = await forTarget(cli, loaded, options);
  const artifact = trainingArtifact(project, service, { dialect, load: loaderOf(loaded.externs) });
  await using warehouse = await openWarehouse(cli, loaded, options);
  const sql = await runnable(artifact.sql, warehouse, dialect.identifier);
  print(cli, sql.trimEnd());
  return { service: name, sql };
}

/** Makes a training set, and its card if it goes to a file. The card is not written yet. */
async function make(
  cli: Cli,
  order: Order,
  options: TrainOptions,
): Promise<{ readonly report: TrainingReport; readonly card: Card | null }> {
  const { trainingArtifact, wholeBinding } = await import("../../compiler/sql/index.js");
  const { runTraining } = await import("../../runtime/training/index.js");
  const { loadProject } = await import("../project.js");
  const { readerOf } = await import("../out-is-read.js");
  const { loaderOf } = await import("../loader-of.js");
  const { labelsAt, outputAt } = await import("../data-places.js");
  const { cardOf, cardPathOf, hashInputs, LABELS } = await import("../card/index.js");
  const { forTarget, openWarehouse, targetOf } = await import("../target.js");
  const { progress } = await import("../terminal/progress.js");
  const loaded = loadProject(cli, options);
  const service = choose(loaded.project.services, order.service, "service");
  const { dialect, project } = await forTarget(cli, loaded, options);
  const artifact = trainingArtifact(project, service, { dialect, load: loaderOf(loaded.externs) });
  const labels = labelsAt(order.labels, order.time, order.cwd);
  const out = order.format === undefined ? outputAt(order.out, order.cwd) : { path: order.out, format: order.format };
  const sources = project.sources.filter((source) => source.node === "physical");
  if ("path" in out) {
    const place = { dialect: dialect.name, dir: loaded.dir, env: cli.world.env };
    for (const [path, what] of [
      [out.path, "--out"],
      [cardPathOf(out.path), "the card of --out"],
    ] as const) {
      const reader = readerOf(path, labels, sources, place);
      if (reader !== null) throw usage(`${what} is ${reader}: name another one`);
    }
  }
  await using warehouse = await openWarehouse(cli, loaded, options, "table" in out ? "write" : "read");
  const { hash = "files" } = options;
  const bar = progress(cli.world, !options.json);
  try {
    return await interruptible(
      cli,
      () => `${order.shown} was not written`,
      async (signal) => {
        const stop = () => warehouse.interrupt();
        signal.addEventListener("abort", stop, { once: true });
        const inputs =
          hash !== "none" && "path" in out
            ? await hashInputs(warehouse, hash, labels, artifact.sources ?? [], {
                folder: loaded.dir,
                signal,
                onProgress: (what, done) => bar.show(`hashing ${what}`, done),
              })
            : null;
        const report = await runTraining({
          warehouse,
          artifact,
          labels,
          out,
          others: "table" in out ? sources.map((source) => wholeBinding(source, dialect.name)) : undefined,
          signal,
          strategy: order.strategy,
          anyOrder: order.anyOrder,
          onProgress: ({ phase, rows, done, doing }) =>
            bar.show(
              phase === "labels"
                ? "reading labels"
                : `${plural(rows ?? 0, "row")}${doing === null ? "" : `: ${doing}`}`,
              phase === "labels" ? 0 : done,
            ),
        });
        if ("table" in out) return { report, card: null };
        bar.show("writing the card", 1);
        const target = targetOf(cli, loaded, options).name;
        const hashes = (await inputs?.settled()) ?? new Map();
        for (const [name, found] of hashes)
          if ("why" in found) {
            const what = name === LABELS ? "the labels" : `the data of source ${name}`;
            note(cli, `${cli.err.warning("warning:")} ${what} ${found.why}; the card has no hash of them`);
          }
        const card = await cardOf({
          ...order,
          target,
          loaded,
          artifact,
          report,
          out,
          dialect: dialect.name,
          hashes,
        });
        return { report, card };
      },
    );
  } finally {
    bar.stop();
  }
}

/** Tells what was made, and returns it for `--json`. */
async function reported(cli: Cli, report: TrainingReport, out: string) {
  const { first: _, last: __, ...rest } = report;
  const { rows, labelsWithoutTime, labelsAreDates } = report;
  print(
    cli,
    `${visible(out)}: ${plural(rows, "row")}, ${grouped(report.features)} features of ${report.service}, ${seconds(report.milliseconds)}`,
  );
  if (labelsWithoutTime > 0)
    print(
      cli,
      `labels: ${grouped(labelsWithoutTime)} of ${plural(rows, "row")} ${labelsWithoutTime === 1 ? "has no time, and sees" : "have no time, and see"} no rows of any source`,
    );
  if (labelsAreDates)
    print(cli, `labels: the times are days: each label stands at 00:00 UTC, before anything of its day is known`);
  for (const line of rowsLeftOut(report.sources)) print(cli, line);
  return { ...rest, sources: report.sources.map(sourceJson), out };
}

/** Makes the training set of a card again, and compares. */
async function makeAgain(cli: Cli, given: string | undefined, options: TrainOptions, file: string) {
  const { differencesBetween, differenceText, readCard, writeCard } = await import("../card/index.js");
  const { differencesOf, hashFile } = await import("../../runtime/training/card/index.js");
  const { labels, time, strategy, sql, plan } = options;
  const said = Object.entries({ labels, time, strategy, sql, plan }).find(([, value]) => value !== undefined);
  if (given !== undefined) throw usage("--card says which service to train: name none");
  if (said !== undefined) throw usage(`--card and --${said[0]} exclude each other`);
  const path = resolve(cli.world.cwd, file);
  const before = readCard(path, file);
  const folder = dirname(path);
  const original = resolve(folder, before.output.file);
  const isThere = existsSync(original);
  const wanted = options.out === undefined ? original : resolve(cli.world.cwd, options.out);
  const isKept = options.out !== undefined || !isThere;
  const made = isKept ? wanted : temporaryBeside(original);
  const shown = visible(relative(cli.world.cwd, isKept ? wanted : original));
  const order: Order = {
    service: before.service,
    labels: before.labels.place,
    time: before.options.time ?? undefined,
    strategy: before.options.strategy ?? undefined,
    anyOrder: options.anyOrder === true || before.options.anyOrder,
    out: made,
    shown,
    format: options.out === undefined ? before.output.format : undefined,
    cwd: resolve(folder, before.labels.folder ?? "."),
  };
  try {
    const project = options.project ?? resolve(folder, before.folder);
    const { report, card } = await make(cli, order, {
      ...options,
      project,
      target: options.target ?? before.target,
      // A card with hashes of tables is compared by these too.
      hash:
        options.hash ??
        ([before.labels, ...before.sources].some(({ data }) => data?.kind === "rows") ? "all" : "files"),
    });
    if (card === null) throw usage("a training set in a table has no card: say --out FILE");
    const isSame = card.output.sha256 === before.output.sha256;
    const isOriginal =
      isThere && original !== made && (await hashFile(original, { folder })).hash.sha256 === before.output.sha256;
    const values = isSame || !isOriginal ? null : await differencesOf(original, made, before.output.format);
    const differs = differencesBetween(before, card, values);
    if (isKept) writeCard(cli, card, wanted);
    const part = await reported(cli, report, isKept ? (options.out ?? shown) : shown);
    for (const each of differs) print(cli, `  ${visible(differenceText(each))}`);
    const words = isSame ? "the same bytes as" : "other bytes than";
    print(cli, `${isSame ? cli.out.good("same") : cli.out.error("differs")}: ${words} ${visible(file)} says`);
    if (isThere && original !== made && !isOriginal)
      note(
        cli,
        `${cli.err.warning("warning:")} ${visible(before.output.file)} beside the card is not the file that it describes`,
      );
    if (!isSame) cli.code = exitCodes.failed;
    return { ...part, card: isKept ? `${shown}.card.json` : null, same: isSame, differs };
  } finally {
    if (!isKept) rmSync(made, { force: true });
  }
}
