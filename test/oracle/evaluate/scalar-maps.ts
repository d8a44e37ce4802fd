import { int, isInt, type Scalar } from "./scalar-words.js";
import { compare, type Value } from "./values.js";

/* Maps, from their meaning alone: entries by key ascending; a key that is not there is null, and 0 in products. */

type Entries = ReadonlyMap<Value, Value>;
const entries = (value: Value): Entries => {
  if (value instanceof Map) return value;
  throw new Error(`a map was expected, not ${String(value)}`);
};
const ascending = (map: Value): readonly (readonly [Value, Value])[] =>
  [...entries(map)].sort(([a], [b]) => compare(a, b));
const found = (map: Value, key: Value): Value => {
  for (const [own, value] of entries(map)) if (compare(own, key) === 0) return value;
  return null;
};
const number = (value: Value): number => (isInt(value) ? Number(int(value)) : (value as number));
const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** The dot product of two maps; null if either has a null value. */
function product(a: Value, b: Value): number | null {
  for (const map of [a, b]) if ([...entries(map).values()].includes(null)) return null;
  return ascending(a).reduce((sum, [key, value]) => sum + number(value) * number(found(b, key) ?? 0), 0);
}
const whole =
  (f: (...maps: readonly Value[]) => Value): Scalar =>
  (...maps) =>
    maps.includes(null) ? null : f(...maps);

/** The overloads of functions for maps. */
export const maps: Readonly<Record<string, Scalar>> = {
  element: whole((map = null, key = null) => found(map, key)),
  keys: whole((map = null) => ascending(map).map(([key]) => key)),
  values: whole((map = null) => ascending(map).map(([, value]) => value)),
  length: whole((map = null) => BigInt(entries(map).size)),
  dot: whole((a = null, b = null) => finite(product(a, b) ?? Number.NaN)),
  norm: whole((map = null) => finite(Math.sqrt(product(map, map) ?? Number.NaN))),
  cosine_similarity: whole((a = null, b = null) => {
    // If a norm overflows to infinity, the similarity is null.
    const lengths = [a, b].map((map) => finite(Math.sqrt(product(map, map) ?? Number.NaN)) ?? Number.NaN);
    const cosine = (product(a, b) ?? Number.NaN) / lengths.reduce((x, y) => x * y, 1);
    return Number.isFinite(cosine) ? Math.max(-1, Math.min(1, cosine)) : null;
  }),
};
