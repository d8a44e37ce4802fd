/**
 * What generated code (and the CLI, which compiles in process) hands to the runtime.
 *
 * In: nothing. Out: the contract between `compiler/` and `runtime/`.
 * Always: plain data and pure functions; the runtime needs nothing else of the compiler.
 */
import type { Type } from "./types.js";
import type { Int, Value } from "./values.js";

export interface ProjectArtifact {
  readonly name: string;
  readonly views: Readonly<Record<string, ViewArtifact>>;
  readonly services: Readonly<Record<string, ServiceArtifact>>;
}

export interface NamedType {
  readonly name: string;
  readonly type: Type;
}

/** What the online store holds for a view and how it reads. */
export interface ViewArtifact {
  readonly name: string;
  /** Hash (hex) of all that decides what is stored; rows stored under another one are not read. */
  readonly fingerprint: string;
  readonly keys: readonly NamedType[];
  /** Columns of the latest row, in stored order. */
  readonly latest: readonly NamedType[];
  readonly aggregates: readonly (NamedType & { readonly empty: Value })[];
  /** Microseconds; null is none. */
  readonly ttl: Int | null;
  readonly every: { readonly every: Int; readonly after: Int } | null;
  readonly features: readonly FeatureArtifact[];
  /**
   * The view's features from what is stored, at instant `now` (the cadence instant where the view has one). `stored` has a property per
   * latest column and per aggregate, as they read at that instant: null for a latest column that is missing or stale, null for a stale aggregate.
   * Defaults are applied. A property of what it returns throws `FeatureError` when it is read and cannot be computed: int64 overflow and the like.
   */
  readonly compute: (stored: StoredValues, now: Int) => Values;
}
/** Latest columns under `latest`, aggregates under `aggregates`, by name; `stale`: the aggregates are past the view's ttl. */
export interface StoredValues {
  readonly stale?: true;
  readonly latest: Values;
  readonly aggregates: Values;
}
export type Values = Readonly<Record<string, Value>>;

export interface FeatureArtifact extends NamedType {
  /** Reading it may throw a `FeatureError`: it is computed when it is first read. */
  readonly raises?: true;
  /** What is read where it is missing; without it null, or the empty value of its type where null may not stand. Of views' features only. */
  readonly default?: Value;
  /** Whose status it has: a latest column's, an aggregate's, another step's feature's (in a transform), or its own value's. */
  readonly origin:
    | { readonly kind: "latest"; readonly column: string }
    | { readonly kind: "aggregate"; readonly id: string }
    /** A list of them. */
    | { readonly kind: "aggregates" }
    | { readonly kind: "input"; readonly from: string; readonly name: string }
    /**
     * `raw`: for a feature with a default, the property of what `compute` returns that holds its value before the default,
     * by which its status is told (a default fills the value and leaves the status). Without `raw`: the value itself.
     */
    | { readonly kind: "computed"; readonly raw?: string };
}

/** What the features of a service are made from, while one row is answered. */
export interface Scope {
  readonly keys: Values;
  /** By field name. */
  readonly request: Values;
  /** Features of the steps done so far, by step id. */
  readonly steps: Readonly<Record<string, Values>>;
  /** The instant of the read, in microseconds. */
  readonly now: Int;
}

export interface ServiceArtifact {
  readonly name: string;
  /** Its camelCase member on the client. */
  readonly member: string;
  readonly keys: readonly NamedType[];
  readonly request: readonly NamedType[];
  /** In an order in which each finds what it needs. */
  readonly steps: readonly (ReadStep | CallStep)[];
  readonly features: readonly (NamedType & { readonly step: string; readonly feature: string })[];
}
export interface ReadStep {
  readonly kind: "read";
  readonly id: string;
  readonly view: string;
  /** Reads of equal hop go to the store in one round trip. */
  readonly hop: number;
  /** The view's key, in its order; a null in it is an unknown key. */
  readonly key: (scope: Scope) => readonly Value[];
}
export interface CallStep {
  readonly kind: "call";
  readonly id: string;
  readonly features: readonly FeatureArtifact[];
  readonly compute: (scope: Scope) => Values;
}

/* SQL */

/** A generated statement; a plain text, which is a caller's own, is one without blocks and sources. */
export type Sql = Statement | string;

/**
 * A statement in parts, of which `statementText` makes one text. What runs it takes the parts: no one searches the text.
 */
export interface Statement {
  /** What it reads. Who runs it makes a view for each before. */
  readonly sources: readonly SourceBinding[];
  /** Its named blocks (`WITH`), each after those that it reads. */
  readonly blocks: readonly Block[];
  /** What is selected of the blocks: a SELECT without WITH and without an end. */
  readonly result: string;
}
export interface Block {
  readonly name: string;
  readonly sql: string;
  /** The line of the project that it comes from and what it is: `sources.yaml:4 source customers`. */
  readonly place: string | null;
}

/** A source that a statement reads as `relation`, a name that is unique in it whatever the case of its letters. */
export interface SourceBinding {
  readonly source: string;
  readonly relation: string;
  readonly location: SourceLocation;
  /** Where the project says the location: the line of `file:`, `table:` or `query:`, counted from 1. */
  readonly at: { readonly file: string; readonly line: number };
  /** Columns of the data that a statement cannot name, for their names hold a line end, and what it calls them. */
  readonly renamed?: readonly { readonly from: string; readonly to: string }[];
}
/** Texts as YAML has them: `${NAME}` and `${NAME:-default}` stand for the environment of whoever runs the statement. */
export type SourceLocation =
  | {
      readonly kind: "file";
      /** A pattern, relative to `folder` if it is not absolute. */
      readonly path: string;
      /** The folder of the YAML file, relative to the project's; it is no pattern. */
      readonly folder: string;
      readonly format: "parquet" | "csv" | "json";
      /** Columns that JSON need not have: where no line has the key, it is null in all rows. */
      readonly optional?: readonly string[];
    }
  /** Dots part catalog, schema and table. */
  | { readonly kind: "table"; readonly name: string }
  | { readonly kind: "query"; readonly sql: string /** As a file's. */; readonly folder: string };

/** A source as a statement reads it: where its data is, and what of it is read. Columns in SQL are those of its relation under the name `data`. */
export interface SourceRead {
  readonly name: string;
  /** What the statement reads it as. */
  readonly binding: SourceBinding;
  readonly time: TimeRead;
  /** `created`, `until`. */
  readonly otherTimes: readonly TimeRead[];
  /** The columns of its own key. */
  readonly key: readonly DataColumn[];
  /** What is read besides, that has a declared type. */
  readonly columns: readonly (DataColumn & { readonly type: Type })[];
  /** Of `deleted`. */
  readonly others: readonly DataColumn[];
  /** A condition: the row was written after the instant from which it counts. Null where it is not told, or makes no difference. */
  readonly late: string | null;
}
/** A column of the data, and as what it is declared. */
export interface DataColumn {
  readonly name: string;
  readonly column: string;
  readonly sql: string;
}
export interface TimeRead extends DataColumn {
  readonly role: "time" | "created" | "until";
  readonly format: "timestamp" | "date" | "iso8601" | "unix_s" | "unix_ms" | "unix_us" | "unix_ns";
}

/**
 * Historical retrieval for a service: one statement that reads the table `feat_labels` and returns its own columns
 * and then the features, a row for each, in order.
 *
 * `feat_labels` has, besides the label file's columns as they are: `feat_row` (BIGINT, the row's number from 0), `feat_at` (BIGINT, microseconds,
 * null where the label has no time), and `feat_in_<name>` for each key and request field, typed as declared (timestamp as BIGINT
 * microseconds, date as INTEGER days, json as VARCHAR).
 */
export interface TrainingArtifact {
  readonly service: string;
  readonly sql: Sql;
  /** What the statement reads, so that its data can be looked at first. */
  readonly sources?: readonly SourceRead[];
  readonly inputs: readonly (NamedType & { readonly role: "key" | "request" })[];
  readonly features: readonly NamedType[];
}

/**
 * The values of a view at an instant: one statement with the parameters `$at` (BIGINT microseconds: the instant, already at
 * its cadence) and `$from` (BIGINT microseconds or null: rows read for latest values have τ >= from).
 * Returns a row for each key with something at that instant: a latest row (deleted and ended ones too), or a row in a window.
 * Timestamps come as BIGINT microseconds, dates as INTEGER days.
 */
export interface MaterializeArtifact {
  readonly view: string;
  readonly sql: Sql;
  readonly sources?: readonly SourceRead[];
  /** What it reads depends on more than the latest rows: `from` says nothing of it, and every run reads all. */
  readonly ignoresFrom?: true;
  /** Names of the result's columns. */
  readonly columns: {
    readonly keys: readonly string[];
    /** BIGINT microseconds: τ of the latest row, null where there is none. */
    readonly time: string;
    /** BOOLEAN: the latest row counts; false where it is deleted or there is none. (An ended row counts until `until`.) */
    readonly live: string;
    /** BIGINT microseconds: the instant from which the latest row no longer holds; null is never. */
    readonly until: string;
    readonly latest: readonly string[];
    readonly aggregates: readonly string[];
  };
}

/**
 * The rules (`expect`s) of a view at an instant: one statement with the parameter `$at` (BIGINT microseconds: the instant, already at its
 * cadence) that returns one row.
 */
export interface CheckArtifact {
  readonly view: string;
  readonly sql: Sql;
  readonly sources?: readonly SourceRead[];
  /** BIGINT column: the keys with something at the instant. */
  readonly keys: string;
  /** In the order written. */
  readonly rules: readonly RuleArtifact[];
  /** What the rules are over: a statement with a row per key, to find whose int64 overflow there was. */
  readonly values: {
    readonly sql: Sql;
    readonly columns: readonly { readonly name: string; readonly what: string }[];
  };
}
export interface RuleArtifact {
  readonly text: string;
  readonly file: string;
  readonly line: number;
  readonly result: /** BIGINT column: keys for which the rule does not hold. LIST columns, one per part of the key: the least of these keys, 10 at most; null is none. */
    | { readonly over: "each"; readonly failed: string; readonly samples: readonly string[] }
    /** BOOLEAN column; null does not hold. */
    | { readonly over: "all"; readonly holds: string };
}
