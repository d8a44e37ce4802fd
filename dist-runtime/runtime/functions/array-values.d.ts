import type { Int, Value } from "../values.js";

type Elements<A> = readonly (A | null)[];
type Ordered = string | Int;
type Slice = <A extends Value>(
  values: readonly A[] | null,
  from: Int | null,
  count?: Int | null,
) => readonly A[] | null;
/** Null if `from` or `count` is negative. */
export declare const slice: Slice;
/** The ints from `from` up to but not including `to`. Null if there would be too many. */
export declare function range(from: Int | null, to: Int | null): readonly Int[] | null;
export declare function arrayConcat<A extends Value>(...arrays: readonly (readonly A[])[]): readonly A[];
export declare function arrayConcat<A extends Value>(...arrays: readonly (readonly A[] | null)[]): readonly A[] | null;
export declare function arrayDistinct<A extends Value>(values: readonly A[]): readonly A[];
export declare function arrayDistinct<A extends Value>(values: readonly A[] | null): readonly A[] | null;
export declare function arraySort<A extends Ordered | null>(values: readonly A[]): readonly A[];
export declare function arraySort<A extends Ordered | null>(values: readonly A[] | null): readonly A[] | null;
export declare const arrayMin: <A extends Ordered>(values: Elements<A> | null) => A | null;
export declare const arrayMax: <A extends Ordered>(values: Elements<A> | null) => A | null;
export declare const arraySum: (values: Elements<Int> | null) => number | null;
export declare const arrayAvg: (values: Elements<Int> | null) => number | null;
