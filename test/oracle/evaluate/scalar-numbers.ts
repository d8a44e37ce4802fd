import { float, int, isInt, type Scalar, strict } from "./scalar-words.js";
import { equal, type Value } from "./values.js";

/* Functions of numbers, from their meaning alone. */

const ofFloat = (f: (x: number) => number | null): Scalar => strict((x = null) => f(float(x)));
const positive = (f: (x: number) => number): Scalar => ofFloat((x) => (x > 0 ? finite(f(x)) : null));
const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** For a tiny x, the first terms of the series of ln(1 + x) and of exp(x) - 1 are exact enough. */
const lnOnePlus = (x: number): number => (Math.abs(x) < 1e-5 ? x - (x * x) / 2 + (x * x * x) / 3 : Math.log(1 + x));
const expMinusOne = (x: number): number => (Math.abs(x) < 1e-5 ? x + (x * x) / 2 + (x * x * x) / 6 : Math.exp(x) - 1);

function isAt(values: Value, x: Value): readonly boolean[] {
  if (!Array.isArray(values)) throw new Error("a list was expected");
  return values.map((value: Value) => x !== null && value !== null && equal(value, x));
}

export const numbers: Readonly<Record<string, Scalar>> = {
  trunc: strict((x = null) => (isInt(x) ? x : float(x) < 0 ? Math.ceil(float(x)) : Math.floor(float(x)))),
  sign: strict((x = null) => {
    if (isInt(x)) return x === 0n ? 0n : x / (x < 0n ? -x : x);
    return float(x) > 0 ? 1 : float(x) < 0 ? -1 : 0;
  }),
  log2: positive((x) => Math.log(x) / Math.LN2),
  log10: positive((x) => Math.log(x) / Math.LN10),
  log1p: ofFloat((x) => (x > -1 ? finite(lnOnePlus(x)) : null)),
  expm1: ofFloat((x) => finite(expMinusOne(x))),
  cbrt: ofFloat((x) => Math.sign(x) * Math.abs(x) ** (1 / 3)),
  pi: () => 4 * Math.atan(1),
  sin: ofFloat(Math.sin),
  cos: ofFloat(Math.cos),
  tan: ofFloat(Math.tan),
  asin: ofFloat((x) => (Math.abs(x) > 1 ? null : Math.asin(x))),
  acos: ofFloat((x) => (Math.abs(x) > 1 ? null : Math.acos(x))),
  atan: ofFloat(Math.atan),
  atan2: strict((y = null, x = null) => Math.atan2(y === 0 ? 0 : float(y), x === 0 ? 0 : float(x))),
  degrees: ofFloat((x) => x * (180 / Math.PI)),
  radians: ofFloat((x) => x * (Math.PI / 180)),
  sigmoid: ofFloat((x) => (x < -700 ? Math.exp(x) : 1 / (1 + Math.exp(-x)))),
  bucket: (x = null, edges = null) => {
    if (x === null || !Array.isArray(edges)) return null;
    return BigInt(edges.filter((edge: Value) => (isInt(x) ? int(edge) <= x : Number(edge) <= float(x))).length);
  },
  one_hot: (x = null, values = null) => (values === null ? null : isAt(values, x).map((at) => (at ? 1n : 0n))),
  ordinal: strict((x = null, values = null) => {
    const index = isAt(values, x).indexOf(true);
    return index < 0 ? null : BigInt(index);
  }),
};
