import type { Int } from "../values.js";

type Elements<A> = readonly (A | null)[];
type Plain = string | boolean | Int;
/** Does not overflow for large or small x (MEANING 95). */
export declare const sigmoid: import("./strict.js").Strict1<number, number>;
export declare const bucketInt64: import("./strict.js").Strict2<Int, readonly Int[], number>;
export declare const bucketFloat64: import("./strict.js").Strict2<Int, readonly Int[], number>;
interface OneHot<A> {
  (x: A | null, values: Elements<A>): readonly number[];
  (x: A | null, values: Elements<A> | null): readonly number[] | null;
}
export declare const oneHot: OneHot<Plain>;
export declare const oneHotBytes: OneHot<Uint8Array<ArrayBufferLike>>;
export declare const ordinal: (x: Plain | null, values: Elements<Plain> | null) => number | null;
export declare const ordinalBytes: (
  x: Uint8Array<ArrayBufferLike> | null,
  values: Elements<Uint8Array<ArrayBufferLike>> | null,
) => number | null;
export declare const indexOfElement: (values: Elements<Plain> | null, x: Plain | null) => number | null;
export declare const indexOfBytes: (values: Elements<Uint8Array> | null, x: Uint8Array | null) => number | null;
