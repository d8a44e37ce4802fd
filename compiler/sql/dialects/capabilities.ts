import type { Type } from "../../../runtime/types.js";
import type { WindowAggregate } from "../../plan/algebra.js";
import type { Costs } from "../../plan/strategies/costs.js";
import type { Words } from "../rewrite/words.js";
import type { Sql } from "../tree/index.js";

/** A form of a query that an engine may lack. `rewrite/` has a file for each. */
export type Form =
  | "star except"
  | "qualify"
  | "semi join"
  | "distinct on"
  | "unnamed subquery"
  | "lateral"
  | "filter"
  | "rows in columns"
  | "named windows"
  | "limit all"
  | "alias as a column";

/**
 * The instants of rows in the data's own type: the column `@stamp` of a source's relation. A statement does not know the
 * type.
 */
export interface Stamps {
  /** The latest stamp at an instant in microseconds: a row is later exactly if its stamp is greater. */
  readonly at: (micros: Sql, relation: string) => Sql;
  /** True where the row has an instant. */
  readonly present: Sql;
}

/**
 * How an engine relates rows. A form that it lacks is written in another way, and plans that need a missing capability
 * are not chosen.
 */
export interface Capabilities {
  readonly lacks: ReadonlySet<Form>;
  /**
   * The elements of an array as a relation of this name, and a value of the relation, for an engine that makes rows of
   * an array only behind FROM. By default the relation is `UNNEST(array)` and the value has the relation's name.
   */
  readonly elementRows?: (array: Sql, name: string) => { readonly relation: Sql; readonly value: Sql };
  /** Its words for the types and functions that lowering names, if they are others. */
  readonly words: Words | null;
  /** Statements that a session runs once, before it runs any other. */
  readonly prelude?: (() => readonly string[]) | undefined;
  /** What it spends on the strategies of stages. */
  readonly costs: Costs;
  /**
   * True if it has `ASOF JOIN`. Else the rows that an instant can see are counted, and the last one is found by its
   * number.
   */
  readonly asOfJoins: boolean;
  /** True if structs compare field by field, so that `max` gives the greatest. */
  readonly orderedStructs: boolean;
  /**
   * How rows of the data are found by their times in the data's own type, so that an index serves a search for each
   * label. Null if a search is worth no plan.
   */
  readonly stamps: Stamps | null;
  /**
   * How many rows each row stands for that is read while facts are counted. Null if all rows are read: then they are
   * counted exactly.
   */
  readonly rowWeight: Sql | null;
  /** True if rows that come and go can be aggregated by spans (`lower/temporal-by-spans.ts`). */
  readonly spans: boolean;
  /**
   * True if it computes a block that is read twice once, and plans its readers without knowing its values. Then blocks
   * that only rename columns are merged into their readers.
   */
  readonly materializes: boolean;
  /** True if it has `DISTINCT ON`. */
  readonly distinctOn: boolean;
  /** True if a frame of a window can hold this aggregate. */
  readonly frames: (aggregate: WindowAggregate) => boolean;
  /** True if the warehouse holds the labels' own columns, so that the training set's statement returns them too. */
  readonly labelColumns: boolean;
  /**
   * Keeps the engine from replacing each read of a query's columns with their expressions, for an engine that would
   * compute a column as often as it is read, and whose work would grow with a power of the depth (MEANING 128). Null for
   * an engine that computes a column once.
   */
  readonly kept: ((query: Sql) => Sql) | null;
  /** True if lists can be unnested only in FROM. */
  readonly listsBehindFrom: boolean;
  /** A value in the form that rows are ordered by: texts by their code points. */
  readonly inOrder: (value: Sql, type: Type) => Sql;
  /** A value in the form that windows are partitioned by. */
  readonly inPartition: (value: Sql, type: Type) => Sql;
  /** A number as a decimal, rounded half away from zero; null if it does not fit. */
  readonly tryDecimal: (value: Sql, type: Type) => Sql;
  /** Binds a value to this name, which the body reads as a plain name. */
  readonly boundElement: (name: string, value: Sql, body: Sql) => Sql;
  /** The quotient of two integers, rounded toward zero. */
  readonly quotient: (dividend: Sql, divisor: Sql) => Sql;
  /** Among the columns of a query: a row for each of these values, or for each distinct one. */
  readonly rowPerValue: (values: readonly Sql[], how: "all" | "different") => Sql;
  /** Among the columns of a query: a row for each integer from the first up to, not including, the second. */
  readonly rowPerInteger: (from: Sql, to: Sql) => Sql;
}
