import type { ScalarName } from "../../../runtime/types.js";
import { exactly, gives } from "../define.js";
import type { AggregateFunction, AggregateSql } from "../row.js";

const ofBool = (
  name: string,
  result: ScalarName,
  call: string,
  parts: NonNullable<AggregateSql["parts"]>,
  doc: string,
): AggregateFunction => ({
  name,
  doc,
  overloads: [
    {
      key: "bool",
      params: [exactly("x", "bool")],
      result: gives(result),
      empty: "null",
      sql: { duckdb: { calls: [call], finish: "{0}", parts } },
      ts: name,
    },
  ],
});

/** Over the non-null values. Null if there are none, also for `all` (MEANING C2). */
export const shares: readonly AggregateFunction[] = [
  ofBool(
    "fraction",
    "float64",
    "avg({0}::INTEGER)",
    {
      calls: ["count(CASE WHEN {0} THEN 1 END)", "count({0})"],
      merge: ["sum", "sum"],
      finish: "({0}::DOUBLE / nullif({1}, 0)::DOUBLE)",
    },
    "The share of the values that are true.",
  ),
  ofBool(
    "any",
    "bool",
    "bool_or({0})",
    { calls: ["bool_or({0})"], merge: ["bool_or"], finish: "{0}" },
    "Whether at least one value is true.",
  ),
  ofBool(
    "all",
    "bool",
    "bool_and({0})",
    { calls: ["bool_and({0})"], merge: ["bool_and"], finish: "{0}" },
    "Whether all values are true.",
  ),
];
