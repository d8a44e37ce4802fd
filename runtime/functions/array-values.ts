import type { Int, Value } from "../values.js";
import { narrow } from "./int64.js";
import { compareFloats, compareStrings, equalBytesOf } from "./order.js";

type Elements<A> = readonly (A | null)[];
type Ordered = string | Int;

type Slice = <A extends Value>(
  values: readonly A[] | null,
  from: Int | null,
  count?: Int | null,
) => readonly A[] | null;
/** Null if `from` or `count` is negative. */
export const slice: Slice = (values, from, count = Number.MAX_SAFE_INTEGER) => {
  if (values === null || from === null || count === null || from < 0 || count < 0) return null;
  const start = Math.min(Number(from), values.length);
  return values.slice(start, start + Math.min(Number(count), values.length));
};

const longestRange = 10_000n;
/** The ints from `from` up to but not including `to`. Null if there would be too many. */
export function range(from: Int | null, to: Int | null): readonly Int[] | null {
  if (from === null || to === null) return null;
  const start = BigInt(from);
  const count = BigInt(to) - start;
  if (count > longestRange) return null;
  return Array.from({ length: Math.max(0, Number(count)) }, (_, i) => narrow(start + BigInt(i)));
}

export function arrayConcat<A extends Value>(...arrays: readonly (readonly A[])[]): readonly A[];
export function arrayConcat<A extends Value>(...arrays: readonly (readonly A[] | null)[]): readonly A[] | null;
export function arrayConcat<A extends Value>(...arrays: readonly (readonly A[] | null)[]): readonly A[] | null {
  const result: A[] = [];
  for (const array of arrays) {
    if (array === null) return null;
    for (const value of array) result.push(value);
  }
  return result;
}

/** Whether two values are the same. NaN, which only an expression makes, is the same as NaN. */
function same(a: Value, b: Value): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return equalBytesOf(a, b);
  return a === b || (typeof a === "number" && typeof b === "number" && Number.isNaN(a) && Number.isNaN(b));
}
const compare = (a: Ordered, b: Ordered): number =>
  typeof a === "string" || typeof b === "string"
    ? compareStrings(String(a), String(b))
    : typeof a === "number" && typeof b === "number"
      ? compareFloats(a, b)
      : a < b
        ? -1
        : Number(a > b);

export function arrayDistinct<A extends Value>(values: readonly A[]): readonly A[];
export function arrayDistinct<A extends Value>(values: readonly A[] | null): readonly A[] | null;
export function arrayDistinct<A extends Value>(values: readonly A[] | null): readonly A[] | null {
  if (values === null) return null;
  return values.filter((value, i) => values.findIndex((other) => same(other, value)) === i);
}

export function arraySort<A extends Ordered | null>(values: readonly A[]): readonly A[];
export function arraySort<A extends Ordered | null>(values: readonly A[] | null): readonly A[] | null;
export function arraySort<A extends Ordered | null>(values: readonly A[] | null): readonly A[] | null {
  if (values === null) return null;
  return values.toSorted((a, b) =>
    a === null || b === null ? Number(b === null) - Number(a === null) : compare(a, b),
  );
}

const extreme =
  (sign: number) =>
  <A extends Ordered>(values: Elements<A> | null): A | null => {
    let found: A | null = null;
    for (const value of values ?? []) {
      if (value !== null && (found === null || compare(value, found) * sign > 0)) found = value;
    }
    return found;
  };
export const arrayMin = extreme(-1);
export const arrayMax = extreme(1);

/** Computed in float64, from the first element to the last. */
const summary =
  (f: (sum: number, count: number) => number) =>
  (values: Elements<Int> | null): number | null => {
    if (values === null) return null;
    let [sum, count] = [0, 0];
    for (const value of values) {
      if (value === null) continue;
      sum += Number(value);
      count++;
    }
    const result = f(sum, count);
    return count > 0 && Number.isFinite(result) ? result : null;
  };
export const arraySum = summary((sum) => sum);
export const arrayAvg = summary((sum, count) => sum / count);
