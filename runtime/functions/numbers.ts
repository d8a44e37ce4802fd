import type { Int } from "../values.js";
import { strict1 } from "./strict.js";

export const floorFloat64 = strict1(Math.floor);
export const ceilFloat64 = strict1(Math.ceil);
export const truncFloat64 = strict1(Math.trunc);
export const signInt64 = strict1((x: Int) => (x > 0 ? 1 : x < 0 ? -1 : 0));
export const signFloat64 = strict1(Math.sign);
export const cbrt = strict1(Math.cbrt);

/** Rounds ties away from zero. The whole part and the fraction are exact, so no sum is rounded (MEANING B9). */
export const roundFloat64 = strict1((x: number) => {
  const whole = Math.trunc(x);
  return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole;
});

type Partial1 = (x: number | null) => number | null;

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
const partial =
  (f: (x: number) => number): Partial1 =>
  (x) =>
    x === null ? null : finite(f(x));

export const sqrt: Partial1 = partial(Math.sqrt);
export const exp: Partial1 = partial(Math.exp);
export const expm1: Partial1 = partial(Math.expm1);
export const ln: Partial1 = partial(Math.log);
export const log2: Partial1 = partial(Math.log2);
export const log10: Partial1 = partial(Math.log10);
export const log1p: Partial1 = partial(Math.log1p);

export const pow = (x: number | null, y: number | null): number | null =>
  x === null || y === null ? null : finite(ieeePow(x, y));

/** JavaScript gives NaN for 1 to the NaN, and for 1 and -1 to an infinity. IEEE gives 1. */
const ieeePow = (x: number, y: number): number =>
  x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) ? 1 : x ** y;
