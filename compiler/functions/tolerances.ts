/**
 * How far engines may be apart, function by function: what is not listed agrees exactly, floats included (IEEE's `+ - * /` and `sqrt`, rounding, all
 * that is no float).
 *
 * `relative` is of the sum of the magnitudes involved (the result's own, where nothing is said of its arguments), `absolute` in the result's unit.
 */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** The last digits are the engine's own mathematics'. */
const lastDigits: Tolerance = { relative: 1e-9, absolute: 0 };
/** The order of adding is the engine's own. */
const sums: Tolerance = { relative: 1e-9, absolute: 0 };
/** Of points that are near, or lie opposite each other, the formula leaves a millimetre, and 1e-8. */
const distance: Tolerance = { relative: 1e-8, absolute: 1e-6 };

const each = (names: string, tolerance: Tolerance): readonly (readonly [name: string, Tolerance])[] =>
  names.split(" ").map((name) => [name, tolerance]);

/** By the name of a scalar function, for what it gives that is a float. */
export const scalarTolerances: ReadonlyMap<string, Tolerance> = new Map([
  ...each("exp ln log2 log10 log1p expm1 pow cbrt sin cos tan asin acos atan atan2 sigmoid entropy", lastDigits),
  ...each("array_sum array_avg norm cosine_similarity euclidean_distance", sums),
  ["haversine_km", distance],
]);

/** By the name of an aggregate, for what it gives that is a float. */
export const aggregateTolerances: ReadonlyMap<string, Tolerance> = new Map(
  each(
    "sum avg stddev variance stddev_pop variance_pop skewness kurtosis covar corr median percentile decayed_sum fraction",
    sums,
  ),
);
