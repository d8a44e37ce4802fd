import type { Int } from "../values.js";

/**
 * Types that `===` compares. An int64 has one form in memory, so equal values are identical. Floats compare by IEEE.
 */
type Plain = string | boolean | Int;
export declare const equal: import("./strict.js").Strict2<Plain, Plain, boolean>;
export declare const notEqual: import("./strict.js").Strict2<Plain, Plain, boolean>;
export declare const equalBytes: import("./strict.js").Strict2<
  Uint8Array<ArrayBufferLike>,
  Uint8Array<ArrayBufferLike>,
  boolean
>;
export declare const notEqualBytes: import("./strict.js").Strict2<
  Uint8Array<ArrayBufferLike>,
  Uint8Array<ArrayBufferLike>,
  boolean
>;
export declare const less: import("./strict.js").Strict2<Int, Int, boolean>;
export declare const lessOrEqual: import("./strict.js").Strict2<Int, Int, boolean>;
export declare const greater: import("./strict.js").Strict2<Int, Int, boolean>;
export declare const greaterOrEqual: import("./strict.js").Strict2<Int, Int, boolean>;
export declare const lessString: import("./strict.js").Strict2<string, string, boolean>;
export declare const lessOrEqualString: import("./strict.js").Strict2<string, string, boolean>;
export declare const greaterString: import("./strict.js").Strict2<string, string, boolean>;
export declare const greaterOrEqualString: import("./strict.js").Strict2<string, string, boolean>;
export declare const not: import("./strict.js").Strict1<boolean, boolean>;
export declare const isNull: (a: unknown) => boolean;
export declare function and(a: boolean, b: boolean): boolean;
export declare function and(a: boolean | null, b: boolean | null): boolean | null;
export declare function or(a: boolean, b: boolean): boolean;
export declare function or(a: boolean | null, b: boolean | null): boolean | null;
