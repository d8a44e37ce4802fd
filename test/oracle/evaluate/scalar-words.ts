import type { Value } from "./values.js";

/** A scalar function or operator over values. */
export type Scalar = (...args: readonly Value[]) => Value;

/** Null if any argument is null (MEANING B1). */
export const strict =
  (f: Scalar): Scalar =>
  (...args) =>
    args.includes(null) ? null : f(...args);

export const isInt = (value: Value): value is bigint => typeof value === "bigint";
export const int = (value: Value): bigint => (isInt(value) ? value : wrong(value));
export const float = (value: Value): number => (typeof value === "number" ? value : wrong(value));
export const text = (value: Value): string => (typeof value === "string" ? value : wrong(value));
export const list = (value: Value): readonly Value[] => (Array.isArray(value) ? value : wrong(value));
function wrong(value: Value): never {
  throw new Error(`the value ${String(value)} is of an unexpected type`);
}
