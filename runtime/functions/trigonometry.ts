import { strict1, strict2 } from "./strict.js";

export const pi = (): number => Math.PI;
export const sin = strict1(Math.sin);
export const cos = strict1(Math.cos);
export const tan = strict1(Math.tan);
export const atan = strict1(Math.atan);
/** `+ 0` turns -0 into 0, because -0 and 0 are the same number (MEANING B8). */
export const atan2 = strict2((y: number, x: number) => Math.atan2(y + 0, x + 0));
export const degrees = strict1((x: number) => x * (180 / Math.PI));
export const radians = strict1((x: number) => x * (Math.PI / 180));

/** Null below -1 and above 1. */
const inverse =
  (f: (x: number) => number) =>
  (x: number | null): number | null =>
    x !== null && x >= -1 && x <= 1 ? f(x) : null;
export const asin = inverse(Math.asin);
export const acos = inverse(Math.acos);
