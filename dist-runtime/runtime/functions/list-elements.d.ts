import type { Value } from "../values.js";

type List<T> = readonly T[] | null;
type Condition<T> = (element: T) => boolean | null;
/** The elements for which a condition holds. */
export declare const rows: <T>(list: List<T>, where?: Condition<T>) => readonly T[];
/** A value per element. Nulls are left out. */
export declare function each<T, V>(list: List<T>, value: (element: T) => V | null, where?: Condition<T>): readonly V[];
/** Two values per element. An element is left out if one of them is null. */
export declare function eachPair<T, V, W>(
  list: List<T>,
  first: (element: T) => V | null,
  second: (element: T) => W | null,
  where?: Condition<T>,
): readonly (readonly [V, W])[];
/**
 * Groups the elements by `key` and aggregates each group. Keys come in ascending order. Elements with a null key are
 * left out. `top` keeps the keys with the most elements; ties go to the smaller key.
 */
export declare function by<T, K extends Value, V>(
  elements: readonly T[],
  key: (element: T) => K | null,
  aggregate: (group: readonly T[]) => V,
  top?: number,
): ReadonlyMap<K, V>;
