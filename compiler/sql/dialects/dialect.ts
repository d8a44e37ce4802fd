import type { Type } from "../../../runtime/types.js";
import type { AggregateSql, Overload } from "../../functions/row.js";
import type { CalendarUnit } from "../../model/ir.js";

/** All that printing asks of an engine. */
export interface Dialect {
  readonly name: string;
  /** The engine's type of a value as expressions have it. */
  readonly type: (type: Type) => string;
  /** Quoted. */
  readonly identifier: (name: string) => string;
  /** Closed: it can stand as an operand of anything. */
  readonly text: (text: string) => string;
  readonly function: (overload: Overload) => Overload["sql"]["duckdb"];
  readonly aggregate: (sql: { readonly duckdb: AggregateSql }) => AggregateSql;
  readonly conversion: (sql: { readonly duckdb: string }) => string;
  /** An instant that whoever runs a statement gives, in microseconds. */
  readonly parameter: (name: "at" | "from") => string;
  /** An integer that two instants have in common if they lie in one unit of the zone's calendar. */
  readonly unitOf: (micros: string, unit: { readonly unit: CalendarUnit; readonly zone: string }) => string;
  /** A relation of a list's elements, each with its place; `columns` of what is around it, by names of their own, can be read in it. */
  readonly elements: (
    list: string,
    column: string,
    place: string,
    columns: readonly (readonly [around: string, own: string])[],
  ) => string;
  /** An aggregate that gives a map in ascending order of its keys. */
  readonly mapOf: (key: string, value: string) => string;
  readonly map: (entries: readonly (readonly [key: string, value: string])[]) => string;
  readonly emptyMap: (type: Type) => string;
  /** A struct from names and values. */
  readonly struct: (fields: readonly (readonly [name: string, value: string])[]) => string;
  readonly field: (struct: string, name: string) => string;
  /** The same value, which the engine does not look through. */
  readonly unsimplified: (value: string) => string;
  /** JSON's text of a value, null of null: by it are ordered what has no order of its own (MEANING 43). */
  readonly jsonText: (value: string, type: Type) => string;
  /** What a statement calls an `extern fn`: whoever runs it has registered that. */
  readonly extern: (name: string) => string;
  /** An error at run time with a message that is an expression. */
  readonly raise: (message: string) => string;
  /** A list of the values on the rows that are the least by these columns, so many. */
  readonly leastN: (value: string, by: readonly string[], count: number) => string;
  /** As the training set gives it to people: instants and dates as such. */
  readonly output: (value: string, type: Type) => string;
}
