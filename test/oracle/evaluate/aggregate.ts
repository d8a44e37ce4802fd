import { compare, int64, type Value } from "./values.js";

/** An aggregate over the values that are not null, in the order of their rows; over none: its empty value. */
export function callAggregate(name: string, values: readonly Value[]): Value {
  if (name === "count") return BigInt(values.length);
  if (name === "count_distinct") {
    return BigInt(values.filter((value, i) => values.findIndex((other) => compare(other, value) === 0) === i).length);
  }
  const [first] = values;
  if (first === undefined) return null;
  switch (name) {
    case "sum":
      return typeof first === "bigint" ? int64(bigSum(values)) : floatSum(values);
    case "avg":
      return typeof first === "bigint" ? Number(bigSum(values)) / values.length : floatSum(values) / values.length;
    case "variance":
      return variance(values);
    case "stddev": {
      const squared = variance(values);
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
    default:
      throw new Error(`the oracle has no aggregate ${name}`);
  }
}

const bigSum = (values: readonly Value[]): bigint => values.reduce<bigint>((sum, x) => sum + BigInt(x as bigint), 0n);
const floatSum = (values: readonly Value[]): number => values.reduce<number>((sum, x) => sum + Number(x), 0);

/** Of a sample; null under two values. */
function variance(values: readonly Value[]): number | null {
  if (values.length < 2) return null;
  const numbers = values.map(Number);
  const mean = floatSum(numbers) / numbers.length;
  return floatSum(numbers.map((x) => (x - mean) ** 2)) / (numbers.length - 1);
}
