import { exactly, like } from "../define.js";
import { allKinds } from "../kinds.js";
import type { AggregateFunction } from "../row.js";

/** DuckDB's `arg_min` and `arg_max` leave out rows whose value is null, as these do. */
const byOrder = (name: "first" | "last", call: string, doc: string): AggregateFunction => ({
  name,
  doc,
  overloads: [
    {
      key: "any",
      params: [exactly("x", ...allKinds)],
      result: like(0),
      empty: "null",
      ordered: true,
      sql: { duckdb: { calls: [call], finish: "{0}" } },
      ts: name,
    },
  ],
});

export const ordered: readonly AggregateFunction[] = [
  byOrder("first", "arg_min({0}, {order})", "The value of the earliest row whose value is not null."),
  byOrder("last", "arg_max({0}, {order})", "The value of the latest row whose value is not null."),
];
