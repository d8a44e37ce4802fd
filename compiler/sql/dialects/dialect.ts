import type { ParameterName } from "../../../runtime/artifacts.js";
import type { Type } from "../../../runtime/types.js";
import type { AggregateOverloadName, ConversionName, ScalarOverload } from "../../functions/overloads.js";
import type { CalendarUnit } from "../../ir/index.js";
import type { Spelling } from "../print/index.js";
import type { Sql } from "../tree/index.js";
import type { Capabilities } from "./capabilities.js";
import type { AggregateCell, Limited, SqlCell, Unsupported } from "./cell.js";

/** Everything that writing SQL needs from an engine. How names and literals are written is in `Spelling`. */
export interface Dialect extends Spelling, Capabilities {
  readonly name: string;
  /** True if a name of small letters becomes another one without quotes: then every name has them. */
  readonly foldsNames?: true;
  /** Why the engine holds no lists, maps and structs, as in `Unsupported`. Left out if it does. */
  readonly lacksNested?: string;
  readonly functions: Readonly<Record<ScalarOverload, SqlCell | Limited | Unsupported>>;
  readonly aggregates: Readonly<Record<AggregateOverloadName, AggregateCell | Unsupported>>;
  readonly conversions: Readonly<Record<ConversionName, SqlCell | Unsupported>>;
  /** The engine's type for a value inside expressions. */
  readonly type: (type: Type) => Sql;
  /** A number that the caller of a statement passes. Instants are in microseconds. */
  readonly parameter: (name: ParameterName) => Sql;
  /** An integer from values of any types. Rows with different values have different ones, but for accidents. */
  readonly rowHash: (values: readonly Sql[]) => Sql;
  /** An integer that is equal for two instants if they lie in one unit of the zone's calendar. */
  readonly unitOf: (micros: Sql, unit: { readonly unit: CalendarUnit; readonly zone: string }) => Sql;
  /**
   * Why it has no aggregates over the elements of a list, as in `Unsupported`; null if it has them. They are scalar
   * subqueries that read a list from around them.
   */
  readonly lacksElements: string | null;
  /**
   * A query of a list's elements of this type, each with its position. `around`: columns from outside the list, by
   * names of their own.
   */
  readonly elements: (
    list: Sql,
    column: string,
    place: string,
    around: readonly (readonly [Sql, string])[],
    element: Type,
  ) => Sql;
  /** An aggregate that gives a map in ascending order of its keys. */
  readonly mapAggregate: (key: Sql, value: Sql) => Sql;
  readonly map: (entries: readonly (readonly [key: Sql, value: Sql])[], type: Type) => Sql;
  /** A list of this type. */
  readonly list: (elements: readonly Sql[], type: Type) => Sql;
  /** The list of a function's results for each element. A result has the element's type, or is not nested. */
  readonly each: (list: Sql, name: string, body: (element: Sql) => Sql, element: Type) => Sql;
  /** Binds a value to a name of its own, so that the body may read it more than once. */
  readonly bound: (value: Sql, name: string, body: (value: Sql) => Sql) => Sql;
  /** `allOf`: true if every element of a list of booleans is true. `anyOf`: true if one is. */
  readonly allOf: (list: Sql) => Sql;
  readonly anyOf: (list: Sql) => Sql;
  readonly isFinite: (value: Sql) => Sql;
  /** The float; null if it is infinite or NaN. */
  readonly finiteOrNull: (value: Sql) => Sql;
  /** A float64 literal, with that type wherever it stands. */
  readonly float: (value: number) => Sql;
  /** A decimal without its fraction. */
  readonly whole: (decimal: Sql) => Sql;
  /** How many digits a decimal may have if it is only compared. */
  readonly comparedDigits: number;
  readonly bytes: (base64: string) => Sql;
  /** A struct from names and values. */
  readonly struct: (fields: readonly (readonly [name: string, value: Sql])[]) => Sql;
  readonly field: (struct: Sql, name: string, type: Type) => Sql;
  /** A struct of all columns of the input except these. Null if an engine has none: then labels are joined. */
  readonly wholeRow: ((except: readonly string[]) => Sql) | null;
  /** The same value, written so that the engine does not simplify it. */
  readonly unsimplified: (value: Sql) => Sql;
  /** The JSON text of a value; null for null. It orders values whose types have no order of their own (MEANING 43). */
  readonly jsonText: (value: Sql, type: Type) => Sql;
  /**
   * A call of an `extern fn`. The caller of the statement has registered it. Null if the engine calls none: then
   * TypeScript computes the features that need one, from the rows that SQL returns.
   */
  readonly extern: ((name: string, args: readonly Sql[]) => Sql) | null;
  /**
   * An error at run time whose message is an expression. It takes the place of a value: of a type, or of the type of
   * another value.
   */
  readonly raise: (message: Sql, like: { readonly type: Type } | { readonly value: Sql }) => Sql;
  /** An instant as a text for people. */
  readonly instantText: (micros: Sql) => Sql;
  /** A list of the values on the `count` least rows by these columns, among those that meet a condition. */
  readonly leastN: (value: Sql, by: readonly Sql[], count: number, where: Sql) => Sql;
  /** A value as the training set shows it to people: instants and dates in the engine's own types. */
  readonly output: (value: Sql, type: Type) => Sql;
}
