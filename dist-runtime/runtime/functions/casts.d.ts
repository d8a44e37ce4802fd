import type { Int } from "../values.js";

type Cast<A, R> = (value: A | null) => R | null;
/** The value itself, for casts and conversions that change nothing in memory. */
export declare const same: <A>(value: A) => A;
export declare const int64FromFloat64: Cast<number, Int>;
export declare const int64FromString: Cast<string, Int>;
export declare const int32FromInt64: Cast<Int, number>;
export declare const int32FromFloat64: Cast<number, number>;
export declare const int32FromString: Cast<string, number>;
/** Rounds to the nearest float, ties to even, as `Number` of a bigint does. */
export declare const float64FromInt64: import("./strict.js").Strict1<Int, number>;
export declare const float64FromString: Cast<string, number>;
export declare const float32FromFloat64: Cast<number, number>;
export declare const float32FromString: Cast<string, number>;
export declare const float32FromInt64: import("./strict.js").Strict1<Int, number>;
export declare const stringFromBool: import("./strict.js").Strict1<boolean, string>;
export declare const stringFromInt64: import("./strict.js").Strict1<Int, string>;
export declare const stringFromFloat64: import("./strict.js").Strict1<number, string>;
export declare const stringFromDate: import("./strict.js").Strict1<number, string>;
export declare const stringFromTimestamp: import("./strict.js").Strict1<Int, string>;
export declare const boolFromString: Cast<string, boolean>;
export declare const timestampFromDate: import("./strict.js").Strict1<number, Int>;
export declare const timestampFromString: Cast<string, Int>;
export declare const dateFromTimestamp: import("./strict.js").Strict1<Int, number>;
export declare const dateFromString: Cast<string, number>;
