/**
 * A warehouse that follows `docs/adding-a-warehouse.md`. Its engine is a server: DuckDB in another process, of which it
 * uses plain SQL. It has the types that a small project needs: bool, int64, float64, string, timestamp and date.
 */
import { resolve } from "node:path";
import {
  type NamedType,
  returnedColumns,
  type SourceLocation,
  type SourceRead,
  type Sql,
  type TrainingArtifact,
} from "../../../runtime/artifacts.js";
import { setProperty } from "../../../runtime/codec/index.js";
import { DataError, messageOf } from "../../../runtime/errors.js";
import { narrow } from "../../../runtime/functions/int64.js";
import { statementOf, statementText } from "../../../runtime/statement.js";
import type { Value } from "../../../runtime/values.js";
import { withComputed } from "../../../runtime/warehouse/computed.js";
import type { RawData } from "../../../runtime/warehouse/data/raw-data.js";
import { LabelFiles } from "../../../runtime/warehouse/duckdb/label-files.js";
import { isOverflowOfStatement, type OverflowEngine, overflowError } from "../../../runtime/warehouse/overflow.js";
import { runStages, type StageEngine } from "../../../runtime/warehouse/run-stages.js";
import type { Instants } from "../../../runtime/warehouse/sources/bounds.js";
import { separator } from "../../../runtime/warehouse/sources/conversion.js";
import { faultText } from "../../../runtime/warehouse/sources/fault-text.js";
import { sourcePlace } from "../../../runtime/warehouse/sources/place.js";
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
  WarehouseKind,
  WarehouseOptions,
} from "../../../runtime/warehouse/warehouse.js";
import { converting, identifier, literal } from "./converting.js";
import { copyFile, loadRows, loadServerLabels, pullOwn } from "./labels.js";
import { EngineError, Remote } from "./remote.js";
import { type Environment, lookAt, partAt, viewOf } from "./sources.js";
import { checkOutputTable, pushFeatures, writeTable } from "./tables.js";

export const remoteKind: WarehouseKind = {
  kind: "remote",
  dialect: "remote",
  location: "path",
  open: async (path, options) => RemoteWarehouse.open(path ?? ":memory:", options),
};

const rowNumber: NamedType = { name: "feat_row", type: { kind: "int64", nullable: false } };

export class RemoteWarehouse implements Warehouse {
  #labels: Labels["kind"] = "rows";
  #interrupted = false;
  /** The sources that have views. */
  readonly #bound = new Map<string, SourceRead["binding"]>();

  private constructor(
    readonly remote: Remote,
    private readonly files: LabelFiles,
    private readonly environment: Environment,
  ) {}

  static async open(path: string, { folder, environment, prelude }: WarehouseOptions): Promise<RemoteWarehouse> {
    const files = await LabelFiles.open(resolve(folder ?? "."));
    const own = new RemoteWarehouse(await Remote.open(path), files, environment ?? process.env);
    for (const statement of prelude ?? []) await own.run(statement);
    return own;
  }

  look(source: SourceRead): Promise<SourceReport> {
    return this.#explained(async () => {
      await this.#bindAll([source.binding], null);
      return lookAt(this.remote, source);
    });
  }

  async openData(location: SourceLocation): Promise<RawData> {
    return {
      parts: [await this.#explained(() => partAt(this.remote, location, this.environment))],
      typed: true,
      rows: (sql) => this.#explained(() => this.remote.rows(sql)),
      converting,
      forms: {
        matches: (text, pattern) => `regexp_full_match(${text}, ${literal(pattern)})`,
        infiniteTimes: true,
        rowsHash: (values) => `sum(CAST(md5_number_lower(CAST(row(${values.join(", ")}) AS VARCHAR)) AS HUGEINT))`,
        number: (_, x) => `CASE WHEN isfinite(TRY_CAST(${x} AS DOUBLE)) THEN TRY_CAST(${x} AS DOUBLE) END`,
      },
      rowOf: async () => null,
    };
  }

  async stamps(): Promise<null> {
    return null;
  }
  async tables(): Promise<readonly string[]> {
    const rows = await this.#explained(() =>
      this.remote.rows(
        "SELECT CASE WHEN table_schema = 'main' THEN '' ELSE table_schema || '.' END || table_name FROM information_schema.tables WHERE table_catalog <> 'temp' ORDER BY 1",
      ),
    );
    return rows.map(([name]) => String(name));
  }

  async loadLabels(labels: Labels, artifact: TrainingArtifact, output: OutputForm): Promise<LabelReport> {
    this.#labels = labels.kind;
    switch (labels.kind) {
      case "rows":
        return this.#explained(() => loadRows(this.remote, labels, artifact));
      case "file": {
        const report = await this.files.load(labels, artifact, output);
        await this.#explained(() => copyFile(this.remote, this.files, artifact));
        return report;
      }
      case "table":
      case "query":
        return this.#explained(() => loadServerLabels(this.remote, labels, artifact, this.environment));
    }
  }

  checkTable(output: TableOutput, labels: Labels, sources: readonly SourceRead["binding"][]): Promise<void> {
    return this.#explained(() => checkOutputTable(this.remote, output, labels, sources));
  }

  async write(
    artifact: TrainingArtifact,
    output: Output,
    labels: LabelReport,
    options: RunOptions = {},
  ): Promise<readonly StageReport[]> {
    const instants = await this.#labelInstants();
    const columns = [rowNumber, ...returnedColumns(artifact)];
    const stages: StageEngine = {
      makeTable: async (table, text) => {
        await this.remote.run(`CREATE OR REPLACE TEMP TABLE ${identifier(table)} AS ${text}`);
        const [count] = await this.remote.rows(`SELECT count(*) FROM ${identifier(table)}`);
        return Number(count?.[0]);
      },
      dropTable: (table) => this.remote.run(`DROP TABLE IF EXISTS ${identifier(table)}`),
      facts: async (text) => {
        const { names, rows } = await this.remote.ask(text);
        return {
          facts: Object.fromEntries(names.map((name, index) => [name, Number(rows[0]?.[index])])),
          missing: null,
        };
      },
      text: (statement) => statementText(statement),
      // The toy's server has one thread.
      inOrder: (action) => action(),
      explained: async ({ sql }, action) => {
        await this.#bind(sql, instants);
        return this.#explained(action, { artifact });
      },
      percentage: () => -1,
    };
    // All stages see the data as of the transaction's beginning. What fails takes back a half-written table.
    await this.#explained(() => this.remote.run("BEGIN"));
    try {
      const reports = await runStages(stages, artifact.sql, options, async (text) => {
        const batches = withComputed(this.#batches(text, columns), artifact, 1);
        if ("path" in output) {
          if (this.#labels !== "file") await pullOwn(this.remote, this.files);
          await this.files.takeFeatures(artifact.features, batches);
          await this.files.write(artifact.features, output, labels);
        } else {
          const all = artifact.computed === undefined ? text : await pushFeatures(this.remote, artifact, batches);
          await writeTable(this.remote, all, output, artifact.features, labels);
        }
        return labels.rows;
      });
      await this.#explained(() => this.remote.run("COMMIT"));
      return reports;
    } catch (error) {
      await this.remote.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }

  async *read({ sql, columns, parameters = {}, of, labelled, values }: Query): AsyncGenerator<Batch> {
    const at = parameters.at ?? null;
    const instants = labelled === true ? await this.#labelInstants() : at === null ? null : { first: at, last: at };
    await this.#bind(sql, instants);
    // The server takes no parameters, so it keeps them as variables.
    for (const [name, value] of Object.entries(parameters))
      await this.#explained(() =>
        this.remote.run(`SET VARIABLE ${identifier(name)} = CAST(${value ?? "NULL"} AS BIGINT)`),
      );
    const searched = values ?? { sql, columns: columns.map(({ name }) => ({ name, what: `feature ${name}` })) };
    const overflowed = { ...searched, of, labelled: labelled === true };
    const batches = this.#batches(statementText(sql).text, columns);
    for (;;) {
      const next = await this.#explained(() => batches.next(), { overflowed });
      if (next.done === true) return;
      yield next.value;
    }
  }

  async views(sql: Sql): Promise<readonly string[]> {
    const shown = statementOf(sql).sources.filter(({ location }) => !JSON.stringify(location).includes("${"));
    return Promise.all(shown.map((source) => viewOf(this.remote, source, this.environment, null)));
  }

  run(sql: string): Promise<void> {
    return this.#explained(() => this.remote.run(sql));
  }

  interrupt(): void {
    this.#interrupted = true;
    this.remote.interrupt();
    this.files.interrupt();
  }

  async close(): Promise<void> {
    await this.remote.close();
    await this.files.close();
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The rows of a statement as values. */
  async *#batches(text: string, columns: readonly NamedType[]): AsyncGenerator<Batch> {
    const { names, rows } = await this.remote.ask(text);
    if (rows.length === 0) return;
    const read = columns.map(({ name, type }) => {
      const place = names.indexOf(name);
      if (place < 0) throw new Error(`the statement returns no column ${name}`);
      return rows.map((row) => readValue(type, row[place]));
    });
    yield { rows: rows.length, columns: read };
  }

  async #bind(sql: Sql, instants: Instants | null): Promise<void> {
    await this.#explained(() => this.#bindAll(statementOf(sql).sources, instants));
  }
  async #bindAll(sources: readonly SourceRead["binding"][], instants: Instants | null): Promise<void> {
    for (const source of sources) {
      await this.remote.run(await viewOf(this.remote, source, this.environment, instants));
      this.#bound.set(source.relation, source);
    }
  }

  async #labelInstants(): Promise<Instants | null> {
    const [row] = await this.#explained(() => this.remote.rows("SELECT min(feat_at), max(feat_at) FROM feat_labels"));
    const [first, last] = row ?? [];
    return first == null || last == null ? null : { first: BigInt(String(first)), last: BigInt(String(last)) };
  }

  async #explained<T>(action: () => Promise<T>, about: About = {}): Promise<T> {
    if (this.#interrupted) throw new DataError("interrupted");
    try {
      return await action();
    } catch (error) {
      if (this.#interrupted) throw new DataError("interrupted", { cause: error });
      if (!(error instanceof EngineError)) throw error;
      const overflowed = about.overflowed ?? (about.artifact && overflowedOf(about.artifact));
      if (overflowed !== undefined && isOverflow(error)) {
        // A transaction in which a statement failed runs no other.
        await this.remote.run("ROLLBACK").catch(() => undefined);
        const attempt = (probe: string): Promise<unknown> => this.remote.rows(probe);
        throw await overflowError(overflowEngine(this.remote), { ...overflowed, attempt }, error);
      }
      throw this.#fault(error) ?? new DataError(error.message, { cause: error });
    }
  }

  /** The error about a source's value that does not convert. */
  #fault(error: EngineError): DataError | null {
    const [place = "", column, path = "", what, takes = "", time = ""] = error.message.split(separator);
    if (column === undefined || what === undefined) return null;
    const source = [...this.#bound.values()].find((each) => place.endsWith(sourcePlace(each)));
    if (source === undefined) return null;
    return new DataError(faultText({ source, column, path, what, takes, where: null, time }), { cause: error });
  }
}

type Overflowed = Omit<Parameters<typeof overflowError>[1], "attempt">;
interface About {
  readonly artifact?: TrainingArtifact;
  readonly overflowed?: Overflowed;
}
const overflowedOf = (artifact: TrainingArtifact): Overflowed => ({
  sql: artifact.sql,
  columns: returnedColumns(artifact).map(({ name }) => ({ name, what: `feature ${name}` })),
  of: artifact.service,
  labelled: true,
});

const isOverflow = (error: unknown): boolean =>
  /^Out of Range Error/.test(messageOf(error)) || isOverflowOfStatement(error);

function overflowEngine(remote: Remote): OverflowEngine {
  return {
    isOverflow,
    problemOf: () => "int64 overflow",
    reading: (column) => `count(md5(CAST(${identifier(column)} AS VARCHAR)))`,
    quoted: identifier,
    labelCount: async () => Number((await remote.rows("SELECT count(*) FROM feat_labels"))[0]?.[0]),
    withLabelsBefore: async (end, action) => {
      await remote.run("ALTER TABLE feat_labels RENAME TO feat_labels_all");
      try {
        await remote.run(`CREATE TEMP TABLE feat_labels AS SELECT * FROM feat_labels_all WHERE feat_row < ${end}`);
        return await action();
      } finally {
        await remote.run("DROP TABLE IF EXISTS feat_labels; ALTER TABLE feat_labels_all RENAME TO feat_labels");
      }
    },
  };
}

/** A value from the engine's JSON: an int64 is a text, a list is a list. */
function readValue({ ...type }: NamedType["type"], json: unknown): Value {
  if (json === null || json === undefined) return null;
  switch (type.kind) {
    case "int64":
    case "timestamp":
      return narrow(BigInt(String(json)));
    case "bool":
    case "int32":
    case "date":
    case "float32":
    case "float64":
    case "string":
    case "enum":
    case "json":
      return json as Value;
    case "array":
      return (json as readonly unknown[]).map((each) => readValue(type.element, each));
    case "map": {
      const entries = json as readonly { readonly key: unknown; readonly value: unknown }[];
      return new Map(entries.map(({ key, value }) => [readValue(type.key, key), readValue(type.value, value)]));
    }
    case "struct": {
      const record: Record<string, Value> = {};
      for (const field of type.fields)
        setProperty(record, field.name, readValue(field.type, (json as Readonly<Record<string, unknown>>)[field.name]));
      return record;
    }
    case "bytes":
    case "decimal":
      throw new DataError(`the toy's warehouse reads no ${type.kind}`);
  }
}
