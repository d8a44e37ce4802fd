/**
 * The meaning of each aggregate over the values of a group.
 *
 * In: the argument's values in the order of their rows, without nulls (for `count()`: one value per row). Out: the
 * aggregate.
 * Always: pure and exact. Floats are summed exactly and rounded once. Names match the rows in
 * `compiler/functions/aggregate/`.
 */
export { all, any, first, fraction, last, max, maxString, min, minString } from "./choosing.js";
export { count, countDistinct } from "./counting.js";
export {
  collect,
  firstN,
  largestN,
  lastDistinctN,
  lastN,
  maxBy,
  minBy,
  mode,
  mostFrequentN,
  smallestN,
} from "./lists.js";
export {
  avgFloat64,
  avgInt64,
  stddevFloat64,
  stddevInt64,
  stddevPop,
  sumDecimal,
  sumFloat64,
  sumInt64,
  varianceFloat64,
  varianceInt64,
  variancePop,
} from "./numbers.js";
export { corr, covar, kurtosis, median, percentile, skewness } from "./shape.js";
export { avgVectors, maxVectors, minVectors, sumVectors } from "./vectors.js";
