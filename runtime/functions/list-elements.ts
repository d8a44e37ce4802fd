import type { Value } from "../values.js";
import { sortedMap } from "./map-order.js";

/*
 * The inputs of aggregates over the elements of a list. Null and empty lists have no elements. A null element is an
 * element.
 */

type List<T> = readonly T[] | null;
type Condition<T> = (element: T) => boolean | null;

/** The elements for which a condition holds. */
export const rows = <T>(list: List<T>, where?: Condition<T>): readonly T[] =>
  list === null ? [] : where === undefined ? list : list.filter((element) => where(element) === true);

/** A value per element. Nulls are left out. */
export function each<T, V>(list: List<T>, value: (element: T) => V | null, where?: Condition<T>): readonly V[] {
  const found: V[] = [];
  for (const element of rows(list, where)) {
    const own = value(element);
    if (own !== null) found.push(own);
  }
  return found;
}

/** Two values per element. An element is left out if one of them is null. */
export function eachPair<T, V, W>(
  list: List<T>,
  first: (element: T) => V | null,
  second: (element: T) => W | null,
  where?: Condition<T>,
): readonly (readonly [V, W])[] {
  return each(
    list,
    (element) => {
      const [a, b] = [first(element), second(element)];
      return a === null || b === null ? null : ([a, b] as const);
    },
    where,
  );
}

/**
 * Groups the elements by `key` and aggregates each group. Keys come in ascending order. Elements with a null key are
 * left out. `top` keeps the keys with the most elements; ties go to the smaller key.
 */
export function by<T, K extends Value, V>(
  elements: readonly T[],
  key: (element: T) => K | null,
  aggregate: (group: readonly T[]) => V,
  top?: number,
): ReadonlyMap<K, V> {
  const groups = new Map<K, T[]>();
  for (const element of elements) {
    const own = key(element);
    if (own === null) continue;
    const group = groups.get(own);
    if (group === undefined) groups.set(own, [element]);
    else group.push(element);
  }
  return new Map(topGroups(groups, ({ length }) => length, top).map(([own, group]) => [own, aggregate(group)]));
}

/** Groups in ascending order of their keys. `top` keeps the greatest; ties go to the smaller key. */
export function topGroups<K extends Value, G>(
  groups: ReadonlyMap<K, G>,
  size: (group: G) => number,
  top?: number,
): readonly (readonly [K, G])[] {
  const sorted = [...sortedMap(groups)];
  if (top === undefined) return sorted;
  const kept = [...sorted].sort(([, a], [, b]) => size(b) - size(a)).slice(0, top);
  const wanted = new Set(kept.map(([own]) => own));
  return sorted.filter(([own]) => wanted.has(own));
}
