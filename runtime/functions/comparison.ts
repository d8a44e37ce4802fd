import type { Int } from "../values.js";
import { compareStrings, equalBytesOf } from "./order.js";
import { strict1, strict2 } from "./strict.js";

/**
 * Types that `===` compares. An int64 has one form in memory, so equal values are identical. Floats compare by IEEE.
 */
type Plain = string | boolean | Int;

export const equal = strict2((a: Plain, b: Plain) => a === b);
export const notEqual = strict2((a: Plain, b: Plain) => a !== b);
export const equalBytes = strict2(equalBytesOf);
export const notEqualBytes = strict2((a: Uint8Array, b: Uint8Array) => !equalBytesOf(a, b));

export const less = strict2((a: Int, b: Int) => a < b);
export const lessOrEqual = strict2((a: Int, b: Int) => a <= b);
export const greater = strict2((a: Int, b: Int) => a > b);
export const greaterOrEqual = strict2((a: Int, b: Int) => a >= b);

export const lessString = strict2((a: string, b: string) => compareStrings(a, b) < 0);
export const lessOrEqualString = strict2((a: string, b: string) => compareStrings(a, b) <= 0);
export const greaterString = strict2((a: string, b: string) => compareStrings(a, b) > 0);
export const greaterOrEqualString = strict2((a: string, b: string) => compareStrings(a, b) >= 0);

export const not = strict1((a: boolean) => !a);
export const isNull = (a: unknown): boolean => a === null;

/* Three-valued logic, as in SQL. */

export function and(a: boolean, b: boolean): boolean;
export function and(a: boolean | null, b: boolean | null): boolean | null;
export function and(a: boolean | null, b: boolean | null): boolean | null {
  if (a === false || b === false) return false;
  return a === null || b === null ? null : true;
}

export function or(a: boolean, b: boolean): boolean;
export function or(a: boolean | null, b: boolean | null): boolean | null;
export function or(a: boolean | null, b: boolean | null): boolean | null {
  if (a === true || b === true) return true;
  return a === null || b === null ? null : false;
}
