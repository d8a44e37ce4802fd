/**
 * The typed IR of a project: the manifest.
 *
 * In: nothing. Out: the types that `model/` makes and that later stages, tests and tools read; walks, substitution,
 * fingerprints and facts of expressions.
 * Always: JSON-serialisable and discriminated on `node`. Every name is resolved, every conversion is explicit, and
 * families, `*` and `except` are expanded. Formatting, comments and the order of files do not change it: declarations
 * are sorted by name; items, columns, keys and picks keep the order written. Places (`at`) are lines of
 * project-relative files and are left out of fingerprints. `pii` stands only on what is personal data or computed from
 * it.
 */
import type { CsvFormat } from "../../runtime/artifacts.js";
import type { Type } from "../../runtime/types.js";
import type { Constant, EmptyValue, Expr, Group, Literal } from "./expr.js";

export type * from "./expr.js";

/** Where a declaration or item is written: a project-relative file and a line counted from 1. */
export interface At {
  readonly file: string;
  readonly line: number;
}

export interface Project {
  readonly name: string;
  readonly sources: readonly Source[];
  readonly enums: readonly Enum[];
  readonly entities: readonly Entity[];
  readonly requests: readonly Request[];
  readonly functions: readonly Fn[];
  readonly externs: readonly Extern[];
  readonly views: readonly View[];
  readonly transforms: readonly Transform[];
  readonly services: readonly Service[];
  readonly tests: readonly Test<Expr>[];
  /** By target: the physical sources that it streams, sorted. Left out if no target streams one. */
  readonly streams?: Readonly<Record<string, readonly string[]>>;
  /** The targets that keep pushed rows as files too, sorted. Left out if none does. */
  readonly landings?: readonly string[];
}

export interface Field {
  readonly name: string;
  readonly type: Type;
  readonly doc: string | null;
  /** Left out where there are none. */
  readonly annotations?: readonly Annotation[];
  readonly pii?: true;
}

interface Declared {
  readonly name: string;
  readonly doc: string | null;
  readonly annotations: readonly Annotation[];
  readonly at: At;
}
export interface Annotation {
  readonly name: string;
  readonly args: readonly { readonly name: string | null; readonly value: string | number | boolean | null }[];
}

export interface Enum extends Declared {
  readonly values: readonly string[];
}
export interface Entity extends Declared {
  readonly keys: readonly Field[];
}
export interface Request extends Declared {
  readonly fields: readonly Field[];
}

/* Sources */

export type Source = PhysicalSource | DerivedSource | UnionSource;

export interface PhysicalSource extends Declared {
  readonly node: "physical";
  readonly kind: "state" | "events";
  readonly location: Location;
  /**
   * By dialect: the location of the data for engines that have it in another kind of place, such as a table instead of
   * a file.
   */
  readonly elsewhere?: Readonly<Record<string, Location>>;
  /** By target: the location of the data for targets that have it in a place of their own. */
  readonly places?: Readonly<Record<string, Location>>;
  /** In the order of the YAML file, which breaks ties. */
  readonly columns: readonly PhysicalColumn[];
  readonly time: TimeColumn;
  /** `created`, `sequence` and `until` are physical columns with their formats; null where not declared. */
  readonly created: TimeColumn | null;
  readonly sequence: { readonly column: string; readonly type: Type } | null;
  readonly delayMicros: string;
  readonly deleted: string | null;
  readonly until: TimeColumn | null;
  /**
   * The declared names of `key`'s columns; empty without a `key`. A row with a null in one of them is never visible.
   */
  readonly key: readonly string[];
  /** Each time is a full snapshot: a key that is not in the newest snapshot has no state. */
  readonly complete: boolean;
}
/**
 * Text as in the YAML file. The reader of the data resolves `${NAME}`. A path is relative to the project's folder. `at`
 * is where the location is written.
 */
export type Location = { readonly at: At } & (
  | {
      readonly kind: "file";
      readonly path: string;
      readonly format: "parquet" | "csv" | "json";
      readonly csv?: CsvFormat;
    }
  | { readonly kind: "table"; readonly table: Readonly<Record<string, string>> }
  | { readonly kind: "query"; readonly query: Readonly<Record<string, string>> }
);
export interface PhysicalColumn {
  readonly name: string;
  /** Its name in the data. */
  readonly column: string;
  readonly type: Type;
  readonly pii?: true;
}
export interface TimeColumn {
  /** Its name in the data. */
  readonly column: string;
  readonly format: "timestamp" | "date" | "iso8601" | "unix_s" | "unix_ms" | "unix_us" | "unix_ns";
  /** IANA name, for naive timestamps and dates; null is UTC. */
  readonly zone: string | null;
  /** Which instant of its day a date stands for. */
  readonly day: "start" | "end";
}

/**
 * Computed row by row from one input; keeps the input's kind, time, created, sequence, delay, deleted, until, complete
 * and key.
 */
export interface DerivedSource extends Declared {
  readonly node: "derived";
  readonly from: string;
  /**
   * An expression for a row's time, which becomes the later of this and the row's own; a row where it is null is
   * dropped. Without an expression (null), times stay as they are.
   */
  readonly retime: Expr | null;
  /** A condition over the input's columns; null keeps every row. */
  readonly where: Expr | null;
  /** Joins, `each`, and conditions on what they add, in the order written. */
  readonly steps: readonly Step[];
  readonly columns: readonly DerivedColumn[];
}
export interface DerivedColumn {
  readonly name: string;
  readonly type: Type;
  readonly value: Expr;
  /** Left out where there are none. */
  readonly annotations?: readonly Annotation[];
  readonly pii?: true;
  readonly at: At;
}

/**
 * All rows of all branches, each with its own branch's time, created, sequence and delay. The branches have equal
 * columns and one kind.
 */
export interface UnionSource extends Declared {
  readonly node: "union";
  readonly branches: readonly DerivedSource[];
  /**
   * True if all branches have a `key`, of equal types: then rows of two branches with equal keys are versions of one
   * thing (MEANING 10).
   */
  readonly oneKey: boolean;
  readonly columns: readonly { readonly name: string; readonly type: Type; readonly pii?: true }[];
}

/** The columns that a step adds are named `alias.column` and `each.name` in the expressions after it. */
export type Step = WhereStep | EachStep | JoinStep;
export interface WhereStep {
  readonly step: "where";
  readonly condition: Expr;
}
/** One row per element of the array, in the array's order; a null or empty array gives none. */
export interface EachStep {
  readonly step: "each";
  readonly name: string;
  readonly list: Expr;
  readonly element: Type;
}
/** Joins the latest row of a `state` source, or the features of a view, for the keys, as of the row's own time. */
export interface JoinStep {
  readonly step: "join";
  readonly alias: string;
  readonly target: { readonly kind: "source" | "view"; readonly name: string };
  /** The target's columns, or the view's keys, and the values that they must equal. */
  readonly on: readonly { readonly name: string; readonly type: Type; readonly value: Expr }[];
  /** The target's columns or features that are read. */
  readonly columns: readonly { readonly name: string; readonly type: Type }[];
}

/* Views */

export interface View extends Declared {
  readonly entities: readonly string[];
  /**
   * The keys in the order of `for`: each key's name and type, and its value in a source row (converted to that type).
   */
  readonly keys: readonly { readonly name: string; readonly type: Type; readonly value: Expr }[];
  readonly from: string;
  readonly where: Expr | null;
  readonly ttlMicros: string | null;
  /** The view's own delay, else its source's; null: each row has the delay of its own branch. */
  readonly delayMicros: string | null;
  /** `upto`: τ + delay <= t. `before`: τ + delay < t. */
  readonly boundary: "upto" | "before";
  readonly known: boolean;
  readonly every: { readonly everyMicros: string; readonly afterMicros: string } | null;
  /**
   * Stored: the columns of the latest row that items read, in order of first use; their types are those of the source,
   * made nullable.
   */
  readonly latest: readonly { readonly column: string; readonly type: Type }[];
  /** Stored: the aggregates that items read, in order of first use. */
  readonly aggregates: readonly Aggregate[];
  /** Features and lets, each after those that it reads. */
  readonly items: readonly Item[];
  /** In the order written. Values that only expectations read are not stored. */
  readonly expects: readonly Expectation[];
}

/**
 * A condition on the view's values at an instant. Without aggregates it must hold for each key. With aggregates, which
 * run over the keys, it reads only these and `now`. A null condition does not hold.
 */
export interface Expectation {
  /** The condition as it is written, on one line; with the member's name where it reads a family. */
  readonly text: string;
  /** Over items, columns of the latest row and `now`. */
  readonly condition: Expr;
  /** Aggregates over the keys: they have no window, and read items, columns of the latest row and `now`. */
  readonly aggregates: readonly Aggregate[];
  readonly doc: string | null;
  readonly annotations: readonly Annotation[];
  readonly at: At;
}

export interface Aggregate {
  /** Unique in the view: the item's name, or the item's name followed by a number. */
  readonly id: string;
  readonly function: string;
  readonly overload: string;
  /** Over columns of the source; an empty list for `count()`. */
  readonly args: readonly Expr[];
  readonly where: Expr | null;
  /** Null over a keyed `state`: the rows current at the instant. */
  readonly window: Window | null;
  /**
   * The expression over columns to group by: the result is a map from each of its values to the aggregate over the rows
   * with that value.
   */
  readonly by: Group | null;
  /** Also nullable where the view has a ttl, because the aggregate may read as stale online. */
  readonly type: Type;
  readonly empty: EmptyValue;
  readonly at: At;
}

/**
 * Which visible rows an aggregate covers at t: those within `extent`, as of t − offset; with `lastRows`, only the
 * latest that many of them.
 */
export interface Window {
  readonly extent: Extent;
  readonly lastRows: number | null;
  readonly offsetMicros: string;
}
export type Extent =
  | { readonly kind: "duration"; readonly micros: string }
  | { readonly kind: "lifetime" }
  /** From the start of the unit that contains the instant, by the row's own time. */
  | { readonly kind: "this"; readonly unit: CalendarUnit; readonly zone: string }
  /** From the latest row on which the condition holds, that row included; all rows if it never held. */
  | { readonly kind: "since"; readonly condition: Expr };
export type CalendarUnit = "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year";

/** A feature or a `let` of a view or a transform. */
export interface Item {
  readonly node: "feature" | "let";
  readonly name: string;
  /** The type after `default`. */
  readonly type: Type;
  readonly value: Expr;
  /** A literal of `type`; null where there is no default. */
  readonly default: Literal | null;
  /** Where the item's status comes from. */
  readonly origin: Origin;
  readonly doc: string | null;
  readonly annotations: readonly Annotation[];
  readonly pii?: true;
  readonly at: At;
}

/**
 * A feature that only renames another value has that value's status, also through lets and features; every other
 * feature is computed. `of` is the computed feature with a default that this one renames: the status is derived from
 * that feature's value before its default.
 */
export type Origin =
  | { readonly kind: "latest"; readonly column: string }
  | { readonly kind: "aggregate"; readonly id: string }
  /** The list that `times` makes. */
  | { readonly kind: "aggregates" }
  | { readonly kind: "input"; readonly from: string; readonly name: string }
  | { readonly kind: "computed"; readonly of?: string };

/* Transforms and services */

export interface Transform extends Declared {
  /** The views read, each under the name that expressions use: the view's own, or the alias of `use`. */
  readonly views: readonly ViewInput[];
  /** The transforms read, by name. */
  readonly transforms: readonly string[];
  readonly requests: readonly { readonly request: string; readonly name: string; readonly type: Type }[];
  /** Keys that expressions read as values (D11), and keys that views need. */
  readonly keys: readonly { readonly name: string; readonly type: Type }[];
  readonly items: readonly Item[];
}
export interface ViewInput {
  readonly ref: string;
  readonly view: string;
  /**
   * The value of each key of the view. A bare key is `{ node: "key" }`. Any other expression makes a hop: it reads
   * features (`input`), requests, keys and the transform's own items (`item`).
   */
  readonly keys: readonly { readonly name: string; readonly value: Expr }[];
}

/**
 * A service, resolved to a graph: `reads` of views and `calls` of transforms, each listed after what it depends on.
 * Equal reads (same view, same key expressions) are merged, and so are equal calls.
 */
export interface Service extends Declared {
  readonly keys: readonly Field[];
  readonly requests: readonly {
    readonly request: string;
    readonly name: string;
    readonly type: Type;
    readonly doc: string | null;
    readonly annotations?: readonly Annotation[];
    readonly pii?: true;
  }[];
  readonly steps: readonly (Read | Call)[];
  readonly features: readonly ServiceFeature[];
  /** Set if the service says `allow pii`: personal data may be served. */
  readonly allowsPii?: true;
}
export interface Read {
  readonly node: "read";
  /** Unique in the service: the view's name, or the alias (`buyer`); for a hop, with the transform's name before it. */
  readonly id: string;
  readonly view: string;
  /**
   * Over service keys (`key`), requests (`request`) and earlier steps' features (`input`, whose `from` is a step's id).
   */
  readonly keys: readonly { readonly name: string; readonly value: Expr }[];
  /** 0 if all keys come from the request; else one more than the greatest hop that the key expressions read. */
  readonly hop: number;
}
export interface Call {
  readonly node: "call";
  readonly id: string;
  readonly transform: string;
  /** The transform's `views[].ref` and `transforms[]` → a step's id. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The transform's key names → the service's. */
  readonly keys: Readonly<Record<string, string>>;
  /**
   * The transform's items to evaluate here, in the transform's order: those that the service's features, hops and other
   * calls read, and the items that these read in turn. `inputs`, `keys` and the service's requests hold only what these
   * items need.
   */
  readonly items: readonly string[];
}
export interface ServiceFeature {
  readonly name: string;
  readonly type: Type;
  readonly step: string;
  readonly feature: string;
  readonly doc: string | null;
  readonly pii?: true;
  readonly at: At;
}

/** A function written in TypeScript; only transforms may call it. */
export interface Extern extends Declared {
  readonly params: readonly { readonly name: string; readonly type: Type }[];
  readonly result: Type;
  /** The file, relative to the project's folder; it exports a function of this name. */
  readonly module: string;
}

/** Pure; its body reads `param`s. Never recursive. */
export interface Fn extends Declared {
  readonly params: readonly { readonly name: string; readonly type: Type }[];
  readonly result: Type;
  readonly body: Expr;
  /**
   * The name of an `extern fn` that its body calls, directly or through other functions; left out where there is none.
   */
  readonly extern?: string;
}

/* Tests */

/**
 * A test. Its values are expressions that read nothing outside themselves (`Test<Expr>`), and constants once they are
 * computed.
 */
export interface Test<V extends Expr = Constant> {
  readonly title: string;
  readonly at: At;
  /**
   * Rows of physical sources, the same for every case. A row names only some columns, and `feat test` fills in the
   * rest. Time columns go by their declared or physical name.
   */
  readonly given: readonly {
    readonly source: string;
    readonly rows: readonly TestRow<GivenValue<V>>[];
    readonly at: At;
  }[];
  readonly cases: readonly TestCase<V>[];
}
/** The part of a test up to its `expect`s: a new case starts where something else follows an `expect`. */
export interface TestCase<V extends Expr = Constant> {
  readonly at: At;
  /** Values of features and request fields. */
  readonly given: readonly {
    readonly target: { readonly kind: "view" | "transform" | "request"; readonly name: string };
    readonly row: TestRow<GivenValue<V>>;
    readonly at: At;
  }[];
  /** Microseconds; null stands for "now" (any instant). */
  readonly instantMicros: string | null;
  readonly for: TestRow<GivenValue<V>> | null;
  readonly expect: readonly {
    readonly target: { readonly kind: "view" | "transform" | "service"; readonly name: string };
    readonly row: TestRow<ExpectedValue<V>>;
    readonly at: At;
  }[];
}
export type TestRow<V = GivenValue> = readonly { readonly name: string; readonly value: V }[];
export type GivenValue<V extends Expr = Constant> =
  | V
  /** Stands in the place of the value. */
  | { readonly node: "status"; readonly status: "missing" | "stale" };
export type ExpectedValue<V extends Expr = Constant> =
  | GivenValue<V>
  /** The feature cannot be computed. */
  | { readonly node: "error" }
  /** Numbers within `tolerance` of the value. */
  | { readonly node: "approx"; readonly value: V; readonly tolerance: number };

/* Expressions */
