import type { Int } from "../values.js";

interface Replace {
  (text: string, part: string, by: string): string;
  (text: string | null, part: string | null, by: string | null): string | null;
}
export declare const replace: Replace;
export declare const split: import("./strict.js").Strict2<string, string, readonly string[]>;
interface Join {
  (values: readonly string[], separator: string): string;
  (values: readonly (string | null)[] | null, separator: string | null): string | null;
}
export declare const join: Join;
type Pad = (text: string | null, length: Int | null, fill?: string | null) => string | null;
export declare const lpad: Pad;
export declare const rpad: Pad;
export declare function repeat(text: string | null, count: Int | null): string | null;
export declare const reverse: import("./strict.js").Strict1<string, string>;
export declare const left: (text: string | null, count: Int | null) => string | null;
export declare function right(text: string | null, count: Int | null): string | null;
/** Counted in code points. Null if the part is not found. */
export declare function indexOf(text: string | null, part: string | null): number | null;
/** Computes the table of distances between prefixes, row by row. */
export declare const levenshtein: import("./strict.js").Strict2<string, string, number>;
