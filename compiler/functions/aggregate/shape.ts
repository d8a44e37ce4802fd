import { exactly, gives } from "../define.js";
import type { AggregateFunction, AggregateOverload, Param } from "../row.js";
import { decayedSumOfVectors } from "./vectors.js";

/* The shape of a distribution of one or two variables. All are computed in float64: ints are rounded to it first. */

const float = exactly("x", "float64");
const overload = (params: readonly Param[], ts: string | null): AggregateOverload => ({
  key: "float64",
  params,
  result: gives("float64"),
  empty: "null",
  ...(ts === null ? {} : { ts }),
});
const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const row = (name: string, doc: string, params: readonly Param[]): AggregateFunction => ({
  name,
  doc,
  overloads: [overload(params, camel(name))],
});
/** Holds all values, because it needs their deviations from the mean. */
const ofDeviations = (name: string, doc: string): AggregateFunction => ({
  name,
  doc,
  overloads: [{ ...overload([float], camel(name)), framed: false }],
});

const quantile = (name: string, doc: string, params: readonly Param[]): AggregateFunction => ({
  name,
  doc,
  overloads: [{ ...overload(params, camel(name)), dense: true }],
});

const share: Param = { ...exactly("p", "float64"), literal: true, range: [0, 1] };
const half: Param = { ...exactly("half_life", "int64"), literal: true, duration: true };

const decayedSum: AggregateFunction = {
  name: "decayed_sum",
  doc: "The sum of the values, where a value's weight halves with each half life since its row's time; fixed vectors sum element by element.",
  overloads: [
    { ...overload([float, half], null), framed: false, timed: true, spans: "states" },
    decayedSumOfVectors(half),
  ],
};

export const shape: readonly AggregateFunction[] = [
  quantile("median", "The middle value, or the mean of the two in the middle.", [float]),
  quantile(
    "percentile",
    "The value that the share p of the values lies below, with linear interpolation between neighbours.",
    [float, share],
  ),
  row("stddev_pop", "The standard deviation of a whole population; 0 for a single value.", [float]),
  row("variance_pop", "The variance of a whole population; 0 for a single value.", [float]),
  ofDeviations(
    "skewness",
    "The skewness of a sample, corrected for bias (G1); null for fewer than three values or if all are equal.",
  ),
  ofDeviations(
    "kurtosis",
    "The excess kurtosis of a sample, corrected for bias (G2); null for fewer than four values or if all are equal.",
  ),
  row(
    "covar",
    "The covariance of a sample of pairs; null for fewer than two. A row with a null in x or y is left out.",
    [float, exactly("y", "float64")],
  ),
  row(
    "corr",
    "The correlation of a sample of pairs; null for fewer than two, or if x or y is constant. A row with a null in x or y is left out.",
    [float, exactly("y", "float64")],
  ),
  decayedSum,
];
