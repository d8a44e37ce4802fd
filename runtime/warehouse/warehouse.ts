/**
 * The warehouse: what every kind of warehouse does.
 *
 * In: labels and generated statements. Out: a file, or batches of columns.
 * Always: a result is streamed and never held whole in JavaScript. An output file appears complete or not at all. A
 * problem of data or environment is a `DataError` in plain words.
 */
import type { NamedType, SourceBinding, SourceLocation, SourceRead, Sql, TrainingArtifact } from "../artifacts.js";
import type { ExternFunction, ExternSignature } from "../externs.js";
import type { Int, Value } from "../values.js";
import type { IndexAdvice } from "./choose-plan.js";
import type { RawData } from "./data/raw-data.js";

export type FileFormat = "parquet" | "csv";

/** The column of the labels' instants. The default is `event_timestamp`. */
interface WithTime {
  readonly time?: string | undefined;
}
export type Labels =
  | (WithTime & {
      readonly kind: "file";
      readonly path: string;
      /** By default the name's ending decides. */
      readonly format?: FileFormat | undefined;
    })
  /** A table or view of the warehouse, by its name as SQL writes it: `schema."a.b"`. */
  | (WithTime & { readonly kind: "table"; readonly table: string })
  /** The rows of one SELECT. */
  | (WithTime & {
      readonly kind: "query";
      readonly sql: string;
      /** Paths in it are relative to this folder. The default is the project's. */
      readonly folder?: string | undefined;
    })
  /** Rows from the caller: inputs in memory, as `values.ts` describes them. */
  | {
      readonly kind: "rows";
      readonly rows: readonly { readonly at: Int | null; readonly inputs: Readonly<Record<string, Value>> }[];
    };

/** What was found while labels were loaded. */
export interface LabelReport {
  readonly rows: number;
  /** Labels without a time. Their features see no rows. */
  readonly withoutTime: number;
  /** The labels' times are dates. Each label counts at 00:00 UTC of its day. */
  readonly dates: boolean;
  /** The least and greatest instant; null if no label has a time. */
  readonly first: Int | null;
  readonly last: Int | null;
  /** Columns without a name in the file, and the names that they get where one is needed. */
  readonly unnamed: readonly string[];
}

export type Output = FileOutput | TableOutput;
export interface FileOutput {
  readonly path: string;
  readonly format?: FileFormat | undefined;
}
/** A table of the warehouse, by its name as SQL writes it. It is created, or replaced whole. */
export interface TableOutput {
  readonly table: string;
}
/** What becomes of a result: its labels' own columns are typed if the form has types. */
export type OutputForm = FileFormat | "table" | "rows";

/** Some rows of a result, by column. */
export interface Batch {
  readonly rows: number;
  readonly columns: readonly (readonly Value[])[];
}

export interface Query {
  /** What the statement is for, in messages: `churn_v1`, `view stats`. */
  readonly of: string;
  readonly sql: Sql;
  /**
   * The columns of the result that are wanted, and the types they are read as (timestamps from BIGINT, dates from
   * INTEGER or DATE).
   */
  readonly columns: readonly NamedType[];
  /** BIGINT parameters, by name. */
  readonly parameters?: Readonly<Record<string, Int | null>> | undefined;
  /** It will be run again, so it stays prepared until the warehouse is closed. */
  readonly again?: boolean | undefined;
  /** It reads `feat_labels`: the error of an int64 overflow names the row, counted from 1. */
  readonly labelled?: boolean | undefined;
  /** Only the failure matters: the feature of an int64 overflow need not be found. */
  readonly unexplained?: boolean | undefined;
  /** The columns in which an int64 overflow is searched, if not the statement's own. Takes the same parameters. */
  readonly values?:
    | { readonly sql: Sql; readonly columns: readonly { readonly name: string; readonly what: string }[] }
    | undefined;
}

export interface RunOptions {
  /** A strategy's name, or the beginning of it. It is used for every stage that has it. */
  readonly strategy?: string | undefined;
  /**
   * Floats are added by all threads at once. That is faster where there are many, but the last digits of the sums differ
   * from run to run. By default the same data gives the same values.
   */
  readonly anyOrder?: boolean | undefined;
  /** Called with a number from 0 to 1, and the current work. */
  readonly onProgress?: ((done: number, doing: string) => void) | undefined;
}

/** How a stage of a program was computed. */
export interface StageReport {
  /** Its purpose: `windows of view sales`. */
  readonly title: string;
  /** The line of the project that it comes from. */
  readonly place: string | null;
  readonly strategy: string;
  /** Why this strategy was chosen. */
  readonly reason: string;
  /** The expected milliseconds of CPU; null if nothing was counted. */
  readonly expected: number | null;
  /** An index by which it would cost much less; null if there is none. */
  readonly index: IndexAdvice | null;
  /** Milliseconds of wall time, counting included. */
  readonly milliseconds: number;
  readonly rows: number;
}

/** What was found when a source was checked. */
export interface SourceReport {
  readonly source: string;
  readonly rows: number;
  /** The number of rows is the engine's estimate. No row of the source is left out. */
  readonly estimated?: true;
  /** Rows without a time. They are never visible. */
  readonly withoutTime: number;
  /** Rows with a null in the source's key. They are never visible either. */
  readonly withoutKey: number;
  /**
   * Rows that were written after the instant from which they count, for a reader that ignores when rows were written.
   */
  readonly writtenLate: number;
  /** The number of rows that were checked for it: all, or some of many. */
  readonly judged: number;
  /** The time column, for messages. */
  readonly time: string;
  /** Its times are texts of dates. Each is read as 00:00 UTC of its day. */
  readonly days: boolean;
}

/** A kind of warehouse, and how one is opened. */
export interface WarehouseKind {
  readonly kind: string;
  /** The SQL that it runs. */
  readonly dialect: string;
  /** The property of the target's `offline` that says where the warehouse is. */
  readonly location: "path" | "url" | "master";
  /** `location` is undefined if the target does not give it. */
  readonly open: (location: string | undefined, options: WarehouseOptions) => Promise<Warehouse>;
}
export interface Extern {
  readonly signature: ExternSignature;
  readonly call: ExternFunction;
}
/** Settings of a target's warehouse besides its place. */
export interface WarehouseSettings {
  /** For spark: a Python that has PySpark. */
  readonly python?: string | undefined;
  /** For spark: settings of Spark, by name. */
  readonly conf?: Readonly<Record<string, string>> | undefined;
  /** For spark: a folder that the executors read and write. */
  readonly scratch?: string | undefined;
}
export interface WarehouseOptions {
  /** The project's folder. Paths in sources are relative to it. The default is the current folder. */
  readonly folder?: string | undefined;
  /** The values of `${NAME}` in sources. The default is the process's environment. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** The project's `extern fn`s, for the training sets that use them. */
  readonly externs?: readonly Extern[] | undefined;
  /** Statements that a session runs first. They create the functions that generated statements call. */
  readonly prelude?: readonly string[] | undefined;
  /** How much memory an engine within the process may use: `8GiB`. Data that does not fit goes to disk. */
  readonly memory?: string | undefined;
  /** Further settings of the target's `offline`. */
  readonly settings?: WarehouseSettings | undefined;
  /** A table is written. The default is `read`: several processes may read a database file at a time. */
  readonly access?: "read" | "write" | undefined;
}

/** A local file. */
export interface FileStamp {
  /** Absolute. */
  readonly path: string;
  /** When its bytes or its name were last changed, by the clock of the file system, in nanoseconds since the epoch. */
  readonly changed: bigint;
  /** Its size, its time and its inode. */
  readonly stamp: string;
}

export interface Warehouse extends AsyncDisposable {
  /** Checks a source's data before a statement reads it. It is an error if times or columns are not as declared. */
  look(source: SourceRead): Promise<SourceReport>;
  /** Opens data as it is, whatever a project declares of it. No rows are read until they are asked for. */
  openData(location: SourceLocation): Promise<RawData>;
  /**
   * The files of a location, with what changes when they do. Null if they are not local files, or cannot be looked at.
   */
  stamps(location: SourceLocation): Promise<readonly FileStamp[] | null>;
  /** The tables and views that `table:` may name, in order: `schema.table`, or the table alone in the default schema. */
  tables(): Promise<readonly string[]>;
  /** Makes the table `feat_labels` as `TrainingArtifact` describes it. It replaces an earlier one. */
  loadLabels(labels: Labels, artifact: TrainingArtifact, output: OutputForm): Promise<LabelReport>;
  /**
   * Checks, before anything is computed, that a result can go to this table. It is an error if the labels or one of
   * these sources read the table.
   */
  checkTable(output: TableOutput, labels: Labels, sources: readonly SourceBinding[]): Promise<void>;
  /**
   * Runs a training program over these labels, stage by stage, and writes the rows of its last one. There must be as
   * many rows as labels.
   */
  write(
    artifact: TrainingArtifact,
    output: Output,
    labels: LabelReport,
    options?: RunOptions,
  ): Promise<readonly StageReport[]>;
  read(query: Query): AsyncIterable<Batch>;
  /**
   * The statements that create the views of a statement's sources, in order. They show how the data becomes the
   * declared columns. A source whose location names environment variables has none: their values may be secrets.
   */
  views(sql: Sql): Promise<readonly string[]>;
  /** Runs statements for their effect: tables for tests, settings. */
  run(sql: string): Promise<void>;
  /** Ends the running statement with an error. Nothing runs after it. */
  interrupt(): void;
  close(): Promise<void>;
}
