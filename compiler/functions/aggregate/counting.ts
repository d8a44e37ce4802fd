import { exactly, gives } from "../define.js";
import { allKinds, firstHasIdentity, identityKinds } from "../kinds.js";
import type { AggregateFunction } from "../row.js";

export const counting: readonly AggregateFunction[] = [
  {
    name: "count",
    doc: "The number of rows, or the number of values that are not null.",
    overloads: [
      {
        key: "rows",
        params: [],
        result: gives("int64"),
        empty: "zero",
        sql: {
          duckdb: {
            calls: ["count(*)"],
            finish: "{0}",
            parts: { calls: ["count(*)"], merge: ["sum"], finish: "CAST({0} AS BIGINT)" },
          },
        },
        ts: "count",
      },
      {
        key: "values",
        params: [exactly("x", ...allKinds)],
        result: gives("int64"),
        empty: "zero",
        sql: {
          duckdb: {
            calls: ["count({0})"],
            finish: "{0}",
            parts: { calls: ["count({0})"], merge: ["sum"], finish: "CAST({0} AS BIGINT)" },
          },
        },
        ts: "count",
      },
    ],
  },
  {
    name: "count_distinct",
    doc: "The number of different values, by `==`: 0 and -0 are the same value, strings compare by code points, arrays by value.",
    overloads: [
      {
        key: "values",
        params: [exactly("x", ...identityKinds)],
        accepts: firstHasIdentity,
        result: gives("int64"),
        empty: "zero",
        sql: { duckdb: { calls: ["count(DISTINCT {0})"], finish: "{0}" } },
        ts: "countDistinct",
      },
    ],
  },
];
