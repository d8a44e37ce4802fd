/**
 * What generated code hands to the runtime for rows that arrive between two materializations.
 *
 * In: nothing. Out: the part of the contract in `artifacts.ts` that streamed sources and views need.
 * Always: plain data and pure functions. A row is a record of a source's columns by name, in the form of `values.ts`.
 */
import type { TileAggregate } from "./aggregates/ways.js";
import type { NamedType, Type } from "./types.js";
import type { Int, Value } from "./values.js";

/** The names of what a target streams, sorted. */
export interface TargetStreams {
  readonly sources: readonly string[];
  readonly views: readonly string[];
  /** Set if pushed rows also go to files that the target's warehouse reads. */
  readonly landing?: true;
}

/** A physical source that a target streams: how a caller gives its rows. */
export interface StreamSource {
  readonly name: string;
  readonly kind: "state" | "events";
  /** The declared columns, in declared order. */
  readonly columns: readonly NamedType[];
  /** What a row consists of: the declared columns, and the columns of roles that are not declared. */
  readonly inputs: readonly NamedType[];
  readonly time: StreamTime;
  readonly created: StreamTime | null;
  readonly until: StreamTime | null;
  /** The name of the input. */
  readonly sequence: { readonly input: string; readonly type: Type } | null;
  readonly deleted: string | null;
  /** Declared names. Empty without a `key`. */
  readonly key: readonly string[];
  /** The columns of the source's data; left out if no target keeps pushed rows as files. */
  readonly data?: readonly StreamDataColumn[];
}
/** A column of a source's data. */
export interface StreamDataColumn {
  /** Its name in the data. */
  readonly column: string;
  /** The name of the input. */
  readonly input: string;
  readonly type: Type;
  /** How the data keeps the time that it holds, such as `unix_ms`; null for other columns. */
  readonly format: string | null;
}
/** How an input gives an instant. */
export interface StreamTime {
  /** The name of the input. */
  readonly input: string;
  /** The data keeps times as multiples of this, in microseconds. */
  readonly unit: Int;
  /** The zone of dates. Null is UTC. */
  readonly zone: string | null;
  /** Which end of its day a date means. */
  readonly day: "start" | "end";
}

/** A row's columns by name. */
export type StreamRow = Readonly<Record<string, Value>>;

/**
 * How a view's values are computed from the rows of its sources. Functions are methods, so that generated code may say
 * the types of the columns that it reads.
 */
export interface StreamArtifact {
  /** Hash (hex) of the view's fingerprint and of everything that decides how its rows are stored. */
  readonly fingerprint: string;
  /**
   * Rows are stored by the time of their arrival, in buckets of this length in microseconds. Null: all rows of an
   * entity are in one bucket, because no time bounds the rows that can matter.
   */
  readonly bucket: Int | null;
  /** How long before the instant of a read a row of a window may have arrived. */
  readonly reach: Int;
  /** The same for the windows of aggregates without a part. */
  readonly rowsReach: Int;
  /** True if the latest row of each stretch of time is kept apart, because the latest of all may be older than `reach`. */
  readonly head: boolean;
  /**
   * Set if states are kept: rows of a bucket are in sections of the length `section`, and the states of the buckets of a
   * `span` are in one record. All rows that a physical row makes then arrive at one time. Microseconds; `span` is null
   * if `bucket` is.
   */
  readonly tiles: { readonly section: Int; readonly span: Int | null } | null;
  /** What is kept in states. Empty without `tiles`. */
  readonly parts: readonly StreamPart[];
  /** The greatest offset of a window. A row that no longer counts can still matter for so long. */
  readonly offset: Int;
  /** The columns of the view's source, in the order that breaks ties. */
  readonly columns: readonly NamedType[];
  /** The ways from a physical source to the view's source: one, or one for each branch of a union. */
  readonly paths: readonly StreamPath[];
  /** The values of the view's key in a row of its source. */
  key(row: StreamRow): readonly Value[];
  /** True if the view takes the row. */
  where(row: StreamRow): boolean | null;
  /** In the order of the view's aggregates. */
  readonly aggregates: readonly StreamAggregate[];
}
export interface StreamPath {
  readonly source: string;
  /** From a row's time until it is visible. */
  readonly delay: Int;
  /** Set if the source has a `key`. */
  readonly versions: StreamVersions | null;
  /** The columns of the physical source break the last ties. */
  readonly ties: boolean;
  readonly steps: readonly StreamStep[];
}
/** How versions of one thing are told apart. */
export interface StreamVersions {
  /** Sources of one group share their keys. */
  readonly group: string;
  /** The source's place in the group. Of two versions written alike, that of the later source counts. */
  readonly place: number;
}
export type StreamStep =
  | { readonly step: "retime"; value(row: StreamRow): Int | null }
  | { readonly step: "where"; value(row: StreamRow): boolean | null }
  /** One row for each element, which becomes the column `column`. */
  | { readonly step: "each"; readonly column: string; value(row: StreamRow): readonly Value[] | null }
  /** The columns of a derived source. */
  | { readonly step: "columns"; readonly names: readonly string[]; value(row: StreamRow): readonly Value[] };

/** What aggregates over whole stretches of time are computed from. */
export interface StreamPart {
  readonly aggregate: TileAggregate;
  /** The number of values to keep, for aggregates that have one; otherwise 0. */
  readonly n: number;
  /** Of the aggregate's arguments, without literals. */
  readonly types: readonly Type[];
  readonly by: { readonly type: Type; readonly top: number | null } | null;
  /** The key of `by`, if there is one, and the arguments. Null if the row does not count. */
  inputs(row: StreamRow): readonly Value[] | null;
}
export interface StreamAggregate {
  /** The index of its part. Null: it is computed from the rows of its window. */
  readonly part: number | null;
  readonly extent: StreamExtent;
  readonly lastRows: number | null;
  readonly offset: Int;
  /** The aggregate over the rows of its window, in order. */
  value(rows: readonly StreamRow[]): Value;
}
export type StreamExtent =
  | { readonly kind: "duration"; readonly micros: Int }
  | { readonly kind: "lifetime" }
  | { readonly kind: "this"; readonly unit: string; readonly zone: string }
  | { readonly kind: "since"; value(row: StreamRow): boolean | null };
