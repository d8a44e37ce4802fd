/**
 * What generated code, and the CLI (which compiles in process), hands to the runtime.
 *
 * In: nothing. Out: the contract between `compiler/` and `runtime/`.
 * Always: plain data and pure functions; the runtime needs nothing else from the compiler.
 */
import type { StreamArtifact, StreamSource, TargetStreams } from "./stream-artifacts.js";
import type { NamedType, Type } from "./types.js";
import type { Int, Value } from "./values.js";

export interface ProjectArtifact {
  readonly name: string;
  readonly views: Readonly<Record<string, ViewArtifact>>;
  readonly services: Readonly<Record<string, ServiceArtifact>>;
  /** By target. Left out if no target streams a source. */
  readonly streams?: Readonly<Record<string, TargetStreams>>;
  /** The sources that some target streams. */
  readonly sources?: Readonly<Record<string, StreamSource>>;
}

export type { NamedType } from "./types.js";

/** A view as a client reads it: the columns in the online store, and the functions that compute features from them. */
export interface ViewArtifact {
  readonly name: string;
  /** Hash (hex) of everything that decides what is stored. Rows stored under another fingerprint are not read. */
  readonly fingerprint: string;
  readonly keys: readonly NamedType[];
  /** Columns of the latest row, in stored order. */
  readonly latest: readonly NamedType[];
  readonly aggregates: readonly (NamedType & { readonly empty: Value })[];
  /** In microseconds. Null means that the view has no ttl. */
  readonly ttl: Int | null;
  readonly every: { readonly every: Int; readonly after: Int } | null;
  readonly features: readonly FeatureArtifact[];
  /**
   * Computes the view's features from the stored values, at instant `now` (the cadence instant if the view has one).
   * `stored` has a property per latest column and per aggregate. A latest column that is missing or stale is null, and
   * so is a stale aggregate. The result has defaults applied. Reading a feature that cannot be computed (int64 overflow
   * and the like) throws `FeatureError`.
   */
  readonly compute: (stored: StoredValues, now: Int) => Values;
  /** Set if a target streams the view's sources. */
  readonly stream?: StreamArtifact;
}
/**
 * Latest columns under `latest`, aggregates under `aggregates`, by name. `stale`: the aggregates are past the view's
 * ttl.
 */
export interface StoredValues {
  readonly stale?: true;
  readonly latest: Values;
  readonly aggregates: Values;
}
export type Values = Readonly<Record<string, Value>>;

export interface FeatureArtifact extends NamedType {
  /** Reading the feature may throw a `FeatureError`, so it is computed when it is first read. */
  readonly raises?: true;
  /**
   * The value of a missing feature. Without a default it is null, or the empty value of its type if the type is not
   * nullable. Only features of views have one.
   */
  readonly default?: Value;
  /**
   * Where the feature's status comes from: a latest column, an aggregate, a feature of another step (in a transform),
   * or its own value.
   */
  readonly origin:
    | { readonly kind: "latest"; readonly column: string }
    | { readonly kind: "aggregate"; readonly id: string }
    /** A list of aggregates. */
    | { readonly kind: "aggregates" }
    | { readonly kind: "input"; readonly from: string; readonly name: string }
    /**
     * `raw` is only there for a feature with a default. It names the property of `compute`'s result that holds the
     * value before the default. The status is that value's, because a default fills the value but does not change the
     * status. Without `raw` the status is that of the value itself.
     */
    | { readonly kind: "computed"; readonly raw?: string };
}

/** The inputs of a service's features while one row is answered. */
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
  /** The name of the service's member on the client, in camelCase. */
  readonly member: string;
  readonly keys: readonly NamedType[];
  readonly request: readonly NamedType[];
  /** Each step comes after the steps that it needs. */
  readonly steps: readonly (ReadStep | CallStep)[];
  readonly features: readonly (NamedType & { readonly step: string; readonly feature: string })[];
}
export interface ReadStep {
  readonly kind: "read";
  readonly id: string;
  readonly view: string;
  /** Reads with the same hop go to the store in one round trip. */
  readonly hop: number;
  /** The view's key, in the view's order. A null in it is an unknown key. */
  readonly key: (scope: Scope) => readonly Value[];
}
export interface CallStep {
  readonly kind: "call";
  readonly id: string;
  readonly features: readonly FeatureArtifact[];
  readonly compute: (scope: Scope) => Values;
}

/* SQL */

/** A generated statement or program. A plain text is the caller's own SQL: it has no blocks and no sources. */
export type Sql = Statement | Program | string;

/**
 * Statements that run one after the other. Each makes a table that later ones read, except the last, which gives the
 * result. `statementOf` puts them into one statement, for small data and for people.
 */
export interface Program {
  readonly stages: readonly ProgramStage[];
}
export interface ProgramStage {
  /** The temporary table that it makes; null for the result. */
  readonly table: string | null;
  /** Its purpose, for people: `windows of view sales`. */
  readonly title: string;
  /** The line of the project that it comes from. */
  readonly place: string | null;
  /** Statements that give the same rows. The first is the default for unknown data. */
  readonly plans: readonly [ProgramPlan, ...ProgramPlan[]];
  /** One row of numbers, by name: the facts that costs are computed from. Null if there is nothing to choose. */
  readonly facts: Statement | null;
  /** It adds floats: the last digits of its values depend on the order in which the engine reads the rows. */
  readonly addsFloats?: true;
}
export interface ProgramPlan {
  /** `as-of join`, `tiles of 1h and 1d`. */
  readonly strategy: string;
  readonly statement: Statement;
  /** Nanoseconds of CPU per unit of each fact. Their sum is the plan's expected cost. */
  readonly cost: readonly { readonly fact: string; readonly nanoseconds: number }[];
  /** The index that it needs, if it searches rows for each label. */
  readonly index?: SearchedIndex;
}

/** An index of a source's data: its keys in any order, then its time. The names are those of the data. */
export interface SearchedIndex {
  readonly source: string;
  readonly keys: readonly string[];
  readonly time: string;
}

/**
 * A statement in parts. `statementText` makes one text of them. An engine takes the parts, so nobody has to search the
 * text.
 */
export interface Statement {
  /** The sources that the statement reads. An engine creates a view for each before it runs the statement. */
  readonly sources: readonly SourceBinding[];
  /** Its named blocks (`WITH`), each after the blocks that it reads. */
  readonly blocks: readonly Block[];
  /** The query over the blocks: a SELECT without WITH and without a semicolon. */
  readonly result: string;
}
export interface Block {
  readonly name: string;
  readonly sql: string;
  /** The line of the project that the block comes from, and its purpose: `sources.yaml:4 source customers`. */
  readonly place: string | null;
  /** True if it only renames columns, so that its readers take it as a part of their own. */
  readonly inline?: boolean;
}

/**
 * A source that a statement reads as `relation`. That name is unique in the statement, even if case is ignored.
 *
 * The relation has the declared columns that the statement reads, by their declared names, in their declared types (in
 * the plan form that `duckdb-types.ts` describes). For each column that is declared non-null it also has
 * `nullableColumn(name)`, which is null where the data is null: reading the column itself is an error there. It also
 * has those columns of `roleColumns` that the source has.
 */
export interface SourceBinding {
  readonly source: string;
  readonly relation: string;
  readonly location: SourceLocation;
  /** Where the project states the location: the line of `file:`, `table:` or `query:`, counted from 1. */
  readonly at: { readonly file: string; readonly line: number };
  /** The declared columns that the statement reads, and all columns that roles read. */
  readonly columns: readonly SourceColumn[];
  readonly time: SourceTime;
  readonly created?: SourceTime;
  readonly until?: SourceTime;
  readonly sequence?: { readonly column: string; readonly type: Type };
  /** The column that is true if the row deletes its key's state. */
  readonly deleted?: string;
  /** The declared names of the source's key. */
  readonly key: readonly string[];
  readonly reach?: Reach;
}
/** A declared column. `column` is its name in the data. */
export interface SourceColumn extends NamedType {
  readonly column: string;
}
/** How the data writes an instant. */
export interface SourceTime {
  /** The column's name in the data. */
  readonly column: string;
  readonly format: "timestamp" | "date" | "iso8601" | "unix_s" | "unix_ms" | "unix_us" | "unix_ns";
  /** The zone of dates and of times without one. Null is UTC. */
  readonly zone: string | null;
  /** Which end of its day a date means. */
  readonly day: "start" | "end";
}
/**
 * Which rows can matter at an instant t, by their times, in microseconds: those from t - `before` to t + `after`. Null
 * means without end. An engine may leave out all other rows.
 */
export interface Reach {
  readonly before: Int | null;
  readonly after: Int | null;
}

/** The names of the columns of roles in a source's relation. No declared name begins with `@`. */
export const roleColumns = {
  /** BIGINT: the row's time in microseconds. Null if it has none. */
  time: "@time",
  /**
   * The row's time as the data has it, on engines that find rows by an index of it. It has the order of `@time`, and is
   * infinite where `@time` is null.
   */
  stamp: "@stamp",
  created: "@created",
  /** BIGINT: null if the row holds without end. */
  until: "@until",
  sequence: "@sequence",
  /** BOOLEAN, never null. */
  deleted: "@deleted",
} as const;
/**
 * The second name of a column that is declared non-null. A null read by this name is not an error. Keys are read by it:
 * an integer may have a smaller type than the declared one.
 */
export const nullableColumn = (name: string): string => `@nullable.${name}`;

/**
 * Texts as they are written in the YAML. `${NAME}` and `${NAME:-default}` are environment variables of the process that
 * runs the statement.
 */
export type SourceLocation =
  | {
      readonly kind: "file";
      /** A glob pattern, relative to `folder` unless it is absolute. */
      readonly path: string;
      /** The folder of the YAML file, relative to the project's. It is not a pattern. */
      readonly folder: string;
      readonly format: "parquet" | "csv" | "json";
      readonly csv?: CsvFormat;
      /** Absolute paths: only these of the matching files are read. A run sets it, an artifact never does. */
      readonly only?: readonly string[];
    }
  /** Dots separate catalog, schema and table. If a part begins with a quote, the name is as SQL writes it. */
  | { readonly kind: "table"; readonly name: string }
  /** `folder` as for a file. */
  | { readonly kind: "query"; readonly sql: string; readonly folder: string };

/** How a CSV file is written. An option that is left out has its default. */
export interface CsvFormat {
  /** The default is a comma, and a tab for files that end in `.tsv`. */
  readonly delimiter?: string;
  readonly quote?: string;
  /** The texts that mean null, unless they are quoted. The default is the empty text. */
  readonly nulls?: readonly string[];
  /** The sign before a number's fraction. */
  readonly decimal?: "." | ",";
  /** Without a header the columns are `column0`, `column1` and so on. */
  readonly header?: boolean;
  readonly compression?: "none" | "gzip" | "zstd";
}

/** A source that statements read, so that its data can be checked before they run. */
export interface SourceRead {
  readonly name: string;
  readonly binding: SourceBinding;
  /**
   * In microseconds: rows that were written longer than this after their time are reported, because a reader ignores
   * when rows were written. Null: there is no such reader, or the data does not say when rows were written.
   */
  readonly late: Int | null;
}

/**
 * Historical retrieval for a service: one statement that reads the table `feat_labels`. It returns a row per label, in
 * order: the label's own columns and then the features.
 *
 * `feat_labels` has the columns of the label file, and besides them: `feat_row` (BIGINT, the row's number from 0),
 * `feat_at` (BIGINT, microseconds, null if the label has no time), and `feat_in_<name>` for each key and request field,
 * in its declared type (timestamp as BIGINT microseconds, date as INTEGER days, json as VARCHAR).
 */
export interface TrainingArtifact {
  readonly service: string;
  readonly sql: Sql;
  /** The sources that the statement reads, so that their data can be checked first. */
  readonly sources?: readonly SourceRead[];
  readonly inputs: readonly (NamedType & { readonly role: "key" | "request" })[];
  readonly features: readonly NamedType[];
  /** For an engine that runs no `extern fn`: the features that TypeScript computes from the statement's rows. */
  readonly computed?: ComputedFeatures;
}

export interface ComputedFeatures {
  /** The columns of the statement: the other features, and then the values that are read. */
  readonly columns: readonly NamedType[];
  /** The values that are read, and their columns. */
  readonly inputs: readonly {
    readonly group: keyof ComputedInput;
    readonly name: string;
    readonly column: string;
  }[];
  /** The features, and the properties of what the function returns. */
  readonly features: readonly { readonly feature: string; readonly item: string }[];
  /** Makes the function. A property that may fail is computed when it is read. */
  readonly load: () => (input: ComputedInput) => Values;
}
export interface ComputedInput {
  readonly request: Values;
  readonly keys: Values;
}

/** The columns that the statement of a training set returns, besides the row's number. */
export const returnedColumns = ({ computed, features }: TrainingArtifact): readonly NamedType[] =>
  computed?.columns ?? features;

/**
 * The values of a view at an instant. The statement has two parameters: `$at` (BIGINT microseconds: the instant,
 * already at the view's cadence) and `$from` (BIGINT microseconds or null: latest values come from rows with τ >=
 * from). It returns a row for each key that has a latest row (even a deleted or ended one) or a row in a window at that
 * instant. Timestamps come as BIGINT microseconds, dates as INTEGER days.
 */
export interface MaterializeArtifact {
  readonly view: string;
  readonly sql: Sql;
  /** The same statement, for the keys of slice `$slice` of `$slices`. Only an artifact that is run has it. */
  readonly sliced?: Sql;
  readonly changes?: ChangesArtifact;
  readonly sources?: readonly SourceRead[];
  /** The view depends on more than the latest rows, so `from` does not limit what is read: every run reads all rows. */
  readonly ignoresFrom?: true;
  /** Names of the result's columns. */
  readonly columns: {
    readonly keys: readonly string[];
    /** BIGINT microseconds: τ of the latest row, null if there is none. */
    readonly time: string;
    /** BOOLEAN: the latest row counts. False if it is deleted or there is none. (An ended row counts until `until`.) */
    readonly live: string;
    /** BIGINT microseconds: the instant from which the latest row no longer holds. Null means never. */
    readonly until: string;
    readonly latest: readonly string[];
    readonly aggregates: readonly string[];
  };
}

/**
 * What can be found out about a view's changes since an earlier run.
 *
 * The statement of `sql` has the columns of a `MaterializeArtifact`'s, and a row for each key whose values may have
 * changed between `$since` and `$at`: also for keys that have nothing any more. `$created`: rows of the view's own
 * sources that were written later are new. `$joined`: the least time of a new row of what is joined to them, or null.
 */
export interface ChangesArtifact {
  /** The statement; or why it is not known what changed, in words that follow "view x is read whole, because". */
  readonly keys: { readonly known: true; readonly sql: Sql } | { readonly known: false; readonly reason: string };
  readonly sources: readonly SourceFacts[];
}
/** A statement that returns one row about the rows of a source, by `rowFactColumns`. Its parameter is `$created`. */
export interface SourceFacts {
  readonly source: string;
  readonly sql: Sql;
  /** The view's rows are made of this source's. */
  readonly own: boolean;
  /** The source is joined to the view's rows. */
  readonly joined: boolean;
  /** The statement compares rows: it returns the hashes. */
  readonly compared: boolean;
}
export const rowFactColumns = {
  rows: "@rows",
  newest: "@newest",
  newestCreated: "@newestCreated",
  old: "@old",
  freshFrom: "@freshFrom",
  oldHash: "@oldHash",
  allHash: "@allHash",
} as const;

/**
 * The parameters of statements, BIGINTs. `at`, `from`: as above. `since`: the instant that values are known for.
 * `created`: rows that were written later are new. `joined`: rows from then on may be joined to something else. `slice`
 * of `slices`: the part of the keys to compute; null for all.
 */
export const parameterNames = ["at", "from", "since", "created", "joined", "slice", "slices"] as const;
export type ParameterName = (typeof parameterNames)[number];

/** The rows of the physical sources of a streamed view, from which a materialization fills the store. */
export interface SeedArtifact {
  readonly view: string;
  readonly seeds: readonly SeedSource[];
  /** The sources that the statements read, so that their data can be checked first. */
  readonly sources?: readonly SourceRead[];
  readonly changes?: ChangesArtifact;
}
/**
 * A statement that returns the rows of one source, with the columns of roles as `roleColumns` names them. Its parameter
 * is `$from` (BIGINT microseconds or null: rows with τ >= from).
 */
export interface SeedSource {
  readonly source: string;
  readonly sql: Sql;
  /** True if rows that arrived before the first bucket of a read do not matter. */
  readonly bounded: boolean;
}

/**
 * The rules (`expect`s) of a view at an instant: one statement that returns one row. Its parameter is `$at` (BIGINT
 * microseconds: the instant, already at the view's cadence).
 */
export interface CheckArtifact {
  readonly view: string;
  readonly sql: Sql;
  readonly sources?: readonly SourceRead[];
  /** BIGINT column: the number of keys that have a latest row or a row in a window at the instant. */
  readonly keys: string;
  /** In the order in which they are written. */
  readonly rules: readonly RuleArtifact[];
  /**
   * The values that the rules check: a statement with a row per key. It is run to find which value caused an int64
   * overflow.
   */
  readonly values: {
    readonly sql: Sql;
    readonly columns: readonly { readonly name: string; readonly what: string }[];
  };
}
export interface RuleArtifact {
  readonly text: string;
  readonly file: string;
  readonly line: number;
  readonly result: /**
   * `failed`: BIGINT column, the number of keys that break the rule. `samples`: LIST columns, one per part of the key:
   * the smallest of these keys, 10 at most; null if there are none.
   */
    | { readonly over: "each"; readonly failed: string; readonly samples: readonly string[] }
    /** BOOLEAN column. Null means that the rule does not hold. */
    | { readonly over: "all"; readonly holds: string };
}
