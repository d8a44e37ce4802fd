import type { Value } from "../values.js";
import { compareStrings } from "./order.js";

/** Compares keys of maps and groups: bools, ints, strings, dates, timestamps, enum values. */
export function compareKeys(a: Value, b: Value): number {
  if (typeof a === "string" && typeof b === "string") return compareStrings(a, b);
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The same entries in ascending order of their keys, which every map in memory has. */
export const sortedMap = <K extends Value, V>(map: ReadonlyMap<K, V>): ReadonlyMap<K, V> =>
  new Map([...map].sort(([a], [b]) => compareKeys(a, b)));
