import { exactly, like } from "../define.js";
import { allKinds, orderedKinds } from "../kinds.js";
import type { AggregateFunction } from "../row.js";

/** Rows with a null value are left out. */
const byOrder = (name: "first" | "last", doc: string): AggregateFunction => ({
  name,
  doc,
  overloads: [
    {
      key: "any",
      params: [exactly("x", ...allKinds)],
      result: like(0),
      empty: "null",
      ordered: true,
      spans: "states",
      ts: name,
    },
  ],
});

export const ordered: readonly AggregateFunction[] = [
  byOrder("first", "The value of the earliest row whose value is not null."),
  byOrder("last", "The value of the latest row whose value is not null."),
];

/** Rows are ordered by y. On a tie the latest row counts (MEANING 63). */
const byValue = (name: "min_by" | "max_by", doc: string): AggregateFunction => ({
  name,
  doc,
  overloads: [
    {
      key: "any",
      params: [exactly("x", ...allKinds.filter((kind) => kind !== "array")), exactly("y", ...orderedKinds)],
      result: like(0),
      empty: "null",
      ordered: true,
      spans: "states",
      ts: name === "min_by" ? "minBy" : "maxBy",
    },
  ],
});

export const orderedBy: readonly AggregateFunction[] = [
  byValue("min_by", "The value of x on the row with the smallest y; on a tie the latest row counts."),
  byValue("max_by", "The value of x on the row with the greatest y; on a tie the latest row counts."),
];
