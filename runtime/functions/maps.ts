import type { Value } from "../values.js";
import { strict1 } from "./strict.js";
import { entropy } from "./vectors.js";

/* Maps. Their entries are in ascending order of their keys. */

type Entries<K, V> = ReadonlyMap<K, V> | null;

export const mapElement = <K extends Value, V>(map: Entries<K, V>, key: K | null): V | null =>
  map === null || key === null ? null : (map.get(key) ?? null);
export function mapKeys<K extends Value>(map: ReadonlyMap<K, Value>): readonly K[];
export function mapKeys<K extends Value>(map: Entries<K, Value>): readonly K[] | null;
export function mapKeys<K extends Value>(map: Entries<K, Value>): readonly K[] | null {
  return map === null ? null : [...map.keys()];
}
export function mapValues<V>(map: ReadonlyMap<Value, V>): readonly V[];
export function mapValues<V>(map: Entries<Value, V>): readonly V[] | null;
export function mapValues<V>(map: Entries<Value, V>): readonly V[] | null {
  return map === null ? null : [...map.values()];
}
export const lengthMap = strict1((map: ReadonlyMap<Value, Value>) => map.size);

type Numbers = ReadonlyMap<Value, number | bigint | null> | null;

/** Goes over the keys of both maps; a missing key counts as 0. Null if a value is null or the result is not finite. */
export function dotMaps(a: Numbers, b: Numbers): number | null {
  if (a === null || b === null) return null;
  let sum = 0;
  for (const map of [a, b]) for (const value of map.values()) if (value === null) return null;
  for (const [key, value] of a) sum += Number(value) * Number(b.get(key) ?? 0);
  return Number.isFinite(sum) ? sum : null;
}
export function normMap(map: Numbers): number | null {
  const square = dotMaps(map, map);
  return square === null ? null : Math.sqrt(square);
}
/** Null if one of the maps has length zero as a vector. */
export function cosineSimilarityMaps(a: Numbers, b: Numbers): number | null {
  const [product, x, y] = [dotMaps(a, b), normMap(a), normMap(b)];
  if (product === null || x === null || y === null || x * y === 0) return null;
  const cosine = product / (x * y);
  return Number.isFinite(cosine) ? Math.min(Math.max(cosine, -1), 1) : null;
}
export const entropyMap = (map: Numbers): number | null => (map === null ? null : entropy([...map.values()]));
