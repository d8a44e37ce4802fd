import { join, resolve } from "node:path";
import {
  type NamedType,
  returnedColumns,
  type SourceBinding,
  type SourceLocation,
  type SourceRead,
  type Sql,
  type TrainingArtifact,
} from "../../artifacts.js";
import { DataError } from "../../errors.js";
import { sparkIdentifier } from "../../spark-types.js";
import { type StatementText, statementOf, statementText } from "../../statement.js";
import { withComputed } from "../computed.js";
import type { RawData } from "../data/raw-data.js";
import { LabelFiles } from "../duckdb/label-files.js";
import { labelsDoing } from "../labels/index.js";
import { isOverflowOfStatement, type OverflowEngine, type Overflowed, overflowError } from "../overflow.js";
import { runStages, type StageEngine } from "../run-stages.js";
import type { Instants } from "../sources/bounds.js";
import { separator } from "../sources/conversion.js";
import { faultText } from "../sources/fault-text.js";
import { sourcePlace } from "../sources/place.js";
import type {
  Batch,
  LabelReport,
  Labels,
  Output,
  OutputForm,
  Query,
  RunOptions,
  SourceReport,
  StageReport,
  TableOutput,
  Warehouse,
} from "../warehouse.js";
import { matches } from "./convert-scalars.js";
import { dataError, isOutOfRange, rangeProblem, wordsOf } from "./errors.js";
import { copyLabels, loadSparkLabels, ownView } from "./labels.js";
import type { SparkOptions } from "./options.js";
import { checkOutputTable, isFolder, writeFolder, writeTable } from "./output.js";
import { Scratch } from "./scratch.js";
import { type Parameters, Session } from "./session.js";
import { type Bound, bind } from "./sources/bind.js";
import { converting } from "./sources/converting.js";
import { describe, type Place } from "./sources/describe.js";
import { lookAt } from "./sources/look.js";
import { SparkWorker } from "./worker.js";

export async function openWarehouse(options: SparkOptions): Promise<Warehouse> {
  const { folder = ".", environment = process.env, prelude = [], worker, scratch, master } = options;
  if (scratch === undefined && master !== undefined && !master.startsWith("local"))
    throw new DataError(
      `the executors of ${master} do not read this machine's files: name a folder that they read and write as \`scratch\` of the target, such as hdfs:///tmp/feat`,
    );
  const own = worker ?? (await SparkWorker.start(options));
  try {
    const session = await Session.open(own, prelude);
    const files = await LabelFiles.open(resolve(folder));
    const place = { folder: resolve(folder), environment };
    return new SparkWarehouse(session, files, await Scratch.open(session, scratch), place, worker === undefined);
  } catch (error) {
    if (worker === undefined) await own.close();
    throw dataError(error, "");
  }
}

const rowNumber: NamedType = { name: "feat_row", type: { kind: "int64", nullable: false } };
const featureColumn = ({ name }: Pick<NamedType, "name">) => ({ name, what: `feature ${name}` });

class SparkWarehouse implements Warehouse {
  #closed = false;
  #interrupted = false;
  readonly #bound: Bound = new Map();
  /** Where the labels are that were loaded last. */
  #labels: Labels["kind"] = "rows";

  constructor(
    private readonly session: Session,
    private readonly files: LabelFiles,
    private readonly scratch: Scratch,
    private readonly place: Place,
    /** True if the worker is this warehouse's alone. */
    private readonly owns: boolean,
  ) {}

  look(source: SourceRead): Promise<SourceReport> {
    return this.#explained(sourcePlace(source.binding), async () => {
      await bind(this.session, [source.binding], this.place, this.#bound);
      return lookAt(this.session, source);
    });
  }

  async openData(location: SourceLocation): Promise<RawData> {
    const explained = <T>(action: () => Promise<T>): Promise<T> => this.#explained("", action);
    const { part } = await explained(() => describe(this.session, location, this.place, "feat data"));
    return {
      parts: [part],
      typed: location.kind !== "file" || part.columns.some(({ physical }) => physical.family !== "text"),
      rows: (sql) => explained(() => this.session.rows(sql)),
      converting,
      forms: {
        matches,
        infiniteTimes: false,
        rowsHash: (values) =>
          `CAST(sum(CAST(xxhash64(to_json(array(${values.map((value) => `CAST(${value} AS STRING)`).join(", ")}))) AS DECIMAL(20, 0))) AS STRING)`,
        number: (_, x) =>
          `CASE WHEN abs(TRY_CAST(${x} AS DOUBLE)) < CAST('Infinity' AS DOUBLE) THEN TRY_CAST(${x} AS DOUBLE) END`,
      },
      rowOf: async () => null,
    };
  }

  /** Spark reads its files where its master says, which need not be this machine. */
  async stamps(): Promise<null> {
    return null;
  }

  async tables(): Promise<readonly string[]> {
    return this.#explained("", () => this.session.tables());
  }

  async loadLabels(labels: Labels, artifact: TrainingArtifact, output: OutputForm): Promise<LabelReport> {
    const doing = labelsDoing(labels);
    this.#labels = labels.kind;
    if (labels.kind === "table" || labels.kind === "query")
      return this.#explained(doing, () => loadSparkLabels(this.session, labels, artifact, this.place));
    const report = await this.files.load(labels, artifact, output);
    await this.#explained(doing, () => copyLabels(this.session, this.files, this.scratch));
    return report;
  }

  async checkTable(output: TableOutput, labels: Labels, sources: readonly SourceBinding[]): Promise<void> {
    await this.#explained("", () => checkOutputTable(this.session, output, labels, sources, this.owns));
  }

  async write(
    artifact: TrainingArtifact,
    output: Output,
    labels: LabelReport,
    options: RunOptions = {},
  ): Promise<readonly StageReport[]> {
    const returned = returnedColumns(artifact);
    const columns = [rowNumber, ...returned];
    const instants = await this.#labelInstants();
    const about: About = {
      overflowed: this.#overflowed(artifact.sql, returned.map(featureColumn), artifact.service, true, {}),
    };
    const stages: StageEngine = {
      makeTable: (table, text) => this.session.keep(table, text),
      dropTable: (table) => this.session.forget(table),
      facts: async (text) => {
        const { names, rows } = await this.session.result(text);
        return {
          facts: Object.fromEntries(names.map((name, index) => [name, Number(rows[0]?.[index])])),
          missing: null,
        };
      },
      text: (statement) => this.#text(statement),
      explained: async ({ sql, text }, action) => {
        await this.#bind(sql, instants);
        return this.#explained("", action, { ...about, text });
      },
      // Spark adds floats in the order in which its tasks end.
      inOrder: (action) => action(),
      percentage: () => -1,
    };
    const stays = "table" in output || isFolder(output);
    if (stays && artifact.computed !== undefined)
      throw new DataError(
        `features of ${artifact.service} are computed by TypeScript (${artifact.computed.features.map(({ feature }) => feature).join(", ")}), and so their rows can't stay in Spark: write a local file`,
      );
    return runStages(stages, artifact.sql, options, async (text) => {
      if ("table" in output) await writeTable(this.session, text, output, artifact.features, labels);
      else if (isFolder(output)) await writeFolder(this.session, text, output, artifact.features, labels);
      else {
        if (this.#labels === "table" || this.#labels === "query") await this.#pullOwn();
        const batches = withComputed(this.#batches(text, columns, {}), artifact, 1);
        await this.files.takeFeatures(artifact.features, batches);
        await this.files.write(artifact.features, output, labels);
      }
      return labels.rows;
    });
  }

  async *read(query: Query): AsyncGenerator<Batch> {
    const { sql, parameters = {}, columns, of } = query;
    await this.#bind(sql, await this.#instantsOf(query));
    const given: Parameters = Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [name, value === null ? null : String(value)]),
    );
    const statement = this.#text(sql);
    const searched = query.values ?? { sql, columns: columns.map(featureColumn) };
    const about: About = {
      text: statement,
      overflowed: query.unexplained
        ? undefined
        : this.#overflowed(searched.sql, searched.columns, of, query.labelled === true, given),
    };
    const batches = this.#batches(statement.text, columns, given);
    for (;;) {
      const next = await this.#explained("", () => batches.next(), about);
      if (next.done === true) return;
      yield next.value;
    }
  }

  async views(sql: Sql): Promise<readonly string[]> {
    const shown = statementOf(sql).sources.filter(({ location }) => !JSON.stringify(location).includes("${"));
    const views = await this.#explained("", () => bind(this.session, shown, this.place, this.#bound));
    return views.map(({ statement }) => statement);
  }

  run(sql: string): Promise<void> {
    return this.#explained("", () => this.session.run(sql));
  }

  interrupt(): void {
    this.#interrupted = true;
    this.session.interrupt();
    this.files.interrupt();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.scratch.close();
    // A worker that is gone has no session, and its data went with it.
    await this.session.end().catch(() => undefined);
    if (this.owns) await this.session.worker.close();
    await this.files.close();
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The rows of a statement as values, in batches. Spark writes them to files, which DuckDB reads. */
  #batches(text: string, columns: readonly NamedType[], given: Parameters): AsyncGenerator<Batch> {
    return this.scratch.get(
      (path) => this.session.write(text, path, "parquet", given),
      (folder) => this.files.readParquet(join(folder, "*.parquet"), columns),
    );
  }

  /** Copies the labels' own columns to where files are written. */
  async #pullOwn(): Promise<void> {
    const taken = this.scratch.get(
      (path) => this.session.write(`SELECT * FROM ${ownView} ORDER BY feat_row`, path, "parquet"),
      (folder) => takenFrom(this.files, join(folder, "*.parquet")),
    );
    for await (const _ of taken);
  }

  async #bind(sql: Sql, instants: Instants | null): Promise<void> {
    const { sources } = statementOf(sql);
    await this.#explained("", () => bind(this.session, sources, this.place, this.#bound, instants));
  }

  #text(sql: Sql): StatementText {
    return statementText(sql, { quoted: sparkIdentifier });
  }

  async #instantsOf({ labelled, parameters }: Query): Promise<Instants | null> {
    if (labelled === true) return this.#labelInstants();
    const at = parameters?.at ?? null;
    return at === null ? null : { first: at, last: at };
  }

  /** The first and the last instant of the labels; null if none has one. */
  async #labelInstants(): Promise<Instants | null> {
    const [row] = await this.#explained("", () =>
      this.session.rows("SELECT min(feat_at), max(feat_at) FROM feat_labels"),
    );
    const [first = null, last = null] = row ?? [];
    return first === null || last === null ? null : { first: BigInt(first), last: BigInt(last) };
  }

  #overflowed(sql: Sql, columns: Overflowed["columns"], of: string, labelled: boolean, given: Parameters): Overflowed {
    return { sql, columns, of, labelled, attempt: (probe) => this.session.rows(probe, given) };
  }

  async #explained<T>(doing: string, action: () => Promise<T>, about: About = {}): Promise<T> {
    if (this.#closed) throw new DataError("the warehouse is closed");
    if (this.#interrupted) throw new DataError("interrupted");
    try {
      return await action();
    } catch (error) {
      if (this.#interrupted) throw new DataError("interrupted", { cause: error });
      if (error instanceof DataError) throw error;
      const fault = this.#fault(error);
      if (fault !== null) throw fault;
      if (about.overflowed !== undefined && isOverflow(error))
        throw await overflowError(
          overflowEngine(this.session),
          about.overflowed,
          new Error(wordsOf(error), { cause: error }),
        );
      throw dataError(error, doing);
    }
  }

  /** The error about a source's value that does not convert. */
  #fault(error: unknown): DataError | null {
    const [place, column, path = "", what, takes = "", time = ""] = wordsOf(error).split(separator);
    if (column === undefined || what === undefined) return null;
    for (const { source } of this.#bound.values()) {
      if (!place!.endsWith(sourcePlace(source))) continue;
      return new DataError(faultText({ source, column, path, what, takes, where: null, time }), { cause: error });
    }
    return null;
  }
}

async function* takenFrom(files: LabelFiles, pattern: string): AsyncGenerator<void> {
  await files.takeParquet(pattern);
  yield;
}

interface About {
  readonly text?: StatementText;
  readonly overflowed?: Overflowed | undefined;
}

const isOverflow = (error: unknown): boolean => isOutOfRange(error) || isOverflowOfStatement(new Error(wordsOf(error)));

function overflowEngine(session: Session): OverflowEngine {
  return {
    isOverflow,
    problemOf: (error) => rangeProblem(error instanceof Error && error.cause !== undefined ? error.cause : error),
    // Spark does not compute what `count` counts if it cannot be null.
    reading: (column) => `max(md5(CAST(${sparkIdentifier(column)} AS STRING)))`,
    quoted: sparkIdentifier,
    labelCount: async () => {
      const [row] = await session.rows("SELECT coalesce(max(feat_row) + 1, 0) FROM feat_labels");
      return Number(row?.[0]);
    },
    withLabelsBefore: async (end, action) => {
      const all = "feat_labels_all";
      await session.rename("feat_labels", all);
      try {
        await session.view("feat_labels", `SELECT * FROM ${all} WHERE feat_row < ${end}`);
        return await action();
      } finally {
        await session.rename(all, "feat_labels");
      }
    },
  };
}
