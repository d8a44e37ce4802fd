import { add, magnitude, multiply, negate, quotient, remainder, subtract } from "./int64.js";
import { strict1, strict2 } from "./strict.js";

export const addInt64 = strict2(add);
export const subtractInt64 = strict2(subtract);
export const multiplyInt64 = strict2(multiply);
export const negateInt64 = strict1(negate);
export const absInt64 = strict1(magnitude);

export const addFloat64 = strict2((a: number, b: number) => a + b);
export const subtractFloat64 = strict2((a: number, b: number) => a - b);
export const multiplyFloat64 = strict2((a: number, b: number) => a * b);
export const negateFloat64 = strict1((a: number) => -a);
export const absFloat64 = strict1((a: number) => Math.abs(a));

type Partial2<A> = (a: A | null, b: A | null) => A | null;

/** Null if the divisor is 0 or -0. */
const byDivisor =
  <A>(f: (a: A, b: A) => A): Partial2<A> =>
  (a, b) =>
    a === null || b === null || b === 0 ? null : f(a, b);

export const divideFloat64 = byDivisor((a: number, b: number) => a / b);
export const remainderFloat64 = byDivisor((a: number, b: number) => a % b);
export const remainderInt64 = byDivisor(remainder);
export const divInt64 = byDivisor(quotient);
