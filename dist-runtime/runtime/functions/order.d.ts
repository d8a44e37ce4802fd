/**
 * Compares by code point, as UTF-8 compares. The result is negative, 0 or positive. UTF-16 order differs only if one
 * side has a surrogate (a code point above U+FFFF) and the other a unit above the surrogates.
 */
export declare function compareStrings(a: string, b: string): number;
/** Compares floats. NaN, which only an expression makes, is above all other numbers. */
export declare function compareFloats(a: number, b: number): number;
export declare function equalBytesOf(a: Uint8Array, b: Uint8Array): boolean;
