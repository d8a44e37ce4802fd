import type { Value } from "../values.js";
export declare const collect: <A>(values: readonly A[]) => readonly A[];
export declare const firstN: <A>(values: readonly A[], n: number) => readonly A[];
export declare const lastN: <A>(values: readonly A[], n: number) => readonly A[];
/** Each value counts at its last row; newest first (MEANING 60). */
export declare function lastDistinctN<A extends Value>(values: readonly A[], n: number): readonly A[];
export declare const largestN: <A extends Value>(values: readonly A[], n: number) => readonly A[];
export declare const smallestN: <A extends Value>(values: readonly A[], n: number) => readonly A[];
/**
 * Highest count first; ties by the smaller value (MEANING 62). Values without an order of their own compare by their
 * `text`.
 */
export declare function mostFrequentN<A extends Value>(
  values: readonly A[],
  n: number,
  text?: (value: A) => string,
): readonly A[];
export declare const mode: <A extends Value>(values: readonly A[], text?: (value: A) => string) => A | null;
type Pair<A> = readonly [A, Value];
export declare const minBy: <A>(rows: readonly Pair<A>[]) => A | null;
export declare const maxBy: <A>(rows: readonly Pair<A>[]) => A | null;
