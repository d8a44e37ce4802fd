import type { Int } from "../values.js";
import { compareFloats, compareStrings } from "./order.js";
import { strictFold } from "./strict.js";

export const least = strictFold((a: Int, b: Int) => (b < a ? b : a));
export const greatest = strictFold((a: Int, b: Int) => (b > a ? b : a));
export const leastFloat64 = strictFold((a: number, b: number) => (compareFloats(b, a) < 0 ? b : a));
export const greatestFloat64 = strictFold((a: number, b: number) => (compareFloats(b, a) > 0 ? b : a));
export const leastString = strictFold((a: string, b: string) => (compareStrings(b, a) < 0 ? b : a));
export const greatestString = strictFold((a: string, b: string) => (compareStrings(b, a) > 0 ? b : a));

type Clamp<A> = (x: A | null, low: A | null, high: A | null) => A | null;

/** Null if the lower bound is above the upper one (MEANING B11). */
const clampBy =
  <A>(inOrder: (low: A, high: A) => boolean, smaller: (a: A, b: A) => A, greater: (a: A, b: A) => A): Clamp<A> =>
  (x, low, high) =>
    x === null || low === null || high === null || !inOrder(low, high) ? null : smaller(greater(x, low), high);

export const clamp = clampBy<Int>((a, b) => a <= b, least, greatest);
export const clampFloat64 = clampBy<number>((a, b) => compareFloats(a, b) <= 0, leastFloat64, greatestFloat64);
export const clampString = clampBy<string>((a, b) => compareStrings(a, b) <= 0, leastString, greatestString);
