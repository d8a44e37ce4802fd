import type { Type } from "../../types.js";
import type { Value } from "../../values.js";
/**
 * Converts between values in memory and the values that a caller sees. There is one edge for TypeScript's values and
 * one for JSON.
 *
 * A reader throws a `Mismatch` if a value is not of the type. It never gets `null` or `undefined`. It reads a float
 * that is not finite as `null`. A writer throws a `Mismatch` if the caller's side cannot hold the value.
 */
export interface Edge<Out> {
  readonly reader: (type: Type) => (value: unknown) => Value;
  readonly writer: (type: Type) => (value: Value) => Out;
}
/** Its message says what was expected: `a date as "YYYY-MM-DD"`. */
export declare class Mismatch extends Error {
  readonly name: string;
}
/** A short description of a value for messages. Long texts are cut. */
export declare function describe(value: unknown): string;
