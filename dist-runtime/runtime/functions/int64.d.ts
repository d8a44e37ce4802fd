import type { Int } from "../values.js";
/** The int64 in its form in memory. A value out of range is an error. */
export declare function toInt64(value: bigint): Int;
/** As `toInt64`, but null if the value is out of range. */
export declare const fitInt64: (value: bigint) => Int | null;
/** The form in memory. */
export declare function narrow(value: bigint): Int;
export declare function add(a: Int, b: Int): Int;
export declare function subtract(a: Int, b: Int): Int;
export declare function multiply(a: Int, b: Int): Int;
export declare const negate: (a: Int) => Int;
export declare const magnitude: (a: Int) => Int;
/** Truncates toward zero. `b` is not zero. */
export declare function quotient(a: Int, b: Int): Int;
/** The result has the sign of `a`. `b` is not zero. */
export declare function remainder(a: Int, b: Int): Int;
/** The greatest int that is not above a / b, and the rest. `b` is positive and safe. */
export declare function floorDivide(
  a: Int,
  b: number,
): {
  readonly quotient: Int;
  readonly rest: number;
};
