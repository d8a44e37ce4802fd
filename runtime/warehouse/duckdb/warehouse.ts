import { rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import {
  BIGINT,
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBPreparedStatement,
  type DuckDBResult,
} from "@duckdb/node-api";
import type { NamedType, SourceBinding, SourceLocation, SourceRead, Sql, TrainingArtifact } from "../../artifacts.js";
import { DataError, InputError, messageOf } from "../../errors.js";
import { makeFolder } from "../../make-folder.js";
import { type StatementText, statementOf, statementText } from "../../statement.js";
import { removeMarked, temporaryMark } from "../../temporary-files.js";
import type { RawData } from "../data/raw-data.js";
import type { Environment } from "../environment.js";
import { labelsDoing } from "../labels/index.js";
import { isOverflowOfStatement, type OverflowEngine, type Overflowed, overflowError } from "../overflow.js";
import type { Physical } from "../physical.js";
import { runStages, type StageEngine } from "../run-stages.js";
import type { Instants } from "../sources/bounds.js";
import { sourcePlace } from "../sources/place.js";
import { tableText } from "../sources/table-parts.js";
import type {
  Batch,
  FileStamp,
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
import { type Bound, bind, type Place, queryError } from "./bind.js";
import type { Engine } from "./engine.js";
import { dataError } from "./errors.js";
import { registerExtern } from "./externs.js";
import { loadLabels } from "./labels/load.js";
import type { DuckDBOptions } from "./options.js";
import { writeOutput } from "./output.js";
import { checkOutputTable, type Keeping, writeTable } from "./output-table.js";
import { physicalOf } from "./physical.js";
import { valueFault } from "./sources/fault.js";
import { filesStamped } from "./sources/files-stamped.js";
import { located } from "./sources/location.js";
import { lookAt } from "./sources/look.js";
import { openData } from "./sources/open-data.js";
import type { Table } from "./tables.js";
import { identifier, literal, withShortPaths } from "./text.js";
import { readColumn, withMarks } from "./vectors.js";

export async function openWarehouse(options: DuckDBOptions): Promise<Warehouse> {
  const folder = resolve(options.folder ?? ".");
  const path = options.path === undefined || options.path === ":memory:" ? null : resolve(folder, options.path);
  const place: Place = { folder, environment: options.environment ?? process.env };
  // Data that does not fit in memory goes there. DuckDB's own default is in the current folder.
  removeMarked(tmpdir(), spillName, "");
  const spill = join(tmpdir(), `${spillName}${temporaryMark()}`);
  try {
    const instance = await openInstance(path, options.access ?? "read");
    const connection = await instance.connect();
    for (const setting of SETTINGS) await connection.run(`SET ${setting}`);
    await connection.run(`SET temp_directory = ${literal(spill)}`);
    if (!folder.includes(",")) await connection.run(`SET file_search_path = ${literal(folder)}`);
    if (options.threads !== undefined)
      await connection.run(`SET threads = ${Math.max(1, Math.floor(options.threads))}`);
    if (options.memory !== undefined) await connection.run(`SET memory_limit = ${literal(options.memory)}`);
    for (const extern of options.externs ?? []) await registerExtern(connection, extern);
    const keeping = path === null ? "memory" : options.access === "write" ? "file" : "read-only file";
    return new DuckDBWarehouse(instance, connection, place, spill, keeping);
  } catch (error) {
    throw dataError(error, `can't open the warehouse${path === null ? "" : ` ${path}`}: `);
  }
}

const SETTINGS = [
  "TimeZone = 'UTC'",
  "preserve_insertion_order = true",
  // DuckDB counts table expressions as depth and allows a thousand; a service of sixty views has more. Its stack holds
  // a chain of about 1,300.
  "max_expression_depth = 4000",
  // If DuckDB guesses that an as-of join's left side has few rows, it compares all rows with all. If the guess is
  // wrong, the join is quadratic.
  "asof_loop_join_threshold = 0",
];

const TABLES =
  "SELECT nullif(table_schema, current_schema()), table_name FROM information_schema.tables " +
  "WHERE table_catalog = current_database() AND table_schema NOT IN ('information_schema', 'pg_catalog') AND table_type IN ('BASE TABLE', 'VIEW')";

const tableName = (parts: readonly unknown[]): string =>
  tableText(parts.flatMap((part) => (part === null ? [] : [String(part)])));

const spillName = "feat-duckdb-";

/** Several processes may open a file read-only. A file that does not exist is like an empty one and is not made. */
async function openInstance(path: string | null, access: "read" | "write"): Promise<DuckDBInstance> {
  if (path === null) return DuckDBInstance.create(":memory:");
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  if (access === "read" && !exists) return DuckDBInstance.create(":memory:");
  if (access === "read") return DuckDBInstance.create(path, { access_mode: "READ_ONLY" });
  makeFolder(dirname(path));
  return DuckDBInstance.create(path);
}

/** How many statements are kept for another run. */
const MOST_KEPT = 200;
/**
 * Settings that make it safe to run a DuckDB (1.5) statement again. As-of joins keep their rows: a second run gives
 * rows of the first, or an error that makes the database unusable. Nested loop joins keep nothing, so they replace
 * as-of joins and range joins. DuckDB also draws conclusions from the smallest and greatest values of a table (that a
 * key is in none of its rows), and does not take them back when the table's rows change.
 */
const TO_KEEP = [
  "asof_loop_join_threshold = 4611686018427387904",
  "nested_loop_join_threshold = 4611686018427387904",
  "disabled_optimizers = 'statistics_propagation'",
];

class DuckDBWarehouse implements Warehouse, Engine {
  #closed = false;
  #interrupted = false;
  labelColumns: string | null = null;
  readonly #kept = new Map<string, DuckDBPreparedStatement>();
  readonly #bound: Bound = new Map();

  constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    private readonly place: Place,
    private readonly spill: string,
    private readonly keeping: Keeping,
  ) {}

  get environment(): Environment {
    return this.place.environment;
  }

  get folder(): string {
    return this.place.folder;
  }

  loadLabels(labels: Labels, artifact: TrainingArtifact, output: OutputForm): Promise<LabelReport> {
    return this.#explained(labelsDoing(labels), () => loadLabels(this, labels, artifact, output));
  }

  async checkTable(output: TableOutput, labels: Labels, sources: readonly SourceBinding[]): Promise<void> {
    // A table that is read is the caller's mistake, not the data's.
    const mistake = await this.#explained("", () =>
      this.#outputTable(output, labels, sources).then(
        () => null,
        (error: unknown) => {
          if (error instanceof InputError) return error;
          throw error;
        },
      ),
    );
    if (mistake !== null) throw mistake;
  }

  #outputTable(output: TableOutput, labels: Labels, sources: readonly SourceBinding[]): Promise<Table> {
    return checkOutputTable(this, output, labels, sources, this.place, this.keeping);
  }

  look(source: SourceRead): Promise<SourceReport> {
    return this.#explained(sourcePlace(source.binding), async () => {
      const [bound] = await bind(this, [source.binding], this.place, this.#bound);
      return lookAt(this, source, bound!);
    });
  }

  openData(location: SourceLocation): Promise<RawData> {
    const explained = <T>(action: () => Promise<T>): Promise<T> => this.#explained("", action);
    return explained(() => openData(this, location, this.place, explained));
  }

  stamps(location: SourceLocation): Promise<readonly FileStamp[] | null> {
    return filesStamped(this, located(location, this.place));
  }

  async tables(): Promise<readonly string[]> {
    const found = await this.#explained("", () => this.rows(TABLES));
    return found.map(tableName).sort();
  }

  async write(
    artifact: TrainingArtifact,
    output: Output,
    labels: LabelReport,
    options: RunOptions = {},
  ): Promise<readonly StageReport[]> {
    if (artifact.computed !== undefined) throw new Error("DuckDB runs statements that call an extern fn themselves");
    const instants = await this.#labelInstants();
    const overflowed: Overflowed = {
      sql: artifact.sql,
      columns: artifact.features.map(featureColumn),
      of: artifact.service,
      labelled: true,
      attempt: (probe) => this.connection.run(probe),
    };
    const engine: StageEngine = {
      makeTable: async (table, text) => {
        // Before the statement on its first line, so that its lines keep their numbers.
        await this.connection.run(`CREATE OR REPLACE TEMP TABLE ${identifier(table)} AS ${text}`);
        const [counted] = await this.rows(`SELECT count(*) FROM ${identifier(table)}`);
        return Number(counted?.[0]);
      },
      dropTable: async (table) => {
        await this.connection.run(`DROP TABLE IF EXISTS ${identifier(table)}`);
      },
      facts: async (text) => {
        this.#goOn();
        const counted = await this.connection.runAndReadAll(text);
        const [values] = counted.getRows();
        const facts = Object.fromEntries(
          counted.columnNames().map((name, index) => [name, Number(values?.[index])] as const),
        );
        return { facts, missing: null };
      },
      text: statementText,
      explained: async (statement, action) => {
        await this.#bind(statement.sql, instants);
        return this.#explained("", action, { statement: statement.text, overflowed });
      },
      inOrder: async (action) => {
        const [threads] = await this.rows("SELECT current_setting('threads')");
        await this.connection.run("SET threads = 1");
        try {
          return await action();
        } finally {
          await this.connection.run(`SET threads = ${Number(threads?.[0])}`);
        }
      },
      percentage: () => this.connection.progress.percentage,
    };
    return runStages(engine, artifact.sql, options, async (text) => {
      if ("table" in output) {
        const table = await this.#outputTable(output, { kind: "rows", rows: [] }, []);
        await writeTable(this, text, table, labels);
      } else await writeOutput(this, text, output, labels, artifact.features);
      return labels.rows;
    });
  }

  async *read(query: Query): AsyncGenerator<Batch> {
    const statement = await this.#bind(query.sql, await this.#instantsOf(query));
    const sql = withMarks(statement.text, query.columns);
    const values = query.values ?? { sql: query.sql, columns: query.columns.map(featureColumn) };
    const overflowed: Overflowed | undefined = query.unexplained
      ? undefined
      : {
          sql: values.sql,
          columns: values.columns,
          of: query.of,
          labelled: query.labelled === true,
          attempt: async (probe) => (await this.#stream(probe, { ...query, again: false })).fetchAllChunks(),
        };
    const about: Explaining = { statement, overflowed, unexplained: query.unexplained };
    const result = await this.#explained("", () => this.#stream(sql, query), about);
    const names = result.columnNames();
    const columns = query.columns.map(({ name, type }) => {
      const index = names.indexOf(name);
      if (index < 0) throw new Error(`the statement returns no column ${name}`);
      return { index, type };
    });
    for (;;) {
      const chunk = await this.#explained("", () => result.fetchChunk(), about);
      if (chunk === null || chunk.rowCount === 0) return;
      yield { rows: chunk.rowCount, columns: columns.map(({ index, type }) => readColumn(chunk, index, type)) };
    }
  }

  async views(sql: Sql): Promise<readonly string[]> {
    const shown = statementOf(sql).sources.filter(({ location }) => !JSON.stringify(location).includes("${"));
    const views = await this.#explained("", () => bind(this, shown, this.place, this.#bound));
    return views.flatMap(({ statements }) => statements);
  }

  async run(sql: string): Promise<void> {
    await this.#explained("", () => this.connection.run(sql));
  }

  async runAlone(sql: string): Promise<void> {
    // A statement that cannot be parsed gets its error when it is run.
    const statements = await this.connection.extractStatements(sql).catch(() => null);
    if (statements !== null && statements.count > 1)
      throw new DataError(`there are ${statements.count} statements where one SELECT is expected`);
    await this.connection.run(sql);
  }

  interrupt(): void {
    this.#interrupted = true;
    this.connection.interrupt();
  }

  #goOn(): void {
    if (this.#interrupted) throw new DataError("interrupted");
  }

  async rows(sql: string): Promise<readonly (readonly unknown[])[]> {
    this.#goOn();
    return (await this.connection.runAndReadAll(sql)).getRows();
  }

  async columns(from: string): Promise<readonly { readonly name: string; readonly type: Physical }[]> {
    const found = await this.connection.run(`SELECT * FROM ${from} LIMIT 0`);
    const types = found.columnTypes();
    return found.columnNames().map((name, index) => ({ name, type: physicalOf(types[index]!) }));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const prepared of this.#kept.values()) prepared.destroySync();
    this.connection.closeSync();
    this.instance.closeSync();
    await rm(this.spill, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Makes the sources of a statement available, and returns its text. */
  async #bind(sql: Sql, instants: Instants | null): Promise<StatementText> {
    const { sources } = statementOf(sql);
    await this.#explained("", () => bind(this, sources, this.place, this.#bound, instants));
    return statementText(sql);
  }

  /** The instants that a query asks about. Null if they are not known, or change while the statement is kept. */
  async #instantsOf({ labelled, again, parameters }: Query): Promise<Instants | null> {
    if (again === true) return null;
    if (labelled === true) return this.#labelInstants();
    const at = parameters?.at ?? null;
    return at === null ? null : { first: at, last: at };
  }

  async #labelInstants(): Promise<Instants | null> {
    const [row] = await this.rows("SELECT min(feat_at), max(feat_at) FROM feat_labels");
    const [first = null, last = null] = row ?? [];
    return first === null || last === null ? null : { first: BigInt(String(first)), last: BigInt(String(last)) };
  }

  async #stream(sql: string, { parameters, again }: Query): Promise<DuckDBResult> {
    const prepared = again ? await this.#keep(sql) : await this.connection.prepare(sql);
    for (let index = 1; index <= prepared.parameterCount; index++) {
      const name = prepared.parameterName(index);
      const value = parameters?.[name];
      if (value === undefined) throw new Error(`the statement has a parameter $${name} that nobody gives`);
      prepared.bindValue(index, value === null ? null : BigInt(value), BIGINT);
    }
    return prepared.stream();
  }

  async #keep(sql: string): Promise<DuckDBPreparedStatement> {
    const known = this.#kept.get(sql);
    if (known !== undefined) return known;
    if (this.#kept.size === 0) for (const setting of TO_KEEP) await this.connection.run(`SET ${setting}`);
    const [oldest] = this.#kept;
    if (oldest !== undefined && this.#kept.size >= MOST_KEPT) {
      this.#kept.delete(oldest[0]);
      oldest[1].destroySync();
    }
    const prepared = await this.connection.prepare(sql);
    this.#kept.set(sql, prepared);
    return prepared;
  }

  async #explained<T>(
    doing: string,
    action: () => Promise<T>,
    { statement, overflowed, unexplained }: Explaining = {},
  ): Promise<T> {
    if (this.#closed) throw new DataError("the warehouse is closed");
    this.#goOn();
    try {
      return await action();
    } catch (error) {
      if (overflowed !== undefined && isOverflow(error))
        throw await overflowError(overflowEngine(this), overflowed, error);
      if (unexplained !== true) {
        const fault = await valueFault(this, this.#bound.values(), error);
        if (fault !== null) throw new DataError(fault, { cause: error });
        const ofQuery = await queryError(this, statement?.sources ?? [], this.#bound, error);
        if (ofQuery !== null) throw ofQuery;
      }
      const found = dataError(error, doing, statement?.placeOf);
      // Other errors name paths as the caller gave them. DuckDB knows the files of sources by their absolute paths.
      if (statement === undefined || error instanceof DataError || !(found instanceof DataError)) throw found;
      throw new DataError(withShortPaths(found.message, this.folder), { cause: error });
    }
  }
}

/** True for arithmetic that DuckDB stopped, and for an error that the statement itself raised. */
const isOverflow = (error: unknown): boolean =>
  /^Out of Range Error: Overflow/i.test(messageOf(error)) || isOverflowOfStatement(error);

function overflowEngine(engine: Engine): OverflowEngine {
  const labels = "CREATE OR REPLACE TEMP TABLE feat_labels AS SELECT * FROM feat_labels_all";
  return {
    isOverflow,
    problemOf: () => "int64 overflow",
    // Hashing forces the engine to compute the values.
    reading: (column) => `bit_xor(hash(${identifier(column)}))`,
    quoted: identifier,
    labelCount: async () => {
      const [count] = await engine.rows("SELECT count(*) FROM feat_labels");
      return Number(count?.[0]);
    },
    withLabelsBefore: async (end, action) => {
      await engine.run("CREATE OR REPLACE TEMP TABLE feat_labels_all AS SELECT * FROM feat_labels");
      try {
        await engine.run(`${labels} WHERE feat_row < ${end} ORDER BY feat_row`);
        return await action();
      } finally {
        await engine.run(`${labels} ORDER BY feat_row`);
        await engine.run("DROP TABLE feat_labels_all");
      }
    },
  };
}

/** The facts known about a statement that failed. */
interface Explaining {
  readonly statement?: StatementText | undefined;
  readonly overflowed?: Overflowed | undefined;
  /** Only the failure matters: the cause need not be found. */
  readonly unexplained?: boolean | undefined;
}

const featureColumn = ({ name }: Pick<NamedType, "name">) => ({ name, what: `feature ${name}` });
