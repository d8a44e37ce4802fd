import { exactly, gives } from "../define.js";
import type { AggregateFunction, AggregateOverload, AggregateSql, Param } from "../row.js";
import { decayedSumOfVectors } from "./vectors.js";

/* The shape of a distribution of one or two variables. All are computed in float64: ints are rounded to it first. */

const float = exactly("x", "float64");
const overload = (params: readonly Param[], sql: AggregateSql, ts: string | null): AggregateOverload => ({
  key: "float64",
  params,
  result: gives("float64"),
  empty: "null",
  sql: { duckdb: sql },
  ...(ts === null ? {} : { ts }),
});
const only = (call: string, finish = "{0}"): AggregateSql => ({ calls: [call], finish });

const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const row = (name: string, doc: string, params: readonly Param[], sql: AggregateSql): AggregateFunction => ({
  name,
  doc,
  overloads: [overload(params, sql, sql.timed === true ? null : camel(name))],
});

/** The deviations from the mean are raised to a power. Sums of powers of the values themselves would cancel. */
const moments = (power: 3 | 4, finish: string): AggregateSql => ({
  calls: ["list({0})", "avg({0})", "stddev_samp({0})", "count({0})", "min({0})", "max({0})"],
  finish:
    `CASE WHEN {3} >= ${power} AND {4} <> {5} THEN ` +
    finish
      .replaceAll("N", "{3}::DOUBLE")
      .replace("SUM", `list_sum(list_transform({0}, lambda x: pow((x - {1}) / {2}, ${power})))`) +
    " END",
  gathered: true,
});

const share: Param = { ...exactly("p", "float64"), literal: true, range: [0, 1] };
const half: Param = { ...exactly("half_life", "int64"), literal: true, duration: true };

/** DuckDB raises if squares are out of float64's range: see `statistics.ts`. */
const spread = ["var_pop(CASE WHEN abs({0}) < pow(2, 490) THEN {0} END)", "var_pop({0} * pow(2, -600))"];

const ofNumbers = row(
  "decayed_sum",
  "The sum of the values, where a value's weight halves with each half life since its row's time; fixed vectors sum element by element.",
  [float, half],
  { ...only("sum({0} * pow(2.0::DOUBLE, -(({t} - {time})::DOUBLE / {1}::DOUBLE)))"), timed: true },
);
const decayedSum: AggregateFunction = { ...ofNumbers, overloads: [...ofNumbers.overloads, decayedSumOfVectors(half)] };

export const shape: readonly AggregateFunction[] = [
  row("median", "The middle value, or the mean of the two in the middle.", [float], only("quantile_cont({0}, 0.5)")),
  row(
    "percentile",
    "The value that the share p of the values lies below, with linear interpolation between neighbours.",
    [float, share],
    only("quantile_cont({0}, {1})"),
  ),
  row("stddev_pop", "The standard deviation of a whole population; 0 for a single value.", [float], {
    calls: spread,
    finish: "CASE WHEN {1} >= pow(2, -800) THEN sqrt({1}) * pow(2, 600) ELSE sqrt(coalesce({0}, {1})) END",
  }),
  row("variance_pop", "The variance of a whole population; 0 for a single value.", [float], {
    calls: spread,
    finish: "CASE WHEN {1} >= pow(2, -800) THEN {1} * pow(2, 1000) * pow(2, 200) ELSE coalesce({0}, {1}) END",
  }),
  row(
    "skewness",
    "The skewness of a sample, corrected for bias (G1); null for fewer than three values or if all are equal.",
    [float],
    moments(3, "N / ((N - 1) * (N - 2)) * SUM"),
  ),
  row(
    "kurtosis",
    "The excess kurtosis of a sample, corrected for bias (G2); null for fewer than four values or if all are equal.",
    [float],
    moments(4, "N * (N + 1) / ((N - 1) * (N - 2) * (N - 3)) * SUM - 3 * (N - 1) * (N - 1) / ((N - 2) * (N - 3))"),
  ),
  row(
    "covar",
    "The covariance of a sample of pairs; null for fewer than two. A row with a null in x or y is left out.",
    [float, exactly("y", "float64")],
    only("covar_samp({0}, {1})"),
  ),
  row(
    "corr",
    "The correlation of a sample of pairs; null for fewer than two, or if x or y is constant. A row with a null in x or y is left out.",
    [float, exactly("y", "float64")],
    only("corr({0}, {1})", "CASE WHEN isfinite({0}) THEN {0} END"),
  ),
  decayedSum,
];
