import { type ScalarName, type Type, typeText } from "../../types.js";
import type { Int, Value } from "../../values.js";
import { narrow } from "../instant.js";
import { describe, Mismatch } from "./edge.js";

/* What both edges check alike. */

const ranges: Readonly<Partial<Record<ScalarName, readonly [bigint, bigint]>>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
};

export function integer(kind: ScalarName, value: number | bigint): Int {
  if (typeof value === "number" && !Number.isInteger(value)) throw expected(kind, value);
  if (typeof value === "number" && !Number.isSafeInteger(value))
    throw new Mismatch(`${value} is not a safe integer: give it as a bigint`);
  const range = ranges[kind];
  if (range && (value < range[0] || value > range[1])) throw new Mismatch(`${value} is out of range for ${kind}`);
  if (typeof value === "bigint") return narrow(value);
  return value + 0;
}

/** Not finite, or too great for the type: null. Never minus zero. */
export function float(kind: ScalarName, value: number): number | null {
  const stored = kind === "float32" ? Math.fround(value) : value;
  return Number.isFinite(stored) ? stored + 0 : null;
}

export function wellFormed(value: string): string {
  if (!/\p{Surrogate}/u.test(value)) return value;
  throw new Mismatch("the text holds half of a surrogate pair, which is no Unicode");
}

export function elements(type: Type & { kind: "array" }, value: unknown, read: (item: unknown) => Value): Value[] {
  if (!Array.isArray(value)) throw expected(typeText(type), value);
  if (type.size !== null && value.length !== type.size)
    throw new Mismatch(`expected ${type.size} elements, not ${value.length}`);
  return value.map((item: unknown): Value => {
    const element = item === null || item === undefined ? null : read(item);
    if (element === null && !type.element.nullable) throw new Mismatch("an element is null");
    return element;
  });
}

export const expected = (what: string, value: unknown): Mismatch =>
  new Mismatch(`expected ${what}, got ${describe(value)}`);
