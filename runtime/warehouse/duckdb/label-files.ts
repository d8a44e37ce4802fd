import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBDataChunk, DuckDBInstance } from "@duckdb/node-api";
import type { NamedType, TrainingArtifact } from "../../artifacts.js";
import { planType, toNatural } from "../../duckdb-types.js";
import { DataError } from "../../errors.js";
import { removeMarked, temporaryMark } from "../../temporary-files.js";
import { isNested } from "../../types.js";
import { labelsDoing } from "../labels/index.js";
import type { Physical } from "../physical.js";
import type { Batch, FileOutput, LabelReport, Labels, OutputForm } from "../warehouse.js";
import type { Engine } from "./engine.js";
import { dataError } from "./errors.js";
import { loadLabels } from "./labels/load.js";
import { writeOutput } from "./output.js";
import { physicalOf } from "./physical.js";
import { identifier, literal } from "./text.js";
import { readColumn, withMarks } from "./vectors.js";
import { typeOf, writer } from "./write-values.js";

const spillName = "feat-labels-";
/** The longest line of a CSV file that is read, in bytes. */
const MAX_LINE = 256 * 1024 * 1024;
/** Columns of `feat_labels` that are not the labels' own. */
const isInternal = (name: string): boolean => /^feat_(row|at|in_.*)$/i.test(name);

/** A column of the labels, with its name as SQL writes it. */
export interface OwnColumn {
  readonly name: string;
  readonly sql: string;
  readonly type: Physical;
}

/** As many rows as a chunk takes. */
const CHUNK = 2048;

/**
 * Labels and training sets in files, for warehouses whose engine reads and writes no files: a database in memory that
 * holds the labels with their own columns, and then the features of each label.
 *
 * Always: labels and outputs are as for DuckDB itself. Data that does not fit in memory goes to a temporary folder.
 */
export class LabelFiles {
  private constructor(
    private readonly engine: Engine,
    private readonly connection: Awaited<ReturnType<DuckDBInstance["connect"]>>,
    private readonly instance: DuckDBInstance,
    /** For temporary files. It need not exist. */
    readonly folder: string,
  ) {}

  static async open(folder: string): Promise<LabelFiles> {
    removeMarked(tmpdir(), spillName, "");
    const spill = join(tmpdir(), `${spillName}${temporaryMark()}`);
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(
      `SET TimeZone = 'UTC'; SET preserve_insertion_order = true; SET temp_directory = ${literal(spill)}`,
    );
    const run = async (sql: string): Promise<void> => {
      await connection.run(sql);
    };
    const engine: Engine = {
      folder,
      environment: {},
      labelColumns: null,
      run,
      runAlone: run,
      rows: async (sql) => (await connection.runAndReadAll(sql)).getRows(),
      columns: async (from) => {
        const found = await connection.run(`SELECT * FROM ${from} LIMIT 0`);
        const types = found.columnTypes();
        return found.columnNames().map((name, index) => ({ name, type: physicalOf(types[index]!) }));
      },
    };
    return new LabelFiles(engine, connection, instance, spill);
  }

  load(labels: Labels, artifact: TrainingArtifact, output: OutputForm): Promise<LabelReport> {
    return this.#explained(labelsDoing(labels), () => loadLabels(this.engine, labels, artifact, output));
  }

  /** Writes the labels' numbers, instants and inputs to a CSV file, in the form that `form` gives. */
  async writeCsv(path: string, columns: readonly { readonly name: string; readonly sql: string }[]): Promise<void> {
    const selected = columns.map(({ name, sql }) => `${sql} AS ${identifier(name)}`).join(", ");
    await this.#explained("labels: ", () =>
      this.engine.rows(`COPY (SELECT ${selected} FROM feat_labels) TO ${literal(path)} (FORMAT csv, HEADER false)`),
    );
  }

  /** Writes the labels to a Parquet file: their numbers, instants, inputs and own columns. */
  async writeParquet(path: string): Promise<void> {
    await this.#explained("labels: ", () =>
      this.engine.rows(`COPY (SELECT * FROM feat_labels ORDER BY feat_row) TO ${literal(path)} (FORMAT parquet)`),
    );
  }

  /** The rows of Parquet files in batches, in the order of the files' names. A pattern names them. */
  async *readParquet(files: string, columns: readonly NamedType[]): AsyncGenerator<Batch> {
    const selected = columns.map(({ name, type }) => {
      const own = identifier(name);
      return type.kind === "decimal" ? `CAST(${own} AS ${planType(type)}) AS ${own}` : own;
    });
    const sql = `SELECT ${selected.join(", ")} FROM read_parquet(${literal(files)})`;
    const result = await this.connection.stream(withMarks(sql, columns));
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk())
      yield { rows: chunk.rowCount, columns: columns.map(({ type }, index) => readColumn(chunk!, index, type)) };
  }

  /** Takes a table's own columns from Parquet files, with the labels' numbers. */
  async takeParquet(files: string): Promise<void> {
    await this.#explained("labels: ", () =>
      this.engine.run(`CREATE OR REPLACE TEMP TABLE feat_labels AS SELECT * FROM read_parquet(${literal(files)})`),
    );
  }

  /** The labels' own columns. */
  async ownColumns(): Promise<readonly OwnColumn[]> {
    const columns = await this.engine.columns("feat_labels");
    return columns
      .filter(({ name }) => !isInternal(name))
      .map(({ name, type }) => ({ name, type, sql: identifier(name) }));
  }

  /** True if the condition holds for some label. */
  async some(condition: string): Promise<boolean> {
    const [row] = await this.engine.rows(`SELECT count(*) FROM feat_labels WHERE ${condition}`);
    return Number(row?.[0]) > 0;
  }

  /**
   * Reads the labels' own columns from a CSV file, after their numbers. A field without quotes is null. `value` gives
   * the value of a field.
   */
  async takeOwn(
    path: string,
    columns: readonly { readonly name: string; readonly value: (text: string) => string }[],
  ): Promise<void> {
    const fields = ["feat_row", ...columns.map((_, index) => `c${index}`)].map((name) => `${name}: 'VARCHAR'`);
    const options = `auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = ${MAX_LINE}`;
    const values = columns.map(({ name, value }, index) => `${value(`c${index}`)} AS ${identifier(name)}`);
    const selected = ["CAST(feat_row AS BIGINT) AS feat_row", ...values].join(", ");
    await this.#explained("labels: ", () =>
      this.engine.run(
        `CREATE OR REPLACE TEMP TABLE feat_labels AS SELECT ${selected} FROM read_csv(${literal(path)}, ${options}, columns = {${fields.join(", ")}})`,
      ),
    );
  }

  /** Reads the features of all labels in batches, with the labels' numbers first. */
  async takeFeatures(features: readonly NamedType[], batches: AsyncIterable<Batch>): Promise<void> {
    const names = features.map((_, index) => `f${index}`);
    const declared = features.map(({ type }, index) => `${names[index]} ${planType(type)}`);
    await this.engine.run(
      `CREATE OR REPLACE TEMP TABLE feat_features (${["feat_row BIGINT", ...declared].join(", ")})`,
    );
    const types = [typeOf({ kind: "int64", nullable: false }), ...features.map(({ type }) => typeOf(type))];
    const writers = [writer({ kind: "int64", nullable: false }), ...features.map(({ type }) => writer(type))];
    const appender = await this.connection.createAppender("feat_features");
    try {
      for await (const { rows, columns } of batches) {
        for (let start = 0; start < rows; start += CHUNK) {
          const chunk = DuckDBDataChunk.create(types);
          chunk.setColumns(columns.map((column, index) => column.slice(start, start + CHUNK).map(writers[index]!)));
          appender.appendDataChunk(chunk);
        }
      }
    } finally {
      appender.closeSync();
    }
  }

  /** Writes the labels' own columns, and then the features. */
  async write(features: readonly NamedType[], output: FileOutput, report: LabelReport): Promise<void> {
    const own = (await this.ownColumns()).map(({ sql }) => `l.${sql}`);
    const columns = features.map(({ name, type }, index) => {
      const value =
        isNested(type) || type.kind === "timestamp" || type.kind === "date"
          ? toNatural(type, `f.f${index}`)
          : `f.f${index}`;
      return `${value} AS ${identifier(name)}`;
    });
    const sql = `SELECT ${[...own, ...columns].join(", ")} FROM feat_labels AS l JOIN feat_features AS f ON f.feat_row = l.feat_row ORDER BY l.feat_row`;
    await this.#explained("", () => writeOutput(this.engine, sql, output, report, features));
  }

  interrupt(): void {
    this.connection.interrupt();
  }

  async close(): Promise<void> {
    this.connection.closeSync();
    this.instance.closeSync();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #explained<T>(doing: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw error instanceof DataError ? error : dataError(error, doing);
    }
  }
}
