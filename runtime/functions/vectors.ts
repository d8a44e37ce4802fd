import type { Int } from "../values.js";

/* Arrays of numbers as vectors, in float64. Sums go from the first element to the last, as the engine's do. */

type Elements = readonly (Int | null)[];

/** Null if an element is null. */
function numbers(values: Elements | null): readonly number[] | null {
  if (values === null) return null;
  const result: number[] = [];
  for (const value of values) {
    if (value === null) return null;
    result.push(Number(value));
  }
  return result;
}
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function product(x: readonly number[], y: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

type OfTwo = (x: Elements | null, y: Elements | null) => number | null;
/** Null if the lengths differ. */
const ofTwo =
  (f: (x: readonly number[], y: readonly number[]) => number): OfTwo =>
  (xs, ys) => {
    const x = numbers(xs);
    const y = numbers(ys);
    return x === null || y === null || x.length !== y.length ? null : finite(f(x, y));
  };

export const dot = ofTwo(product);
export const euclideanDistance = ofTwo((x, y) => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - y[i]!) * (x[i]! - y[i]!);
  return Math.sqrt(sum);
});
/** Rounding may lead below -1 or above 1. A vector of length zero has no angle: 0 / 0. */
export const cosineSimilarity = ofTwo((x, y) => {
  const cosine = product(x, y) / (Math.sqrt(product(x, x)) * Math.sqrt(product(y, y)));
  return Number.isFinite(cosine) ? Math.min(Math.max(cosine, -1), 1) : cosine;
});

export function norm(xs: Elements | null): number | null {
  const x = numbers(xs);
  return x === null ? null : finite(Math.sqrt(product(x, x)));
}

/** The entropy of each element's share of the sum (MEANING 69). */
export function entropy(xs: Elements | null): number | null {
  if (xs === null) return null;
  const positive = xs.flatMap((x) => (x !== null && x > 0 ? [Number(x)] : []));
  const total = positive.reduce((sum, x) => sum + x, 0);
  if (positive.length === 0 || !Number.isFinite(total)) return null;
  return positive.reduce((sum, x) => {
    const share = x / total;
    return share > 0 ? sum - share * Math.log(share) : sum;
  }, 0);
}
