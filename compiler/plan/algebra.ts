/**
 * The relational algebra between the IR and SQL.
 *
 * Always: immutable. A relation's columns have unique names, and no name is ever taken apart. Instants are integers of microseconds, dates integers of days.
 * Names:
 *   `@row` `@t`           a label's number and instant; `@label` its own columns
 *   `@time` `@arrive`     a source row's τ, and the first instant at which it is visible
 *   `@created` `@sequence` `@deleted` `@until` `@rank`
 *   `@superseded` `@gone` the first instant at which a newer row version, a newer snapshot is visible
 *   `@counts`             true if a row of a keyed source passes every `where`
 * The names of all other columns are in `columns.ts`.
 */

import type { Type } from "../../runtime/types.js";
import type { At, CalendarUnit, Constant, Expr, Literal, PhysicalSource } from "../ir/index.js";
import type { Condition } from "./conditions.js";
import type { Cut } from "./cut.js";

export type { Condition, RowChanged, Turn } from "./conditions.js";
export type { Cut, Landing } from "./cut.js";

/** A key as a label has it, and as the row has it. */
export interface SameKey {
  readonly label: string;
  readonly row: string;
}

export type Rel =
  | Table
  | Scan
  | Labels
  | Instant
  | Filter
  | Project
  | Select
  | Distinct
  | Semi
  | Greatest
  | Rank
  | KnownBest
  | AsOf
  | Latest
  | Join
  | Retime
  | Each
  | UnionAll
  | Superseded
  | Snapshots
  | Shift
  | Windows
  | TemporalAggregates
  | GroupAt
  | Tally
  | RowFacts
  | Stage
  | Training;

/** What a relation is for, shown above its block. */
export interface Named {
  readonly title?: string | undefined;
  readonly at?: At | undefined;
}

/** A relation that exists before a statement runs: the view over a source's data, or the table of labels. */
export type Table = Named & { readonly node: "table" } & (
    | {
        readonly of: "source";
        readonly source: PhysicalSource;
        /** Declared names. */
        readonly columns: readonly string[];
      }
    | { readonly of: "labels"; readonly whole: boolean; readonly inputs: Labels["inputs"] }
  );
/**
 * A physical source: its declared columns, and those of `@time` and the like that it has. It leaves out rows without a
 * time or source key.
 */
export interface Scan extends Named {
  readonly node: "scan";
  readonly source: PhysicalSource;
  readonly columns: readonly string[];
  /** Columns in which a null hides the row and is not an error. */
  readonly hiding: readonly string[];
}
/** `@row`, `@t`, and `in.name` for each input. */
export interface Labels extends Named {
  readonly node: "labels";
  /** True if they carry `@label`: all of the label's own columns as one struct. */
  readonly whole: boolean;
  readonly inputs: readonly { readonly name: string; readonly type: Type }[];
}
/** One row with `@t`: the instant of a materialization. */
export interface Instant extends Named {
  readonly node: "instant";
}
export interface Filter extends Named {
  readonly node: "filter";
  readonly input: Rel;
  readonly conditions: readonly Condition[];
}
/** True to keep all of the input's columns beside these; else these columns alone. */
export interface Project extends Named {
  readonly node: "project";
  readonly input: Rel;
  readonly keep: boolean;
  readonly columns: readonly Column[];
}
/** The rows that meet the conditions, with only these columns. Filters and projections are fused into it. */
export interface Select extends Named {
  readonly node: "select";
  readonly input: Rel;
  readonly where: readonly Condition[];
  readonly columns: readonly Column[];
}
export interface Column {
  readonly name: string;
  readonly value: Scalar;
}
export interface Distinct extends Named {
  readonly node: "distinct";
  readonly input: Rel;
  readonly columns: readonly { readonly name: string; readonly from: string }[];
  /** Another relation whose rows must have the same columns. */
  readonly also?: Rel | undefined;
}
/** The rows whose keys occur in another relation, which has these columns too. */
export interface Semi extends Named {
  readonly node: "semi";
  readonly input: Rel;
  readonly other: Rel;
  readonly keys: readonly string[];
}
/** A column that rows are ordered by, nulls lowest. */
export interface OrderBy {
  readonly column: string;
  /** The type, if it has no order of its own: its values are ordered by their JSON text (MEANING 43). Else null. */
  readonly text: Type | null;
}
/** The greatest row in the order among those that are equal in `by`. */
export interface Greatest extends Named {
  readonly node: "greatest";
  readonly input: Rel;
  readonly by: readonly string[];
  readonly order: readonly OrderBy[];
}
/** Adds `@rank`: the row's number within `by`. A greater rank is a later row. */
export interface Rank extends Named {
  readonly node: "rank";
  readonly input: Rel;
  readonly by: readonly string[];
  readonly order: readonly OrderBy[];
}
/**
 * For rows that become known out of order: for each key and each `@arrive`, the greatest row (by `@rank`) of all that
 * have arrived by then. An as-of join over the result needs no further order.
 */
export interface KnownBest extends Named {
  readonly node: "knownBest";
  readonly input: Rel;
  readonly by: readonly string[];
}
/**
 * Each left row, with the columns of the right row of equal keys that has the greatest `@arrive` not after the left's
 * `@t`.
 */
export interface AsOf extends Named {
  readonly node: "asOf";
  readonly left: Rel;
  readonly right: Rel;
  readonly keys: readonly string[];
  readonly columns: readonly string[];
}
/**
 * Each left row, with the columns of the greatest right row that has equal keys and is visible at the left's `@t`. The
 * order's first column is the rows' own `@time`, and a row is visible from `@time` + `shiftMicros` on. So one
 * comparison of the whole order finds the last row, and ties are exact.
 *
 * - `asOf`: an as-of join ordered by a struct. Sorts both sides. Gives all left rows.
 * - `numbers`: the right rows of a key are numbered, and a left row is joined to the number of the last row that it
 *   sees. Sorts both sides. Gives all left rows.
 * - `lateral`: a search for each left row, which can use an index. Gives all left rows.
 * - `pairs`: a hash join with all visible rows, then the first row of each left row in the order of the columns. For
 *   engines whose structs have no order. Gives only left rows that have a right row.
 * - `join`: a hash join with all visible rows, then the greatest row of each left row. For few left rows per key. Gives
 *   only left rows that have a right row.
 */
export interface Latest extends Named {
  readonly node: "latest";
  readonly method: "asOf" | "join" | "numbers" | "pairs" | "lateral";
  readonly left: Rel;
  readonly right: Rel;
  /** The columns that identify a left row. The result has only these and `carried` of the left columns. */
  readonly id: readonly string[];
  readonly carried: readonly string[];
  readonly keys: readonly string[];
  readonly order: readonly OrderBy[];
  readonly shiftMicros: string;
  /** Rows whose `@time` is further than this before `@t` may be left out. Null means no such limit. */
  readonly withinMicros: string | null;
  readonly columns: readonly string[];
}
/** Each left row, with columns of the one right row that is equal in `on`. */
export interface Join extends Named {
  readonly node: "join";
  readonly left: Rel;
  readonly right: Rel;
  readonly on: readonly { readonly left: string; readonly right: string }[];
  readonly columns: readonly { readonly name: string; readonly from: string }[];
}
/** The rows of all inputs. Every input has these columns, in this order. */
export interface UnionAll extends Named {
  readonly node: "unionAll";
  readonly inputs: readonly Rel[];
  readonly columns: readonly string[];
}
/** `@time` becomes the later of `@time` and the value. Rows whose value is null are left out. */
export interface Retime extends Named {
  readonly node: "retime";
  readonly input: Rel;
  readonly value: Expr;
}
/** A row for each element of the list. The element is in `column`; `ordinal` numbers the elements. */
export interface Each extends Named {
  readonly node: "each";
  readonly input: Rel;
  readonly list: Expr;
  readonly column: string;
  readonly ordinal: string;
}
/**
 * Adds `@superseded` to rows that have `@arrive`: the first instant at which a row of equal `by` that is greater in the
 * order is visible too. Rows that never count are left out.
 */
export interface Superseded extends Named {
  readonly node: "superseded";
  readonly input: Rel;
  readonly by: readonly string[];
  readonly order: readonly OrderBy[];
}
/**
 * Adds `@gone`: the first instant at which a snapshot of a later `@time` is visible. Where rows become known one by
 * one, a snapshot is visible once each of its `key`s has a visible row; if some key never has one, the snapshot is
 * never visible. Without a key each row is a snapshot's key of its own.
 */
export interface Snapshots extends Named {
  readonly node: "snapshots";
  readonly input: Rel;
  readonly key: readonly string[];
  readonly known: boolean;
}
/**
 * The same rows, with these instants moved later by some microseconds: what was visible at t − offset is visible at t.
 */
export interface Shift extends Named {
  readonly node: "shift";
  readonly input: Rel;
  readonly columns: readonly string[];
  readonly micros: string;
}
/** A column of the events, or a literal that goes into the function's template as it is. */
export type WindowArgument = { readonly column: string } | { readonly literal: Literal };
export interface WindowAggregate {
  readonly id: string;
  readonly function: string;
  readonly overload: string;
  readonly args: readonly WindowArgument[];
  readonly types: readonly Type[];
  /** The result's type. */
  readonly type: Type;
  readonly where: string | null;
  /** The aggregate is a map by the values of this column. All aggregates of one relation share it. */
  readonly by: { readonly column: string; readonly top: number | null } | null;
  readonly micros: string | null;
  readonly what: string;
}
/**
 * For each left row, which has `id`, `@t` and keys: aggregates over the events of equal keys that arrived in (t −
 * micros, t].
 *
 * - `frames`: one sort of events and instants together, a frame per window. Takes every aggregate. Gives all left rows.
 * - `positions`: frames over the events alone, whose ends are positions looked up for each instant. So no frame holds
 *   an instant, which has no value.
 * - `tiles`: events are rolled up to tiles of each length of `levels`. A window is whole tiles, and raw events at its
 *   ends. For aggregates whose parts merge. Without levels, all events of a window are joined by buckets of its length,
 *   which takes every aggregate. Gives only left rows with events.
 */
export interface Windows extends Named {
  readonly node: "windows";
  readonly method: WindowMethod;
  readonly left: Rel;
  readonly id: readonly string[];
  readonly events: Rel;
  readonly keys: readonly string[];
  readonly aggregates: readonly WindowAggregate[];
}
export type WindowMethod =
  | { readonly kind: "frames" }
  | { readonly kind: "positions" }
  /** Counts of different values, by the spans in which each value counts. */
  | { readonly kind: "spans" }
  /** For each instant a search of the rows in its windows, which can use an index. */
  | { readonly kind: "search" }
  /** Lengths in microseconds, ascending, each a multiple of the one before. */
  | { readonly kind: "tiles"; readonly levels: readonly string[] };
/**
 * For each left row, which has `id`, `@t` and keys, and at least one row that counts: aggregates over the rows of equal
 * keys that count. For everything that frames cannot express.
 *
 * - `join`: instants and rows are joined, cut and grouped. Takes every aggregate.
 * - `search`: for each instant a search of the last rows, which can use an index.
 * - `spans`: each row counts from one instant until another. That span is a few nodes of a tree over its key's
 *   instants. Rows make a state in each node, and an instant merges the states of the nodes above it. So the work grows
 *   with rows and instants, not with pairs of them.
 */
export interface TemporalAggregates extends Named {
  readonly node: "temporal";
  readonly method: "join" | "spans" | "search";
  readonly left: Rel;
  readonly id: readonly string[];
  readonly events: Rel;
  readonly keys: readonly string[];
  readonly cut: Cut;
  readonly aggregates: readonly WindowAggregate[];
  /** Columns of the greatest row, by `@rank`, instead of aggregates over the rows. */
  readonly latest: readonly string[];
}
/**
 * Rows that are computed once, into a table of their own, by the cheapest of several plans for the same rows. The first
 * plan is the default where nothing is known of the data.
 */
export interface Stage extends Named {
  readonly node: "stage";
  readonly name: string;
  readonly alternatives: readonly [Alternative, ...Alternative[]];
  /** What to count before the choice. Null if there is nothing to choose. */
  readonly measure: Measure | null;
}
export interface Alternative {
  /** The name in `--strategy` and `feat explain`: `as-of join`, `tiles of 1h and 1d`. */
  readonly strategy: string;
  readonly rel: Rel;
  readonly cost: readonly CostTerm[];
  readonly needs?: Needs | undefined;
  /**
   * Its cost grows with rows and instants, whatever their keys. It is the choice where nothing can be counted
   * beforehand.
   */
  readonly scales?: true;
}
/** What a plan needs from an engine. */
export interface Needs {
  /** Needs structs that have an order. */
  readonly orderedStructs?: true;
  /** For engines whose structs have no order. */
  readonly noOrderedStructs?: true;
  readonly lateral?: true;
  /** Needs states of rows that merge by the nodes of a tree. */
  readonly spans?: true;
  /** Needs frames over these aggregates. */
  readonly frames?: readonly WindowAggregate[];
  /** For engines whose frames cannot hold one of these aggregates. */
  readonly noFrames?: readonly WindowAggregate[];
}
/** Nanoseconds of CPU per unit of a counted fact. */
export interface CostTerm {
  readonly fact: string;
  readonly nanoseconds: number;
}
/** How instants and rows meet: counts of both by key, and what follows from them for tiles of some lengths. */
export interface Measure {
  readonly left: Rel;
  readonly events: Rel;
  readonly keys: readonly string[];
  /** True if it matters when events arrived. */
  readonly timed: boolean;
  /** The tiles' lengths in microseconds. */
  readonly levels: readonly string[];
}
/** Aggregates by key at one instant, the `$at` of a materialization. */
export interface GroupAt extends Named {
  readonly node: "groupAt";
  readonly events: Rel;
  readonly keys: readonly string[];
  readonly aggregates: readonly WindowAggregate[];
}
/**
 * One row: `@keys`, the number of rows; for each of `rules`, in `@failed0` … the number of rows where `@rule0` … does
 * not hold, and in `@sample0.0` … the least keys of such rows; and the aggregates over all rows.
 */
export interface Tally extends Named {
  readonly node: "tally";
  readonly input: Rel;
  readonly keys: readonly string[];
  readonly rules: readonly number[];
  readonly samples: number;
  readonly aggregates: readonly WindowAggregate[];
}
/**
 * One row about a source's rows. Those that were not written after the instant `$created` are old; if that is null, or
 * the rows do not say when they were written, all are. Columns: `@rows`, `@newest` and `@newestCreated` (the greatest
 * `@time` and `@created`), `@old` (the number of old rows), `@freshFrom` (the least `@time` of the others). With
 * `columns` also `@oldHash` and `@allHash`: texts that two sets of rows have in common only if they are equal in these
 * columns.
 */
export interface RowFacts extends Named {
  readonly node: "rowFacts";
  readonly input: Rel;
  readonly created: boolean;
  readonly columns: readonly string[] | null;
}
/** The labels' own columns, then the features, in the labels' order. */
export interface Training extends Named {
  readonly node: "training";
  /** True if the input has `@label`. Else the labels are joined. */
  readonly whole: boolean;
  readonly input: Rel;
  readonly inputs: readonly string[];
  readonly features: readonly { readonly name: string; readonly from: string; readonly type: Type }[];
}

/** A value computed from one row. */
export type Scalar =
  /** An expression of the language, whose leaves are columns of the input. */
  | { readonly node: "expr"; readonly expr: Expr }
  /** max(time + delay + one for `before`, created). If `delayMicros` is null, the delay is in `@delay`. */
  | { readonly node: "arrive"; readonly delayMicros: string | null; readonly before: boolean; readonly known: boolean }
  /** floor((t − after) / every) · every. */
  | { readonly node: "cadence"; readonly column: string; readonly everyMicros: string; readonly afterMicros: string }
  /**
   * The column if the latest row counts at `@t`, else null. It counts if it exists, is not deleted, not ended and not
   * older than the ttl.
   */
  | {
      readonly node: "live";
      readonly column: string | null;
      readonly ttlMicros: string | null;
      readonly deleted: boolean;
      readonly until: boolean;
      readonly gone: boolean;
      /** For a keyed source: the row's `@counts` says whether it passes every `where`. */
      readonly counts: boolean;
      /** For a keyed source: keys of the view that the row itself must match, besides those that it was found by. */
      readonly same: readonly SameKey[];
    }
  /** `@counts` so far, and this condition. */
  | { readonly node: "counts"; readonly also: boolean; readonly where: readonly Expr[] }
  /** The aggregate, or its value over no rows. */
  | { readonly node: "orEmpty"; readonly column: string; readonly empty: Constant }
  /** The parameter `$at`. */
  | { readonly node: "at" }
  | { readonly node: "column"; readonly name: string }
  /**
   * A source's column in which a null is an error if the row, one of several versions, counts at some instant (MEANING
   * C24).
   */
  | { readonly node: "required"; readonly name: string; readonly source: string; readonly deleted: boolean }
  | { readonly node: "constant"; readonly value: boolean }
  /** All of the label's own columns in the labels' table, and its number, as one struct. */
  | { readonly node: "wholeLabel"; readonly inputs: readonly string[] }
  /** Null, as an instant. */
  | { readonly node: "nothing" }
  | { readonly node: "micros"; readonly micros: string }
  /** A value that all instants of one unit of a zone's calendar share, for the column's instant less an offset. */
  | {
      readonly node: "unitOf";
      readonly column: string;
      readonly offsetMicros: string;
      readonly unit: CalendarUnit;
      readonly zone: string;
    };
