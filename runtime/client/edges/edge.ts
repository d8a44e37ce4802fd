import { JsonNumber } from "../../json-text.js";
import type { Type } from "../../types.js";
import type { Value } from "../../values.js";

/**
 * Between values in memory and what a caller sees: one edge for TypeScript's values, one for JSON.
 *
 * A reader throws a `Mismatch` for what is not of the type; `null` and `undefined` never come to it. A float that is not finite is `null`.
 * A writer throws a `Mismatch` for a value that the caller's side can't hold.
 */
export interface Edge<Out> {
  readonly reader: (type: Type) => (value: unknown) => Value;
  readonly writer: (type: Type) => (value: Value) => Out;
}

/** Says what was expected: `a date as "YYYY-MM-DD"`. */
export class Mismatch extends Error {
  override readonly name: string = "Mismatch";
}

/** Short words for a value in a message; texts are cut. */
export function describe(value: unknown): string {
  if (typeof value === "string") return value.length > 40 ? `"${value.slice(0, 40)}…"` : JSON.stringify(value);
  if (value === null || typeof value === "number" || typeof value === "boolean" || typeof value === "undefined")
    return String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof JsonNumber) return value.text;
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? (value.constructor?.name ?? "an object") : `a ${typeof value}`;
}
