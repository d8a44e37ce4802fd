/**
 * The structure of a function's row. Everything that Feat knows about a function is in its row.
 *
 * In: nothing. Out: the types of the rows in `scalar/` and `aggregate/`.
 * Always: a row says what a function means, and holds no SQL: dialects have tables of cells of their own. A row names
 * its TypeScript function, which lives in `runtime/functions/` or `runtime/aggregates/` because it runs in production.
 * A row's examples run on every engine as tests.
 */
import type { Type } from "../../runtime/types.js";

/**
 * A parameter and its type. `exactly` takes the named types (with the conversions of A5). `T` is a type variable: all
 * `T` of one overload unify (A5). `T[]` is an array of it.
 */
export interface Param {
  readonly name: string;
  readonly type: ParamType;
  /** Must be a literal, or for an array a list of literals, none of them null. */
  readonly literal?: true;
  /** The advice if the argument is not a literal. */
  readonly otherwise?: string;
  /** A literal's smallest and greatest value. */
  readonly range?: readonly [least: number, most: number];
  /**
   * Says what is wrong with a literal, or null if nothing is. Ints come as digits. `literals` are those of all
   * arguments.
   */
  readonly check?: (
    value: string,
    literals: readonly (string | number | boolean | null | undefined)[],
  ) => string | null;
  /** Says what is wrong with a list of literals. Ints come as digits. */
  readonly checkElements?: (values: readonly (string | number | boolean)[]) => string | null;
  /** Written as a duration. The value is its microseconds, an int64. */
  readonly duration?: true;
  readonly variadic?: true;
  readonly optional?: true;
}
export type ParamType =
  | { readonly kind: "exactly"; readonly types: readonly Type["kind"][] } // one of these
  | { readonly kind: "variable"; readonly name: string; readonly of: readonly Type["kind"][] } // unify over these
  | { readonly kind: "arrayOf"; readonly name: string; readonly of?: readonly Type["kind"][] }; // or of these kinds

/**
 * - `strict`: null exactly if an argument is null (B1).
 * - `partial`: strict, and also null for some non-null arguments (division by zero, a cast that fails). The result is
 * nullable.
 * - `own`: the row's `nullable` decides.
 */
export type NullRule = "strict" | "partial" | "own";

export interface Overload {
  /** Unique within its function: `int64`, `float64`, `string`. */
  readonly key: string;
  readonly params: readonly Param[];
  /** A further condition on the argument types, if the parameters' kinds are not enough. */
  readonly accepts?: (args: readonly Type[]) => boolean;
  /**
   * The result's type, from the (unified) argument types and the values of literal arguments. The null rule decides
   * whether it is nullable.
   */
  readonly result: (
    args: readonly Type[],
    literals?: readonly (string | number | boolean | null | undefined)[],
  ) => Type;
  readonly nulls: NullRule;
  /** Only compares the arguments, so decimals may have any number of digits and compare by value (MEANING 107). */
  readonly compares?: true;
  /**
   * True if the result can be null. Needed for `own`; for `partial` it may rule null out. `literals[i]` is the value of
   * argument i if it is a literal.
   */
  readonly nullable?: (
    args: readonly Type[],
    literals: readonly (string | number | boolean | null | undefined)[],
  ) => boolean;
  /** True if it can raise (int64 overflow). */
  readonly raises?: true;
  /**
   * The exported name in `runtime/functions/index.ts`. It is called with the arguments in order (rest parameters for a
   * variadic).
   */
  readonly ts: string;
  /** The call also passes the scale of each decimal argument, after the arguments. */
  readonly scales?: true;
}

/**
 * Values in examples are JSON. Values that JSON cannot hold are wrapped, such as `{ "int64": "9223372036854775807" }`.
 */
export interface Example {
  /** As written in the language: `div(7, 2)`. The reference shows it. */
  readonly code: string;
  /** The value as `feat get --json` prints it. With `raises` it is `"error"`: the call must raise. */
  readonly result: unknown;
  readonly raises?: true;
}

export interface ScalarFunction {
  readonly name: string;
  readonly doc: string;
  /**
   * Operators are rows too (`+`, `==`, `and`, `in`, `is null`, `element` for `xs[i]`, …). They cannot be called by
   * name.
   */
  readonly operator?: true;
  readonly overloads: readonly Overload[];
  readonly examples: readonly Example[];
}

export interface AggregateFunction {
  readonly name: string;
  readonly doc: string;
  readonly overloads: readonly AggregateOverload[];
}
/**
 * How an aggregate is computed from the spans in which rows count:
 * - `states`: the rows of a part make a state, and states merge. Literal arguments stand for the lengths of states.
 * - `distinct`: from the number of values at each instant.
 * - `frequent`: from the frequency of each value at each instant.
 * - `recent`: from the latest row of each value.
 */
export type SpanWay = "states" | "distinct" | "frequent" | "recent";

export interface AggregateOverload {
  readonly key: string;
  readonly params: readonly Param[];
  readonly result: (
    args: readonly Type[],
    literals?: readonly (string | number | boolean | null | undefined)[],
  ) => Type;
  readonly accepts?: (args: readonly Type[]) => boolean;
  /**
   * The result over no rows (or only null arguments): 0 for the count family, an empty list for lists, otherwise null.
   */
  readonly empty: "zero" | "null" | "list";
  /** The result depends on the order of rows (`first`, `last`). */
  readonly ordered?: true;
  /** The index of the argument that limits the aggregate to that many of the newest values. */
  readonly newest?: number;
  /** Results over parts of the rows merge to the result over all rows, without loss. */
  readonly merges?: true;
  /** How the aggregate is computed where rows come and go, if not row by row. An aggregate that `merges` has states. */
  readonly spans?: SpanWay;
  /** A row can be subtracted from a result without loss (a count, a sum of ints). */
  readonly invertible?: true;
  /**
   * False if a moving window costs as much as reading the rows again for each instant, because the aggregate holds all
   * values.
   */
  readonly framed?: false;
  /** A moving window is fast only if all rows have a value. It therefore runs alone, over the rows that have one. */
  readonly dense?: true;
  /** The aggregate reads the instant of the evaluation and the rows' own times. It has no window form. */
  readonly timed?: true;
  /**
   * The exported name in `runtime/aggregates/index.ts`. It is called with the argument's values (or pairs of values, if
   * there are two arguments), in row order and without nulls, followed by the literal arguments. An aggregate that
   * needs the times of rows has none.
   */
  readonly ts?: string;
  /**
   * Its TypeScript also takes a function that gives a value's JSON text, which orders values without an order of their
   * own.
   */
  readonly texts?: true;
}
