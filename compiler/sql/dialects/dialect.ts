import type { Type } from "../../../runtime/types.js";
import type { AggregateOverloadName, ConversionName, ScalarOverload } from "../../functions/overloads.js";
import type { CalendarUnit } from "../../ir/index.js";
import type { Spelling } from "../print/index.js";
import type { Sql } from "../tree/index.js";
import type { AggregateCell, SqlCell, Unsupported } from "./cell.js";

/** All that writing SQL asks of an engine. How names and literals are written is in `Spelling`. */
export interface Dialect extends Spelling {
  readonly name: string;
  readonly functions: Readonly<Record<ScalarOverload, SqlCell | Unsupported>>;
  readonly aggregates: Readonly<Record<AggregateOverloadName, AggregateCell | Unsupported>>;
  readonly conversions: Readonly<Record<ConversionName, SqlCell | Unsupported>>;
  /** The engine's type of a value as expressions have it. */
  readonly type: (type: Type) => Sql;
  /** An instant that whoever runs a statement gives, in microseconds. */
  readonly parameter: (name: "at" | "from") => Sql;
  /** An integer that two instants have in common if they lie in one unit of the zone's calendar. */
  readonly unitOf: (micros: Sql, unit: { readonly unit: CalendarUnit; readonly zone: string }) => Sql;
  /** A query of a list's elements, each with its place; `around`: columns of what is around it, by names of their own. */
  readonly elements: (list: Sql, column: string, place: string, around: readonly (readonly [Sql, string])[]) => Sql;
  /** An aggregate that gives a map in ascending order of its keys. */
  readonly mapOf: (key: Sql, value: Sql) => Sql;
  readonly map: (entries: readonly (readonly [key: Sql, value: Sql])[], type: Type) => Sql;
  /** A list, of this type. */
  readonly list: (elements: readonly Sql[], type: Type) => Sql;
  /** What a function gives for each element of a list. */
  readonly each: (list: Sql, name: string, body: (element: Sql) => Sql) => Sql;
  /** A value by a name of its own, so that the body may read it more than once. */
  readonly bound: (value: Sql, name: string, body: (value: Sql) => Sql) => Sql;
  /** Is every element of a list of truths true? Is one of them? */
  readonly allOf: (list: Sql) => Sql;
  readonly anyOf: (list: Sql) => Sql;
  readonly isFinite: (value: Sql) => Sql;
  readonly bytes: (base64: string) => Sql;
  /** A struct from names and values. */
  readonly struct: (fields: readonly (readonly [name: string, value: Sql])[]) => Sql;
  readonly field: (struct: Sql, name: string) => Sql;
  /** A struct of all columns of what is read but these. Null where an engine has none: labels are joined then. */
  readonly wholeRow: ((except: readonly string[]) => Sql) | null;
  /** The same value, which the engine does not look through. */
  readonly unsimplified: (value: Sql) => Sql;
  /** JSON's text of a value, null of null: it orders what has no order of its own (MEANING 43). */
  readonly jsonText: (value: Sql, type: Type) => Sql;
  /** A call of an `extern fn`: whoever runs the statement has registered it. */
  readonly extern: (name: string, args: readonly Sql[]) => Sql;
  /** An error at run time with a message that is an expression. */
  readonly raise: (message: Sql) => Sql;
  /** A list of the values on the rows that are the least by these columns, so many. */
  readonly leastN: (value: Sql, by: readonly Sql[], count: number) => Sql;
  /** As the training set gives it to people: instants and dates as such. */
  readonly output: (value: Sql, type: Type) => Sql;
}
