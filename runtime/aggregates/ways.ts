import { toDecimal } from "../functions/decimals.js";
import { toInt64 } from "../functions/int64.js";
import type { Value } from "../values.js";
import { identity } from "./counting.js";
import { nearest, one } from "./exact.js";
import type { FloatSum } from "./float-sum.js";
import {
  all,
  any,
  countDistinct,
  first,
  firstN,
  largestN,
  last,
  lastDistinctN,
  lastN,
  max,
  maxBy,
  maxString,
  min,
  minBy,
  minString,
  smallestN,
} from "./index.js";

/**
 * How the rows of a part of a window become a state that merges with others, so that the aggregate over all of them is
 * the same to the last bit:
 * - `ints`, `floats`: the number of values and their exact sum.
 * - `values`: those of the values that can decide the result, in the order of their rows. `aggregate` is that of
 * `runtime/aggregates`, and `keep(a then b)` is `keep(keep(a) then keep(b))`.
 */
export type Way =
  | { readonly kind: "ints"; result(values: number, sum: bigint): Value }
  | { readonly kind: "floats"; result(values: number, sum: FloatSum): Value }
  | {
      readonly kind: "values";
      keep(values: readonly Value[], n: number): readonly Value[];
      aggregate(values: readonly Value[], n: number): Value;
    };

/** An aggregate of `runtime/aggregates` that keeps a few of the values. */
function values(
  aggregate: (values: never, n: never) => Value,
  keep: (values: readonly Value[], n: number) => readonly Value[],
): Way {
  return { kind: "values", keep, aggregate: aggregate as (values: readonly Value[], n: number) => Value };
}
/** The result is one of the values, or null. */
const chosen = (aggregate: (values: never) => Value): Way => {
  const choose = aggregate as (values: readonly Value[]) => Value;
  return values(aggregate, (all) => (all.length === 0 ? all : [choose(all)]));
};
/** The value of the pair that `better` gives. */
const pair = (aggregate: (values: never) => Value): Way => {
  const choose = aggregate as (pairs: readonly (readonly [Value, Value])[]) => Value;
  return values(aggregate, (pairs) =>
    pairs.length === 0 ? pairs : [choose((pairs as readonly (readonly [Value, Value])[]).map((own) => [own, own[1]]))],
  );
};
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
/** A quotient of two floats is rounded once. */
function averageFloat(n: number, sum: FloatSum): number | null {
  if (n === 0) return null;
  return sum.parts !== null && sum.parts.length < 2 ? sum.rounded() / n : nearest(sum.total(), BigInt(n) * one);
}
function averageInt(n: number, sum: bigint): number | null {
  if (n === 0) return null;
  const float = Number(sum);
  return Number.isSafeInteger(float) ? float / n : nearest(sum, BigInt(n));
}

/** By the names of `runtime/aggregates`. The other aggregates have no state that is smaller than their rows. */
export const ways = {
  count: { kind: "ints", result: (n) => n },
  sumInt64: { kind: "ints", result: (n, sum) => (n === 0 ? null : toInt64(sum)) },
  sumDecimal: { kind: "ints", result: (n, sum) => (n === 0 ? null : toDecimal(sum)) },
  avgInt64: { kind: "ints", result: averageInt },
  fraction: { kind: "ints", result: (n, sum) => (n === 0 ? null : Number(sum) / n) },
  sumFloat64: { kind: "floats", result: (n, sum) => (n === 0 ? null : finite(sum.rounded())) },
  avgFloat64: { kind: "floats", result: averageFloat },
  any: chosen(any),
  all: chosen(all),
  min: chosen(min),
  max: chosen(max),
  minString: chosen(minString),
  maxString: chosen(maxString),
  first: chosen(first),
  last: chosen(last),
  minBy: pair(minBy),
  maxBy: pair(maxBy),
  firstN: values(firstN, (all, n) => firstN(all, n)),
  lastN: values(lastN, (all, n) => all.slice(-n)),
  lastDistinctN: values(lastDistinctN, (all, n) => lastDistinctN(all, n).toReversed()),
  largestN: values(largestN, (all, n) => largestN(all, n)),
  smallestN: values(smallestN, (all, n) => smallestN(all, n)),
  countDistinct: values(countDistinct, (all) => [...new Map(all.map((value) => [identity(value), value])).values()]),
} as const satisfies Readonly<Record<string, Way>>;
export type TileAggregate = keyof typeof ways;
