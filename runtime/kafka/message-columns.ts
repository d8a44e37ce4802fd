import type { Type } from "../types.js";

/** A column that a message of a topic may have, and the form in which the source's data has it. */
export interface MessageColumn {
  /** The name by which rows are pushed. */
  readonly name: string;
  /** Its name in the data. */
  readonly column: string;
  readonly type: Type;
  /** Set for the columns that are a row's time, `created` or `until`. */
  readonly time: { readonly format: TimeFormat; readonly zone: string | null } | null;
}
export type TimeFormat = "timestamp" | "date" | "iso8601" | "unix_s" | "unix_ms" | "unix_us" | "unix_ns";

/** What is known of the messages of a source. */
export interface MessageSource {
  readonly name: string;
  readonly columns: readonly MessageColumn[];
  /** Names of columns. */
  readonly key: readonly string[];
  readonly time: string;
  readonly deleted: string | null;
}
