/**
 * The warehouse: what every kind of it does.
 *
 * In: labels and generated statements. Out: a file, or batches of columns.
 * Always: a result is streamed, never held whole in JavaScript; an output file appears whole or not at all; what goes wrong
 * in data or environment is a `DataError` in plain words.
 */
import type { NamedType, SourceRead, Sql, TrainingArtifact } from "../artifacts.js";
import type { Int, Value } from "../values.js";

export type FileFormat = "parquet" | "csv";

export type Labels =
  | {
      readonly kind: "file";
      readonly path: string;
      /** By default told from the name's end. */
      readonly format?: FileFormat | undefined;
      /** The column of the labels' instants; `event_timestamp` by default. */
      readonly time?: string | undefined;
    }
  /** Rows from the caller: inputs in memory as `values.ts` says. */
  | {
      readonly kind: "rows";
      readonly rows: readonly { readonly at: Int | null; readonly inputs: Readonly<Record<string, Value>> }[];
    };

/** What loading labels found. */
export interface LabelReport {
  readonly rows: number;
  /** Labels without a time: nothing is visible at theirs, and their features are as of no rows. */
  readonly withoutTime: number;
  /** The labels' times are days: each stands at 00:00 UTC of its day. */
  readonly dates: boolean;
  /** Columns that have no name in the file, and the names that stand for them where one is needed. */
  readonly unnamed: readonly string[];
}

export interface Output {
  readonly path: string;
  readonly format?: FileFormat | undefined;
}

/** Some rows of a result, by column. */
export interface Batch {
  readonly rows: number;
  readonly columns: readonly (readonly Value[])[];
}

export interface Query {
  /** Whose statement it is, for messages: `churn_v1`, `view stats`. */
  readonly of: string;
  readonly sql: Sql;
  /** Of the result's columns those that are wanted, and as what they are read (timestamps from BIGINT, dates from INTEGER or DATE). */
  readonly columns: readonly NamedType[];
  /** BIGINT parameters by name. */
  readonly parameters?: Readonly<Record<string, Int | null>> | undefined;
  /** What it reads: where a value of these does not convert, the error names it. */
  readonly sources?: readonly SourceRead[] | undefined;
  /** It will be run again: what is worked out for it is kept until the warehouse is closed. */
  readonly again?: boolean | undefined;
  /** It reads `feat_labels`: an int64 overflow is told with its row, counted from 1. */
  readonly labelled?: boolean | undefined;
  /** It is only to be known whether it fails: whose an int64 overflow is need not be looked for. */
  readonly unexplained?: boolean | undefined;
  /** Where an int64 overflow is looked for, by column, if not in the statement's own columns. Takes the same parameters. */
  readonly values?:
    | { readonly sql: Sql; readonly columns: readonly { readonly name: string; readonly what: string }[] }
    | undefined;
}

/** What looking at a source found. */
export interface SourceReport {
  readonly source: string;
  readonly rows: number;
  /** Rows without a time: they are never visible. */
  readonly withoutTime: number;
  /** Rows with a null in the source's key: they are never visible either. */
  readonly withoutKey: number;
  /** Rows that were written after the instant from which they count, for a reader that does not go by that. */
  readonly writtenLate: number;
  /** The column of times, for messages. */
  readonly time: string;
  /** Its times are texts of days, each taken for 00:00 UTC of its day. */
  readonly days: boolean;
}

export interface Warehouse extends AsyncDisposable {
  /** Looks at a source's data before a statement reads it. An error where its times or columns are not as declared. */
  look(source: SourceRead): Promise<SourceReport>;
  /** Makes the table `feat_labels` as `TrainingArtifact` has it, in place of the one before. */
  loadLabels(labels: Labels, artifact: TrainingArtifact, output: FileFormat | "rows"): Promise<LabelReport>;
  /** Runs a training statement over these labels and writes its rows, which must be as many. `onProgress` gets a part of 1. */
  write(
    artifact: TrainingArtifact,
    output: Output,
    labels: LabelReport,
    onProgress?: (done: number) => void,
  ): Promise<void>;
  read(query: Query): AsyncIterable<Batch>;
  /** Runs statements for their effect: tables for tests, settings. */
  run(sql: string): Promise<void>;
  /** Ends what runs, with an error; nothing runs after it. */
  interrupt(): void;
  close(): Promise<void>;
}
