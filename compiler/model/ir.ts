/**
 * The typed IR of a project: the manifest.
 *
 * In: nothing. Out: the types that `model/` makes and `plan/`, `typescript/`, tests and tools read.
 * Always: JSON-serialisable; discriminated on `node`; every name is resolved, every conversion is explicit, families are
 * expanded to their members, `*` and `except` are expanded; it does not change with formatting, comments or the order of
 * files (declarations are sorted by name; items, columns, keys and picks keep the order written). Places (`at`) are lines of
 * project-relative files and are left out of fingerprints. `pii` stands on what is personal data or made of it, and is left out
 * elsewhere.
 */
import type { Type } from "../../runtime/types.js";
import type { Constant, EmptyValue, Expr, Group, Literal } from "./ir-expr.js";

export type * from "./ir-expr.js";

/** Where a thing is written: a project-relative file and a line counted from 1. */
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
  /** In YAML's order, which breaks ties. */
  readonly columns: readonly PhysicalColumn[];
  readonly time: TimeColumn;
  /** Physical columns with their formats; null where not declared. */
  readonly created: TimeColumn | null;
  readonly sequence: { readonly column: string; readonly type: Type } | null;
  readonly delayMicros: string;
  readonly deleted: string | null;
  readonly until: TimeColumn | null;
  /** The declared names of `key`'s columns; empty without. A row with a null in one is never visible. */
  readonly key: readonly string[];
  /** Each time is a full snapshot: a key that is not in the newest one has no state. */
  readonly complete: boolean;
}
/** Text as YAML has it: `${NAME}` is resolved by whoever reads the data; a path is relative to the project's folder. `at` is where it is said. */
export type Location = { readonly at: At } & (
  | { readonly kind: "file"; readonly path: string; readonly format: "parquet" | "csv" | "json" }
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
  /** What instant of its day a date means. */
  readonly day: "start" | "end";
}

/** Row by row over one input; keeps the input's kind, time, created, sequence, delay, deleted, until, complete and key. */
export interface DerivedSource extends Declared {
  readonly node: "derived";
  readonly from: string;
  /** A row's time is the later of its own and this; null drops the row. Null keeps times as they are. */
  readonly retime: Expr | null;
  /** Over the input's columns; null keeps every row. */
  readonly where: Expr | null;
  /** What joins, elements and conditions on them do, in the order written. */
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

/** All rows of all branches, each with its own branch's time, created, sequence and delay; branches have equal columns, and are of one kind. */
export interface UnionSource extends Declared {
  readonly node: "union";
  readonly branches: readonly DerivedSource[];
  /** Have all branches a `key`, of equal types? Then equal keys of two branches are one thing (MEANING 10). */
  readonly oneKey: boolean;
  readonly columns: readonly { readonly name: string; readonly type: Type; readonly pii?: true }[];
}

/** Columns that a step adds are named `alias.column` and `each.name` in the expressions after it. */
export type Step = WhereStep | EachStep | JoinStep;
export interface WhereStep {
  readonly step: "where";
  readonly condition: Expr;
}
/** A row per element of the array, in its order; null and empty are none. */
export interface EachStep {
  readonly step: "each";
  readonly name: string;
  readonly list: Expr;
  readonly element: Type;
}
/** The latest row of a `state` source, or the features of a view, for the keys, as of the row's own time. */
export interface JoinStep {
  readonly step: "join";
  readonly alias: string;
  readonly target: { readonly kind: "source" | "view"; readonly name: string };
  /** The target's columns, or the view's keys, and what they are equal to. */
  readonly on: readonly { readonly name: string; readonly type: Type; readonly value: Expr }[];
  /** What is read of it. */
  readonly columns: readonly { readonly name: string; readonly type: Type }[];
}

/* Views */

export interface View extends Declared {
  readonly entities: readonly string[];
  /** The key in the order of `for`: the key's name and type, and what gives it in a source row (converted to that type). */
  readonly keys: readonly { readonly name: string; readonly type: Type; readonly value: Expr }[];
  readonly from: string;
  readonly where: Expr | null;
  readonly ttlMicros: string | null;
  /** The view's own, else its source's; null: each row has its own branch's. */
  readonly delayMicros: string | null;
  /** `upto`: τ + delay <= t. `before`: τ + delay < t. */
  readonly boundary: "upto" | "before";
  readonly known: boolean;
  readonly every: { readonly everyMicros: string; readonly afterMicros: string } | null;
  /** What is stored: columns of the latest row that items read, in order of first use; types as in the source, nullable. */
  readonly latest: readonly { readonly column: string; readonly type: Type }[];
  /** What is stored: aggregates that items read, in order of first use. */
  readonly aggregates: readonly Aggregate[];
  /** Features and lets, each after those that it reads. */
  readonly items: readonly Item[];
  /** In the order written. What they alone read is not stored. */
  readonly expects: readonly Expectation[];
}

/**
 * A condition on the view's values at an instant. Without aggregates it must hold for each key; with them it reads nothing but these and `now`,
 * and they run over the keys. A null condition does not hold.
 */
export interface Expectation {
  /** As it is written, on one line; with the member's name where it reads a family. */
  readonly text: string;
  /** Over items, columns of the latest row and `now`. */
  readonly condition: Expr;
  /** Over the keys: without a window, and what they read are items, columns of the latest row and `now`. */
  readonly aggregates: readonly Aggregate[];
  readonly doc: string | null;
  readonly annotations: readonly Annotation[];
  readonly at: At;
}

export interface Aggregate {
  /** Unique in the view: the item's name, or that with a number behind it. */
  readonly id: string;
  readonly function: string;
  readonly overload: string;
  /** Over columns of the source; an empty list for `count()`. */
  readonly args: readonly Expr[];
  readonly where: Expr | null;
  /** Null over a keyed `state`: the rows current at the instant. */
  readonly window: Window | null;
  /** A map from the values of an expression over columns to the aggregate over the rows that have each. */
  readonly by: Group | null;
  /** Nullable too where the view has a ttl: online it may read stale. */
  readonly type: Type;
  readonly empty: EmptyValue;
  readonly at: At;
}

/** Which visible rows an aggregate is over at t: those of `extent`, as it stood at t − offset, and of them the `lastRows` greatest. */
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
  /** From the latest row on which the condition holds, that row included; all rows where it never held. */
  | { readonly kind: "since"; readonly condition: Expr };
export type CalendarUnit = "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year";

/** A feature or a `let` of a view or a transform. */
export interface Item {
  readonly node: "feature" | "let";
  readonly name: string;
  /** What a reader gets: after `default`. */
  readonly type: Type;
  readonly value: Expr;
  /** A literal of `type`; null is none. */
  readonly default: Literal | null;
  /** Whose status it has. */
  readonly origin: Origin;
  readonly doc: string | null;
  readonly annotations: readonly Annotation[];
  readonly pii?: true;
  readonly at: At;
}

/**
 * A feature that only renames has the status of what it renames (through lets and features too); all else is computed. `of`: the computed
 * feature with a default that it renames, by whose value before the default its status is told.
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
  /** Views read, each under the name by which expressions reach it: the view's own, or the alias of `use`. */
  readonly views: readonly ViewInput[];
  /** Transforms read, by name. */
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
   * What gives each key of the view. A bare key is `{ node: "key" }`. Anything else makes a hop: its expression reads
   * features (`input`), requests, keys and the transform's own items (`item`).
   */
  readonly keys: readonly { readonly name: string; readonly value: Expr }[];
}

/**
 * A service, resolved to a graph: `reads` of views and `calls` of transforms, each listed after what it needs. Equal reads (same view, same key
 * expressions) and equal calls are one.
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
  /** It says `allow pii`: personal data may be served. Left out where it does not. */
  readonly allowsPii?: true;
}
export interface Read {
  readonly node: "read";
  /** Unique in the service: the view's name, or `buyer` for an alias, or with the transform's name before it for a hop. */
  readonly id: string;
  readonly view: string;
  /** Over service keys (`key`), requests (`request`) and earlier steps' features (`input`, whose `from` is a step's id). */
  readonly keys: readonly { readonly name: string; readonly value: Expr }[];
  /** 0 for keys from the request alone; else one more than the greatest hop that its keys' expressions need. */
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
   * The transform's items to evaluate here, in the transform's order: those that the service's features, hops and other calls read,
   * and what they read in turn. `inputs`, `keys` and the service's requests hold what these need, not what the whole transform would.
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

/** A function of TypeScript's, for transforms alone. */
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
  /** An `extern fn` that its body calls, itself or through others; left out where there is none. */
  readonly extern?: string;
}

/* Tests */

/** Its values are expressions of nothing but what is written in them; constants, once they are computed. */
export interface Test<V extends Expr = Constant> {
  readonly title: string;
  readonly at: At;
  /** Rows of physical sources, the same for every case: some columns, the rest null; time columns by their declared or physical name. */
  readonly given: readonly {
    readonly source: string;
    readonly rows: readonly TestRow<GivenValue<V>>[];
    readonly at: At;
  }[];
  readonly cases: readonly TestCase<V>[];
}
/** What stands from one `expect` to the next that has something new before it. */
export interface TestCase<V extends Expr = Constant> {
  readonly at: At;
  /** Values of features and request fields. */
  readonly given: readonly {
    readonly target: { readonly kind: "view" | "transform" | "request"; readonly name: string };
    readonly row: TestRow<GivenValue<V>>;
    readonly at: At;
  }[];
  /** Microseconds; null is "now" (any instant). */
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
  /** Stands for the value. */
  | { readonly node: "status"; readonly status: "missing" | "stale" };
export type ExpectedValue<V extends Expr = Constant> =
  | GivenValue<V>
  /** The feature cannot be computed. */
  | { readonly node: "error" }
  /** Numbers no farther from these. */
  | { readonly node: "approx"; readonly value: V; readonly tolerance: number };

/* Expressions */
