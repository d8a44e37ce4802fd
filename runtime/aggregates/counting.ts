import type { Value } from "../values.js";

export const count = (values: readonly unknown[]): number => values.length;

/** Values are equal by `==`; arrays and bytes are equal by their contents. */
export const countDistinct = (values: readonly Value[]): number => new Set(values.map(identity)).size;

/**
 * A key that is equal for two values exactly when the values are equal. All values are of one type. -0 and 0 share a
 * key, in a `Set` and in JSON. A struct's fields always come in the same order.
 */
export function identity(value: Value): unknown {
  if (typeof value !== "object" || value === null) return value;
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));
}
