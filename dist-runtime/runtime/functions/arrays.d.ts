import type { Int, Value } from "../values.js";

type Elements<A> = readonly (A | null)[];
type Plain = string | boolean | Int;
export declare const lengthArray: import("./strict.js").Strict1<readonly unknown[], number>;
export declare const isIn: (value: Plain | null, list: Elements<Plain> | null) => boolean | null;
export declare const isInBytes: (
  value: Uint8Array<ArrayBufferLike> | null,
  list: Elements<Uint8Array<ArrayBufferLike>> | null,
) => boolean | null;
export declare const containsElement: (list: Elements<Plain> | null, value: Plain | null) => boolean | null;
export declare const containsBytes: (list: Elements<Uint8Array> | null, value: Uint8Array | null) => boolean | null;
/** Null if there is no such element. */
export declare function element<A extends Value>(values: readonly A[] | null, index: Int | null): A | null;
