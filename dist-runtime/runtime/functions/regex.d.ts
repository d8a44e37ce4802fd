import type { Int } from "../values.js";
export declare const regexMatches: import("./strict.js").Strict2<string, string, boolean>;
/** A group that took no part in the match gives the empty text, and so does a group that the pattern does not have. */
export declare function regexExtract(text: string | null, pattern: string | null, group?: Int | null): string | null;
/** The texts of a replacement, and its group numbers: `\1` is a group, `\\` is `\`. */
export declare function parseReplacement(by: string): readonly (string | number)[] | null;
interface RegexReplace {
  (text: string, pattern: string, by: string): string;
  (text: string | null, pattern: string | null, by: string | null): string | null;
}
export declare const regexReplace: RegexReplace;
