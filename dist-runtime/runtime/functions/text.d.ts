import type { Int } from "../values.js";
/** Counts code points: all units except the second halves of surrogate pairs. */
export declare const lengthString: import("./strict.js").Strict1<string, number>;
export declare const isHigh: (unit: number) => boolean;
export declare const isLow: (unit: number) => boolean;
export declare const lower: import("./strict.js").Strict1<string, string>;
export declare const upper: import("./strict.js").Strict1<string, string>;
/** Removes spaces only. Other white space stays (MEANING B14). */
export declare const trim: import("./strict.js").Strict1<string, string>;
export declare const ltrim: import("./strict.js").Strict1<string, string>;
export declare const rtrim: import("./strict.js").Strict1<string, string>;
export declare const contains: import("./strict.js").Strict2<string, string, boolean>;
export declare const startsWith: import("./strict.js").Strict2<string, string, boolean>;
export declare const endsWith: import("./strict.js").Strict2<string, string, boolean>;
export declare const concat: import("./strict.js").StrictMany<string, string>;
/**
 * From code point `from`, at most `count` code points; without `count` all that follow. Null if one of them is
 * negative.
 */
export declare function substr(text: string | null, from: Int | null, count?: Int | null): string | null;
/** The index that is `count` code points after index `start`, or the end of the text. */
export declare function unitsOf(text: string, start: number, count: Int): number;
