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
        merges: true,
        invertible: true,
        ts: "count",
      },
      {
        key: "values",
        params: [exactly("x", ...allKinds)],
        result: gives("int64"),
        empty: "zero",
        merges: true,
        invertible: true,
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
        spans: "distinct",
        ts: "countDistinct",
      },
    ],
  },
];
