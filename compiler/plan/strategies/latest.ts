import type { Alternative, Latest, Measure, Rel } from "../algebra.js";

/*
 * The latest row of each label. Measured on DuckDB 1.5 (10 million rows, 5 columns): the as-of join sorts everything,
 * at about 560 ns a row and 600 ns a label; the hash join costs about 60 ns a row, and 200 ns for each pair of a label
 * and a row of its key. On Postgres 15 (2 million rows) numbering costs about 5,000 ns a row. A search reads all rows
 * for each label at 90 ns a row or, with an index, those of the label's key at 4,000 ns a row.
 */

/** The ways to find the latest rows of `plan`. The first is the default for unknown data. */
export function latestAlternatives(
  plan: Omit<Latest, "node" | "method">,
  result: (latest: Rel) => Rel,
): { readonly alternatives: readonly [Alternative, ...Alternative[]]; readonly measure: Measure } {
  const by = (method: Latest["method"], right: Rel = plan.right): Rel =>
    result({ ...plan, node: "latest", method, right });
  const met: Rel = { node: "semi", input: plan.right, other: plan.left, keys: plan.keys, ...ofKeys };
  return {
    alternatives: [
      {
        strategy: "as-of join",
        rel: by("asOf"),
        needs: { orderedStructs: true },
        cost: [
          { fact: "all rows", nanoseconds: 560 },
          { fact: "labels", nanoseconds: 600 },
        ],
      },
      {
        strategy: "as-of join of the labels' keys",
        rel: by("asOf", met),
        needs: { orderedStructs: true },
        cost: [
          { fact: "all rows", nanoseconds: 40 },
          { fact: "rows", nanoseconds: 560 },
          { fact: "labels", nanoseconds: 750 },
        ],
      },
      {
        strategy: "hash join",
        rel: by("join"),
        needs: { orderedStructs: true },
        cost: [
          { fact: "all rows", nanoseconds: 60 },
          { fact: "labels", nanoseconds: 300 },
          { fact: "pairs", nanoseconds: 200 },
        ],
      },
      {
        strategy: "numbered rows",
        rel: by("numbers"),
        needs: { noOrderedStructs: true },
        cost: [
          { fact: "all rows", nanoseconds: 5000 },
          { fact: "labels", nanoseconds: 5000 },
        ],
      },
      {
        strategy: "numbered rows of the labels' keys",
        rel: by("numbers", met),
        needs: { noOrderedStructs: true },
        cost: [
          { fact: "all rows", nanoseconds: 600 },
          { fact: "rows", nanoseconds: 6000 },
          { fact: "labels", nanoseconds: 6000 },
        ],
      },
      {
        strategy: "sorted pairs",
        rel: by("pairs"),
        needs: { noOrderedStructs: true },
        cost: [
          { fact: "all rows", nanoseconds: 400 },
          { fact: "labels", nanoseconds: 1000 },
          { fact: "pairs", nanoseconds: plan.withinMicros === null ? 1200 : 300 },
        ],
      },
      {
        strategy: "search for each label",
        rel: by("lateral"),
        needs: { lateral: true },
        cost: [
          { fact: "labels", nanoseconds: 50_000 },
          { fact: "rows searched", nanoseconds: 90 },
        ],
      },
    ],
    measure: { left: plan.left, events: plan.right, keys: plan.keys, timed: false, levels: [] },
  };
}

/** The title of a relation of only the rows of the labels' keys. */
export const ofKeys = { title: "rows of the labels' keys" };
