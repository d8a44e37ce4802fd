import type { Value } from "../values.js";

export const count = (values: readonly unknown[]): number => values.length;

/** By `==`, arrays and bytes by what is in them. */
export const countDistinct = (values: readonly Value[]): number => new Set(values.map(identity)).size;

/** Equal for equal values alone, all being of one type. A set has -0 and 0 as one, and so has JSON. Fields of structs have one order. */
export function identity(value: Value): unknown {
  if (typeof value !== "object" || value === null) return value;
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));
}
