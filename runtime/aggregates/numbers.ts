import { toDecimal } from "../functions/decimals.js";
import { toInt64 } from "../functions/int64.js";
import type { Int } from "../values.js";
import { nearest, nearestRoot, one, units } from "./exact.js";

type Ints = readonly Int[];
type Floats = readonly number[];

const total = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);
/** A result that is not finite is null. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The sum is exact. Only a total out of range is an error (MEANING B4). */
export const sumInt64 = (values: Ints): Int | null => (values.length === 0 ? null : toInt64(total(values.map(BigInt))));
/** Sums decimals of one scale. A sum of more than 38 digits is an error. */
export const sumDecimal = (values: Ints): Int | null =>
  values.length === 0 ? null : toDecimal(total(values.map(BigInt)));
export const sumFloat64 = (values: Floats): number | null =>
  values.length === 0 ? null : finite(nearest(total(values.map(units)), one));

export const avgInt64 = (values: Ints): number | null =>
  values.length === 0 ? null : nearest(total(values.map(BigInt)), BigInt(values.length));
export const avgFloat64 = (values: Floats): number | null =>
  values.length === 0 ? null : nearest(total(values.map(units)), one * BigInt(values.length));

interface Ratio {
  readonly over: bigint;
  readonly under: bigint;
}

/** (n Σx² − (Σx)²) over n (n − 1), exact: bigints have no cancellation. Null for fewer than two values. */
function sampleVariance(values: Floats): Ratio | null {
  const spread = squaredSpread(values);
  const n = BigInt(values.length);
  return spread === null || n < 2n ? null : { over: spread, under: n * (n - 1n) * one * one };
}
function populationVariance(values: Floats): Ratio | null {
  const spread = squaredSpread(values);
  const n = BigInt(values.length);
  return spread === null ? null : { over: spread, under: n * n * one * one };
}

/** n Σx² − (Σx)². */
function squaredSpread(values: Floats): bigint | null {
  const n = BigInt(values.length);
  if (n === 0n) return null;
  const exact = values.map(units);
  const sum = total(exact);
  return n * total(exact.map((x) => x * x)) - sum * sum;
}

export const variancePop = (values: Floats): number | null => {
  const variance = populationVariance(values);
  return variance && finite(nearest(variance.over, variance.under));
};
export const stddevPop = (values: Floats): number | null => {
  const variance = populationVariance(values);
  return variance && finite(nearestRoot(variance.over, variance.under));
};

export const varianceFloat64 = (values: Floats): number | null => {
  const variance = sampleVariance(values);
  return variance && finite(nearest(variance.over, variance.under));
};
export const stddevFloat64 = (values: Floats): number | null => {
  const variance = sampleVariance(values);
  return variance && finite(nearestRoot(variance.over, variance.under));
};
export const varianceInt64 = (values: Ints): number | null => varianceFloat64(values.map(Number));
export const stddevInt64 = (values: Ints): number | null => stddevFloat64(values.map(Number));
