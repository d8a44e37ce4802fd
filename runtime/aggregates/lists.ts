import { compareKeys } from "../functions/map-order.js";
import type { Value } from "../values.js";
import { identity } from "./counting.js";

/*
 * Aggregates that give a list. The values come in the order of their rows. If there are fewer than n values, the list
 * is shorter.
 */

export const collect = <A>(values: readonly A[]): readonly A[] => values;
export const firstN = <A>(values: readonly A[], n: number): readonly A[] => values.slice(0, n);
export const lastN = <A>(values: readonly A[], n: number): readonly A[] => [...values].reverse().slice(0, n);

/** Each value counts at its last row; newest first (MEANING 60). */
export function lastDistinctN<A extends Value>(values: readonly A[], n: number): readonly A[] {
  const seen = new Set<unknown>();
  const found: A[] = [];
  for (const value of [...values].reverse()) {
    const id = identity(value);
    if (seen.has(id)) continue;
    seen.add(id);
    if (found.push(value) === n) break;
  }
  return found;
}

export const largestN = <A extends Value>(values: readonly A[], n: number): readonly A[] =>
  [...values].sort((a, b) => compareKeys(b, a)).slice(0, n);
export const smallestN = <A extends Value>(values: readonly A[], n: number): readonly A[] =>
  [...values].sort(compareKeys).slice(0, n);

/**
 * Highest count first; ties by the smaller value (MEANING 62). Values without an order of their own compare by their
 * `text`.
 */
export function mostFrequentN<A extends Value>(
  values: readonly A[],
  n: number,
  text?: (value: A) => string,
): readonly A[] {
  const ordered = (value: A): Value => text?.(value) ?? value;
  const counts = new Map<unknown, { readonly value: A; count: number }>();
  for (const value of values) {
    const id = identity(value);
    const entry = counts.get(id) ?? { value, count: 0 };
    entry.count++;
    counts.set(id, entry);
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count || compareKeys(ordered(a.value), ordered(b.value)))
    .slice(0, n)
    .map(({ value }) => value);
}
export const mode = <A extends Value>(values: readonly A[], text?: (value: A) => string): A | null =>
  mostFrequentN(values, 1, text)[0] ?? null;

type Pair<A> = readonly [A, Value];
/** On a tie the latest row counts (MEANING 63). */
const best = <A>(rows: readonly Pair<A>[], better: (order: number) => boolean): A | null =>
  rows.length === 0
    ? null
    : rows.reduce((found, row) => {
        const order = compareKeys(row[1], found[1]);
        return order === 0 || better(order) ? row : found;
      })[0];
export const minBy = <A>(rows: readonly Pair<A>[]): A | null => best(rows, (order) => order < 0);
export const maxBy = <A>(rows: readonly Pair<A>[]): A | null => best(rows, (order) => order > 0);
