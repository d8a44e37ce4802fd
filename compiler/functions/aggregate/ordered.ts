import { exactly, like } from "../define.js";
import { allKinds, orderedKinds } from "../kinds.js";
import type { AggregateFunction } from "../row.js";

/** DuckDB's `arg_min` and `arg_max` leave out rows with a null value, and so do these functions. */
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

/** Rows are ordered by y. On a tie the latest row counts (MEANING 63). */
const byValue = (name: "min_by" | "max_by", doc: string): AggregateFunction => {
  const [call, order] = name === "min_by" ? ["arg_min", "-{order}"] : ["arg_max", "{order}"];
  const key = `CASE WHEN {1} IS NOT NULL THEN struct_pack(y := {1}, o := ${order}) END`;
  return {
    name,
    doc,
    overloads: [
      {
        key: "any",
        params: [exactly("x", ...allKinds.filter((kind) => kind !== "array")), exactly("y", ...orderedKinds)],
        result: like(0),
        empty: "null",
        ordered: true,
        sql: { duckdb: { calls: [`${call}({0}, ${key})`], finish: "{0}" } },
        ts: name === "min_by" ? "minBy" : "maxBy",
      },
    ],
  };
};

export const orderedBy: readonly AggregateFunction[] = [
  byValue("min_by", "The value of x on the row with the smallest y; on a tie the latest row counts."),
  byValue("max_by", "The value of x on the row with the greatest y; on a tie the latest row counts."),
];
