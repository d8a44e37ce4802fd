import type { Physical } from "../physical.js";

/**
 * Rows of a source that have one physical schema: those of a table or query, or of files whose columns are the same.
 * Each part is converted to the declared types by itself (MEANING 129).
 */
export interface Part {
  /** Absolute paths. Null for a table or query. */
  readonly files: readonly string[] | null;
  readonly columns: readonly RawColumn[];
  /** Columns that the role may not read, and the statement that lets it. They are not among the others. */
  readonly denied?: ReadonlyMap<string, string>;
  /**
   * The text that may follow FROM, before `AS data`: rows with these columns. With `file` they also have `fileColumn`.
   */
  readonly from: (columns: readonly RawColumn[], file?: boolean) => string;
  /** The same rows, but only those of some of its files. */
  readonly only: (files: readonly string[]) => Part;
  /** The first `rows` rows of each of its files. Null if reading them costs as much as reading all. */
  readonly first: (rows: number) => Part | null;
  /** The columns that have no null in any row, if the files say so. */
  readonly withoutNull: (columns: readonly RawColumn[]) => Promise<ReadonlySet<RawColumn>>;
}

/** A column of the data. */
export interface RawColumn {
  /** Its name in the data. */
  readonly name: string;
  /** SQL for its value, where the part's rows are called `data`. */
  readonly sql: string;
  readonly physical: Physical;
  /** The column is a folder's name: `ds` of `ds=2024-01-31`. */
  readonly folder?: true;
}

/** The column that holds the path of each row's file. */
export const fileColumn = "@file";

/** For data whose rows are not numbered. */
export const noFirst = (): null => null;

export const noneKnown = async (): Promise<ReadonlySet<RawColumn>> => new Set();

/** The name of a part in messages: its first file, or nothing. */
export const firstFile = ({ files }: Part): string | null => files?.[0] ?? null;
