import type { Int } from "../values.js";
/** `j.a` and `j["a"]`. */
export declare function jsonField(json: string | null, name: string | null): string | null;
/** `j[0]`. Null for a negative index. */
export declare function jsonElement(json: string | null, index: Int | null): string | null;
export declare function stringFromJson(json: string | null): string | null;
export declare function boolFromJson(json: string | null): boolean | null;
/** Takes a number that is written without a point or exponent. */
export declare function int64FromJson(json: string | null): Int | null;
export declare function float64FromJson(json: string | null): number | null;
export declare const int32FromJson: (json: string | null) => number | null;
export declare const float32FromJson: (json: string | null) => number | null;
export declare const dateFromJson: (json: string | null) => number | null;
export declare const timestampFromJson: (json: string | null) => Int | null;
