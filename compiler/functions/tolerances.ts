/**
 * How far results may differ between engines, function by function. Functions that are not listed agree exactly, also
 * for floats (IEEE's `+ - * /` and `sqrt`, rounding), and so do all values that are not floats.
 *
 * `relative` is relative to the sum of the magnitudes involved (or to the result's own magnitude, if nothing is known
 * about the arguments). `absolute` is in the result's unit.
 */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** Each engine's own math library decides the last digits. */
const lastDigits: Tolerance = { relative: 1e-9, absolute: 0 };
/** Engines add in different orders. */
const sums: Tolerance = { relative: 1e-9, absolute: 0 };
/** For points that are close to each other or opposite, the formula is off by a millimetre, or 1e-8. */
const distance: Tolerance = { relative: 1e-8, absolute: 1e-6 };

const each = (names: string, tolerance: Tolerance): readonly (readonly [name: string, Tolerance])[] =>
  names.split(" ").map((name) => [name, tolerance]);

/** By the name of a scalar function. Applies to float results. */
export const scalarTolerances: ReadonlyMap<string, Tolerance> = new Map([
  ...each("exp ln log2 log10 log1p expm1 pow cbrt sin cos tan asin acos atan atan2 sigmoid entropy", lastDigits),
  ...each("array_sum array_avg norm cosine_similarity euclidean_distance", sums),
  ["haversine_km", distance],
]);

/** By the name of an aggregate. Applies to float results. */
export const aggregateTolerances: ReadonlyMap<string, Tolerance> = new Map(
  each(
    "sum avg stddev variance stddev_pop variance_pop skewness kurtosis covar corr median percentile decayed_sum fraction",
    sums,
  ),
);
