import { exactly, gives } from "../define.js";
import type { AggregateFunction, AggregateOverload, AggregateSql } from "../row.js";
import { avgOfVectors, sumOfVectors } from "./vectors.js";

/*
 * DuckDB sums BIGINT in HUGEINT, so the total is exact, and only the total can be out of range (MEANING B4). Sums of
 * floats are never differences of prefix sums: DuckDB's windows are trees of partial aggregates.
 */

const ofInt = (sql: AggregateSql, ts: string): AggregateOverload => ({
  key: "int64",
  params: [exactly("x", "int64")],
  result: gives("float64"),
  empty: "null",
  sql: { duckdb: sql },
  ts,
});
const ofFloat = (sql: AggregateSql, ts: string): AggregateOverload => ({
  ...ofInt(sql, ts),
  key: "float64",
  params: [exactly("x", "float64")],
});

const only = (call: string): AggregateSql => ({ calls: [call], finish: "{0}" });

const intTotal = {
  calls: ["sum({0})"],
  finish:
    "CASE WHEN {0} BETWEEN -9223372036854775808 AND 9223372036854775807 THEN {0}::BIGINT" +
    " WHEN {0} IS NOT NULL THEN error({what} || ': int64 overflow') END",
} as const satisfies AggregateSql;
const intTotalOfParts: AggregateSql = {
  ...intTotal,
  parts: { calls: intTotal.calls, merge: ["sum"], finish: intTotal.finish },
};
const intMean: AggregateSql = {
  ...only("avg({0})"),
  parts: { calls: ["sum({0})", "count({0})"], merge: ["sum", "sum"], finish: "({0}::DOUBLE / nullif({1}, 0)::DOUBLE)" },
};
const floatTotal: AggregateSql = { ...only("sum({0})"), parts: { calls: ["sum({0})"], merge: ["sum"], finish: "{0}" } };

/** DuckDB's total may have one digit more than a decimal can have (MEANING 71). */
const decimalTotal: AggregateSql = {
  calls: ["sum({0})"],
  finish:
    "CASE WHEN length(ltrim(replace(replace({0}::VARCHAR, '-', ''), '.', ''), '0')) > 38" +
    " THEN error({what} || ': decimal overflow') ELSE {0} END",
};
const ofDecimal: AggregateOverload = {
  ...ofInt(decimalTotal, "sumDecimal"),
  key: "decimal",
  params: [exactly("x", "decimal")],
  result: ([x]) => (x?.kind === "decimal" ? { ...x, precision: 38 } : x!),
};

/**
 * An average may be finite although its sum is not (MEANING B34). Then the average of scaled values counts, scaled
 * back.
 */
const floatAverage: AggregateSql = {
  calls: ["avg({0})", "avg({0} * pow(2, -64))"],
  finish: "CASE WHEN isfinite({0}) THEN {0} ELSE {1} * pow(2, 64) END",
  parts: {
    calls: ["sum({0})", "sum({0} * pow(2, -64))", "count({0})"],
    merge: ["sum", "sum", "sum"],
    finish:
      "CASE WHEN isfinite({0}) THEN {0} / nullif({2}, 0)::DOUBLE ELSE {1} / nullif({2}, 0)::DOUBLE * pow(2, 64) END",
  },
};

/*
 * DuckDB raises if squares are out of float64's range, but only the result of a variance or stddev should decide. So
 * values from 2^490 up go to a second aggregate over scaled values. It counts if it shows that the spread is large, or
 * if there are no other values.
 */
const spreadCalls = ["var_samp(CASE WHEN abs({0}) < pow(2, 490) THEN {0} END)", "var_samp({0} * pow(2, -600))"];
const floatDeviation: AggregateSql = {
  calls: spreadCalls,
  finish: "CASE WHEN {1} >= pow(2, -800) THEN sqrt({1}) * pow(2, 600) ELSE sqrt(coalesce({0}, {1})) END",
};
const floatVariance: AggregateSql = {
  calls: spreadCalls,
  finish: "CASE WHEN {1} >= pow(2, -800) THEN {1} * pow(2, 1000) * pow(2, 200) ELSE coalesce({0}, {1}) END",
};

export const statistics: readonly AggregateFunction[] = [
  {
    name: "sum",
    doc: "The sum. A sum of ints is an exact int64, and a total out of range is an error; a sum of decimals has 38 digits; fixed vectors sum element by element.",
    overloads: [
      { ...ofInt(intTotalOfParts, "sumInt64"), result: gives("int64") },
      ofFloat(floatTotal, "sumFloat64"),
      ofDecimal,
      sumOfVectors,
    ],
  },
  {
    name: "avg",
    doc: "The mean, a float64; for fixed vectors the mean of each element.",
    overloads: [ofInt(intMean, "avgInt64"), ofFloat(floatAverage, "avgFloat64"), avgOfVectors],
  },
  {
    name: "stddev",
    doc: "The standard deviation of a sample; null for fewer than two values.",
    overloads: [ofInt(only("stddev_samp({0}::DOUBLE)"), "stddevInt64"), ofFloat(floatDeviation, "stddevFloat64")],
  },
  {
    name: "variance",
    doc: "The variance of a sample; null for fewer than two values.",
    overloads: [ofInt(only("var_samp({0}::DOUBLE)"), "varianceInt64"), ofFloat(floatVariance, "varianceFloat64")],
  },
];
