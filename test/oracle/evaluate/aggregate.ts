import type { Type } from "../../../runtime/types.js";
import { orderOf } from "./json-text.js";
import { compare, int64, type Value } from "./values.js";

/** A row that an aggregate counts: its arguments, none of them null, and its age in microseconds. */
export interface Counted {
  readonly args: readonly Value[];
  readonly age: bigint;
}

/**
 * The value of an aggregate over rows in their order, or its empty value where there are no rows.
 * `literals` holds the arguments that are literals; `type` is the type of the first argument.
 */
export function callAggregate(
  name: string,
  rows: readonly Counted[],
  literals: readonly Value[],
  type: Type | undefined,
): Value {
  const values = rows.map(({ args }) => args[0] ?? true);
  const n = Number(literals[1] ?? 0);
  if (name === "count") return BigInt(values.length);
  const distinct = values.filter((value, i) => values.findIndex((other) => compare(other, value) === 0) === i);
  if (name === "count_distinct") return BigInt(distinct.length);
  const [first] = values;
  if (first === undefined) return null;
  const ascending = [...values].sort(compare);
  if (Array.isArray(first) && byElement.has(name))
    return first.map((_, place) => {
      const own = rows.map((row) => ({ ...row, args: [(row.args[0] as readonly Value[])[place] ?? null] }));
      return callAggregate(name, own, literals, undefined);
    });
  const ordered = (value: Value): Value => (type === undefined ? value : orderOf(type, value));
  const newest = [...values].reverse();
  const times = (value: Value): number => values.filter((other) => compare(other, value) === 0).length;
  const frequent = [...distinct].sort((a, b) => times(b) - times(a) || compare(ordered(a), ordered(b)));
  switch (name) {
    case "sum":
      return typeof first === "bigint" ? int64(bigSum(values)) : floatSum(values);
    case "avg":
      return typeof first === "bigint" ? Number(bigSum(values)) / values.length : floatSum(values) / values.length;
    case "variance":
      return variance(values, 1);
    case "variance_pop":
      return variance(values, 0);
    case "stddev":
    case "stddev_pop": {
      const squared = variance(values, name === "stddev" ? 1 : 0);
      return squared === null ? null : Math.sqrt(squared);
    }
    case "min":
      return values.reduce((a, b) => (compare(b, a) < 0 ? b : a));
    case "max":
      return values.reduce((a, b) => (compare(b, a) > 0 ? b : a));
    case "first":
      return first;
    case "last":
      return values[values.length - 1] ?? null;
    case "fraction":
      return values.filter((value) => value === true).length / values.length;
    case "any":
      return values.includes(true);
    case "all":
      return !values.includes(false);
    case "first_n":
      return values.slice(0, n);
    case "last_n":
      return newest.slice(0, n);
    case "last_distinct_n":
      return newest.filter((value, i) => newest.findIndex((other) => compare(other, value) === 0) === i).slice(0, n);
    case "collect":
      return values;
    case "largest_n":
      return ascending.reverse().slice(0, n);
    case "smallest_n":
      return ascending.slice(0, n);
    case "most_frequent_n":
      return frequent.slice(0, n);
    case "mode":
      return frequent[0] ?? null;
    case "median":
      return percentile(ascending.map(Number), 0.5);
    case "percentile":
      return percentile(ascending.map(Number), Number(literals[1]));
    case "skewness":
    case "kurtosis":
      return moment(ascending.map(Number), name);
    case "covar":
      return covariance(rows);
    case "corr": {
      const [x, y] = [0, 1].map((i) =>
        variance(
          rows.map(({ args }) => args[i] ?? null),
          1,
        ),
      );
      const both = covariance(rows);
      return both === null || !x || !y ? null : both / Math.sqrt(x * y);
    }
    case "min_by":
    case "max_by": {
      const sign = name === "min_by" ? -1 : 1;
      const best = rows.reduce((a, b) => (sign * compare(b.args[1] ?? null, a.args[1] ?? null) >= 0 ? b : a));
      return best.args[0] ?? null;
    }
    case "decayed_sum":
      return floatSum(rows.map(({ args, age }) => Number(args[0]) * 2 ** -(Number(age) / Number(literals[1]))));
    default:
      throw new Error(`the oracle has no aggregate ${name}`);
  }
}

const byElement: ReadonlySet<string> = new Set(["sum", "avg", "min", "max", "decayed_sum"]);

/** Interpolates linearly between the two neighbours (MEANING 64). */
function percentile(ascending: readonly number[], p: number): number {
  const place = p * (ascending.length - 1);
  const [low, high] = [ascending[Math.floor(place)] ?? 0, ascending[Math.ceil(place)] ?? 0];
  return low + (high - low) * (place - Math.floor(place));
}

/** Skewness or kurtosis, corrected for bias (MEANING 65). */
function moment(ascending: readonly number[], name: "skewness" | "kurtosis"): number | null {
  const n = ascending.length;
  const power = name === "skewness" ? 3 : 4;
  if (n < power || ascending[0] === ascending[n - 1]) return null;
  const mean = floatSum(ascending) / n;
  const spread = Math.sqrt(variance(ascending, 1) ?? 0);
  const sum = floatSum(ascending.map((x) => ((x - mean) / spread) ** power));
  if (name === "skewness") return (n / ((n - 1) * (n - 2))) * sum;
  return ((n * (n + 1)) / ((n - 1) * (n - 2) * (n - 3))) * sum - (3 * (n - 1) ** 2) / ((n - 2) * (n - 3));
}

function covariance(rows: readonly Counted[]): number | null {
  if (rows.length < 2) return null;
  const [x, y] = [0, 1].map((i) => rows.map(({ args }) => Number(args[i])));
  if (x === undefined || y === undefined) return null;
  const [mx, my] = [floatSum(x) / x.length, floatSum(y) / y.length];
  return floatSum(x.map((value, i) => (value - mx) * ((y[i] ?? 0) - my))) / (rows.length - 1);
}

const bigSum = (values: readonly Value[]): bigint => values.reduce<bigint>((sum, x) => sum + BigInt(x as bigint), 0n);
const floatSum = (values: readonly Value[]): number => values.reduce<number>((sum, x) => sum + Number(x), 0);

/** The variance of a sample (`less` is 1; null for fewer than two values) or of a whole population (`less` is 0). */
function variance(values: readonly Value[], less: 0 | 1): number | null {
  if (values.length < 1 + less) return null;
  const numbers = values.map(Number);
  const mean = floatSum(numbers) / numbers.length;
  return floatSum(numbers.map((x) => (x - mean) ** 2)) / (numbers.length - less);
}
