import type { Int } from "../values.js";
import { FeatureError } from "./feature-error.js";

/*
 * int64 in memory: a number if it is safe, a bigint beyond. Arithmetic uses numbers. If the result is not safe, it may
 * be rounded, and is computed again with bigints.
 */

const MIN = -(2n ** 63n);
const MAX = 2n ** 63n - 1n;

/** The int64 in its form in memory. A value out of range is an error. */
export function toInt64(value: bigint): Int {
  if (value < MIN || value > MAX) throw new FeatureError("int64 overflow");
  return narrow(value);
}

/** As `toInt64`, but null if the value is out of range. */
export const fitInt64 = (value: bigint): Int | null => (value < MIN || value > MAX ? null : narrow(value));

/** The form in memory. */
export function narrow(value: bigint): Int {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

export function add(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return toInt64(BigInt(a) + BigInt(b));
}

export function subtract(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b;
    // 0 - 0 is never -0; only -0 - 0 is, and no int is -0.
    if (Number.isSafeInteger(difference)) return difference;
  }
  return toInt64(BigInt(a) - BigInt(b));
}

export function multiply(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    // `+ 0` turns the -0 of -1 * 0 into 0.
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return toInt64(BigInt(a) * BigInt(b));
}

export const negate = (a: Int): Int => (typeof a === "number" ? 0 - a : toInt64(-a));
export const magnitude = (a: Int): Int => (typeof a === "number" ? Math.abs(a) : a < 0n ? toInt64(-a) : a);

/** Truncates toward zero. `b` is not zero. */
export function quotient(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    // The remainder is exact, and so is the division without it.
    return (a - (a % b)) / b + 0;
  }
  return toInt64(BigInt(a) / BigInt(b));
}

/** The result has the sign of `a`. `b` is not zero. */
export function remainder(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") return (a % b) + 0;
  return narrow(BigInt(a) % BigInt(b));
}

/** The greatest int that is not above a / b, and the rest. `b` is positive and safe. */
export function floorDivide(a: Int, b: number): { readonly quotient: Int; readonly rest: number } {
  if (typeof a === "number") {
    const over = a % b;
    const rest = over < 0 ? over + b : over + 0;
    // a - rest may be outside the safe range by one step of b. A bigint is exact there too.
    const whole = a - rest;
    if (Number.isSafeInteger(whole)) return { quotient: whole / b + 0, rest };
  }
  const [x, y] = [BigInt(a), BigInt(b)];
  const rest = ((x % y) + y) % y;
  return { quotient: narrow((x - rest) / y), rest: Number(rest) };
}
