import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBDataChunk, DuckDBInstance } from "@duckdb/node-api";
import type { NamedType, TrainingArtifact } from "../../artifacts.js";
import { planType, toNatural } from "../../duckdb-types.js";
import { DataError } from "../../errors.js";
import { removeMarked, temporaryMark } from "../../temporary-files.js";
import { isNested } from "../../types.js";
import type { Batch, FileFormat, LabelReport, Labels, Output } from "../warehouse.js";
import type { Engine } from "./engine.js";
import { dataError } from "./errors.js";
import { loadLabelFile } from "./labels/load.js";
import { loadLabelRows } from "./labels/rows.js";
import { writeOutput } from "./output.js";
import { physicalOf } from "./physical.js";
import { identifier, literal } from "./text.js";
import { typeOf, writer } from "./write-values.js";

const spillName = "feat-labels-";
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

  load(labels: Labels, artifact: TrainingArtifact, output: FileFormat | "rows"): Promise<LabelReport> {
    if (labels.kind === "file") this.engine.labelColumns = null;
    const doing = labels.kind === "file" ? `label file ${labels.path}: ` : "labels: ";
    return this.#explained(doing, () =>
      labels.kind === "file"
        ? loadLabelFile(this.engine, labels, artifact, output)
        : loadLabelRows(this.engine, labels, artifact),
    );
  }

  /** The first and the last instant of the labels; null if none has one. */
  async instants(): Promise<{ readonly first: bigint; readonly last: bigint } | null> {
    const [row] = await this.engine.rows("SELECT min(feat_at), max(feat_at) FROM feat_labels");
    const [first = null, last = null] = row ?? [];
    return first === null || last === null ? null : { first: BigInt(String(first)), last: BigInt(String(last)) };
  }

  /** Writes the labels' numbers, instants and inputs to a CSV file, in the form that `form` gives. */
  async writeCsv(path: string, columns: readonly { readonly name: string; readonly sql: string }[]): Promise<void> {
    const selected = columns.map(({ name, sql }) => `${sql} AS ${identifier(name)}`).join(", ");
    await this.#explained("labels: ", () =>
      this.engine.rows(`COPY (SELECT ${selected} FROM feat_labels) TO ${literal(path)} (FORMAT csv, HEADER false)`),
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
  async write(
    features: readonly NamedType[],
    inputs: readonly NamedType[],
    output: Output,
    report: LabelReport,
  ): Promise<void> {
    const own = ["feat_row", "feat_at", ...inputs.map(({ name }) => `feat_in_${name}`)].map(identifier);
    const columns = features.map(({ name, type }, index) => {
      const value =
        isNested(type) || type.kind === "timestamp" || type.kind === "date"
          ? toNatural(type, `f.f${index}`)
          : `f.f${index}`;
      return `${value} AS ${identifier(name)}`;
    });
    const sql = `SELECT ${[`l.* EXCLUDE (${own.join(", ")})`, ...columns].join(", ")} FROM feat_labels AS l JOIN feat_features AS f ON f.feat_row = l.feat_row ORDER BY l.feat_row`;
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
