/**
 * The shape of a function's row: all that Feat knows of it stands in one place.
 *
 * In: nothing. Out: the types of the rows in `scalar/` and `aggregate/`.
 * Always: a row's SQL is a template of data, put into a statement by `compiler/sql/` only; its TypeScript lives in `runtime/functions/` or
 * `runtime/aggregates/`, because it runs in production, and is named here; its examples run on every engine as tests.
 *
 * What templates take and give in DuckDB: bool BOOLEAN, int32 INTEGER, int64 BIGINT, float32 FLOAT, float64 DOUBLE, string VARCHAR, bytes BLOB,
 * json JSON or VARCHAR, an array a LIST or ARRAY of these; a timestamp is a BIGINT of microseconds and a date an INTEGER of days, both since
 * the epoch. Literals must have these very types (`5::BIGINT`, `1.5::DOUBLE`): DuckDB reads `5` as INTEGER and `1.5` as DECIMAL.
 */
import type { Type } from "../../runtime/types.js";

/**
 * How a parameter's type is told. A name of a scalar type takes it (by the conversions of A5). `T` is a variable: all
 * `T` of one overload unify (A5). `T[]` is an array of it.
 */
export interface Param {
  readonly name: string;
  readonly type: ParamType;
  /** Must be a literal, or where it is an array a list of such, none of them null. */
  readonly literal?: true;
  /** What to write where it is none. */
  readonly otherwise?: string;
  /** A literal's least and greatest value. */
  readonly range?: readonly [least: number, most: number];
  /** What is wrong with a literal (ints in digits), null where nothing is; `literals` are those of all arguments. */
  readonly check?: (
    value: string,
    literals: readonly (string | number | boolean | null | undefined)[],
  ) => string | null;
  /** What is wrong with a list of literals (ints in digits). */
  readonly checkElements?: (values: readonly (string | number | boolean)[]) => string | null;
  /** Written as a duration: its microseconds, an int64. */
  readonly duration?: true;
  readonly variadic?: true;
  readonly optional?: true;
}
export type ParamType =
  | { readonly kind: "exactly"; readonly types: readonly Type["kind"][] } // one of these
  | { readonly kind: "variable"; readonly name: string; readonly of: readonly Type["kind"][] } // unify over these
  | { readonly kind: "arrayOf"; readonly name: string; readonly of?: readonly Type["kind"][] }; // of these, where they are said

/**
 * - `strict`: null if any argument is null (B1), and never null else.
 * - `partial`: strict, and null for some arguments besides (division by zero, a cast that fails): the result is nullable.
 * - `own`: says itself, by `nullable`.
 */
export type NullRule = "strict" | "partial" | "own";

export interface Overload {
  /** Unique in its function: `int64`, `float64`, `string`. */
  readonly key: string;
  readonly params: readonly Param[];
  /** Where the kinds of the parameters do not say it all. */
  readonly accepts?: (args: readonly Type[]) => boolean;
  /** From the (unified) argument types, and the values of literal ones; nullability is worked out by the null rule. */
  readonly result: (
    args: readonly Type[],
    literals?: readonly (string | number | boolean | null | undefined)[],
  ) => Type;
  readonly nulls: NullRule;
  /** Only compares the arguments: decimals of any digits, by value (MEANING 107). */
  readonly compares?: true;
  /** For `own` and to sharpen `partial`: whether the result can be null (`literals[i]` is the literal's value where argument i is one). */
  readonly nullable?: (
    args: readonly Type[],
    literals: readonly (string | number | boolean | null | undefined)[],
  ) => boolean;
  /** Can it raise (int64 overflow)? */
  readonly raises?: true;
  /** Templates per dialect: `{0}`, `{1}` are the arguments, each already a closed SQL expression; `{*}` is all, comma-separated; or made from their texts. */
  readonly sql: { readonly duckdb: string | SqlTemplate };
  /** The exported name in `runtime/functions/index.ts`, called with the arguments in order (rest for a variadic). */
  readonly ts: string;
  /** The scale of each argument that is a decimal is handed on behind the arguments. */
  readonly scales?: true;
}

/**
 * Makes the SQL from the arguments' texts. `facts` (one per argument, where the printer knows them) only spares guards that
 * cannot matter; without it every argument may be null and not finite.
 */
export type SqlTemplate = (args: readonly string[], facts?: readonly ArgumentFacts[]) => string;
export interface ArgumentFacts {
  readonly nullable: boolean;
  /** Never NaN or infinite: what is stored (columns, features, lets, aggregates, keys, request fields), literals, all that is no float. */
  readonly finite: boolean;
  readonly type: Type;
}

/** Values in examples: JSON, with `{ "int64": "9223372036854775807" }`-like wrappers where JSON cannot say it. */
export interface Example {
  /** As written in the language: `div(7, 2)`, so that it also shows in the reference. */
  readonly code: string;
  /** The value as `feat get --json` prints it; `"error"` with `raises` where it must raise. */
  readonly result: unknown;
  readonly raises?: true;
}

export interface ScalarFunction {
  readonly name: string;
  readonly doc: string;
  /** Operators are rows too (`+`, `==`, `and`, `in`, `is null`, `element` for `xs[i]`, …) and are not callable by name. */
  readonly operator?: true;
  readonly overloads: readonly Overload[];
  readonly examples: readonly Example[];
}

export interface AggregateFunction {
  readonly name: string;
  readonly doc: string;
  readonly overloads: readonly AggregateOverload[];
}
export interface AggregateOverload {
  readonly key: string;
  readonly params: readonly Param[];
  readonly result: (
    args: readonly Type[],
    literals?: readonly (string | number | boolean | null | undefined)[],
  ) => Type;
  readonly accepts?: (args: readonly Type[]) => boolean;
  /** Over no rows (or only null arguments): 0 for the count family, an empty list for lists, null else. */
  readonly empty: "zero" | "null" | "list";
  /** Does the answer depend on the order of rows (`first`, `last`)? Then `{order}` stands in the template: one number per row, greater is later. */
  readonly ordered?: true;
  /** The argument that says how many of the newest values it is over, where it is over these alone. */
  readonly newest?: number;
  /**
   * `{0}`: the argument. Used with or without OVER; a FILTER clause is put after `call` by the printer, so a row is several
   * calls joined by `finish`. Null arguments must be ignored. An argument that must be a literal is put in as it is, in `finish` too: `{arg1}`.
   */
  readonly sql: { readonly duckdb: AggregateSql };
  /**
   * The exported name in `runtime/aggregates/index.ts`, called with the values of its argument, or pairs of them where it has two, in their
   * order and without nulls, and then with the arguments that are literals. What needs the times of rows has none.
   */
  readonly ts?: string;
  /** Its TypeScript takes JSON's text of a value behind the values: what orders those that have no order of their own. */
  readonly texts?: true;
}
export interface AggregateSql {
  /** Calls of the engine's aggregates, each of which takes FILTER and OVER: `sum({0})`. */
  readonly calls: readonly string[];
  /**
   * Puts the results of `calls` together; `{0}` the first. `"{0}"` where nothing is left to do. `{what}`: a string literal that names the feature, for errors.
   * Or made from the arguments' types.
   */
  readonly finish: string | ((args: readonly Type[]) => string);
  /** Its calls have no window form, or one that costs as much as the rows do: rows are gathered for each instant. */
  readonly gathered?: true;
  /** Reads the instant, `{t}`, and the row's own time, `{time}`, in microseconds. Then it is `gathered`. */
  readonly timed?: true;
  /**
   * The same from parts of the window, where the function allows it: `calls` over each part, merged by the engine's own
   * aggregates (one per call), then `finish`. Never by subtraction, which would lose precision.
   */
  readonly parts?: {
    readonly calls: readonly string[];
    readonly merge: readonly ("sum" | "min" | "max" | "bool_or" | "bool_and")[];
    readonly finish: string;
  };
}
