import type { Int } from "../values.js";
/**
 * The text as a decimal of the type. Null if it is not a number, has too many digits after the point, or too many
 * before it.
 */
export declare function decimalOfText(text: string, precision: number, scale: number): Int | null;
/** With all the digits that the type has after the point: `"12.30"`. */
export declare function decimalText(value: Int, scale: number): string;
/** More than 38 digits are an error. */
export declare function toDecimal(digits: bigint): Int;
export declare const addDecimal: import("./strict.js").Strict2<Int, Int, Int>;
export declare const subtractDecimal: import("./strict.js").Strict2<Int, Int, Int>;
export declare const multiplyDecimal: import("./strict.js").Strict2<Int, Int, Int>;
export declare const absDecimal: import("./strict.js").Strict1<Int, Int>;
export declare const negateDecimal: import("./strict.js").Strict1<Int, Int>;
/**
 * Converts between decimal types and rounds half away from zero. Null if the value does not fit. An int is a decimal of
 * scale 0.
 */
export declare function rescaled(value: Int | null, from: number, precision: number, to: number): Int | null;
/** Converts to a type that has at least as many digits before the point and after it. */
export declare function widened(value: Int, from: number, to: number): Int;
export declare function widened(value: Int | null, from: number, to: number): Int | null;
export declare const widenedList: {
  (values: readonly (Int | null)[], from: number, to: number): readonly (Int | null)[];
  (values: readonly (Int | null)[] | null, from: number, to: number): readonly (Int | null)[] | null;
};
/** The same for a result that may have more than 38 digits, which is an error (MEANING 80). */
export declare function inDigits(value: Int, from: number, to: number): Int;
export declare function inDigits(value: Int | null, from: number, to: number): Int | null;
export declare const inDigitsList: {
  (values: readonly (Int | null)[], from: number, to: number): readonly (Int | null)[];
  (values: readonly (Int | null)[] | null, from: number, to: number): readonly (Int | null)[] | null;
};
export declare const float64FromDecimal: import("./strict.js").Strict2<Int, number, number>;
export declare const stringFromDecimal: import("./strict.js").Strict2<Int, number, string>;
/** Rounds half away from zero (MEANING 80). */
export declare const int64FromDecimal: (value: Int | null, scale: number | null) => Int | null;
export declare const int32FromDecimal: (value: Int | null, scale: number | null) => number | null;
/**
 * Takes the texts that `int64("…")` and `float64("…")` take, and rounds half away from zero. Null if the text is not a
 * number or does not fit.
 */
export declare function decimalFromString(
  text: string | null,
  precision: number | null,
  scale: number | null,
): Int | null;
export declare const decimalFromInt64: (
  value: Int | null,
  precision: number | null,
  scale: number | null,
) => Int | null;
/** Goes by the float's shortest text, so that 0.1 becomes 0.1. */
export declare function decimalFromFloat64(
  value: number | null,
  precision: number | null,
  scale: number | null,
): Int | null;
export declare const decimalFromDecimal: (
  value: Int | null,
  precision: number | null,
  scale: number | null,
  from: number,
) => Int | null;
