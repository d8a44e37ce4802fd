import { JsonNumber } from "../../json-text.js";
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

/** Writes a value as it is. Whoever writes many may leave it out. */
export const asIs = <T>(value: T): T => value;

/** Its message says what was expected: `a date as "YYYY-MM-DD"`. */
export class Mismatch extends Error {
  override readonly name: string = "Mismatch";
}

/** A short description of a value for messages. Long texts are cut. */
export function describe(value: unknown): string {
  if (typeof value === "string") return value.length > 40 ? `"${value.slice(0, 40)}…"` : JSON.stringify(value);
  if (value === null || typeof value === "number" || typeof value === "boolean" || typeof value === "undefined")
    return String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof JsonNumber) return value.text;
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? (value.constructor?.name ?? "an object") : `a ${typeof value}`;
}
