/**
 * The warehouse: what every kind of it does.
 *
 * In: labels and generated statements. Out: a file, or batches of columns.
 * Always: a result is streamed, never held whole in JavaScript; an output file appears whole or not at all; what goes wrong
 * in data or environment is a `DataError` in plain words.
 */
import type { NamedType, Sql, TrainingArtifact } from "../artifacts.js";
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

export interface Warehouse extends AsyncDisposable {
  /** Makes the table `feat_labels` as `TrainingArtifact` has it, in place of the one before; returns its number of rows. */
  loadLabels(labels: Labels, artifact: TrainingArtifact, output: FileFormat | "rows"): Promise<number>;
  /** Runs a training statement and writes its rows, which must be as many as `rows`. `onProgress` gets a part of 1. */
  write(artifact: TrainingArtifact, output: Output, rows: number, onProgress?: (done: number) => void): Promise<void>;
  read(query: Query): AsyncIterable<Batch>;
  /** Runs statements for their effect: tables for tests, settings. */
  run(sql: string): Promise<void>;
  close(): Promise<void>;
}
