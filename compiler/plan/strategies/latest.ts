import type { Alternative, Latest, Measure, Rel } from "../algebra.js";
import type { Costs } from "./costs.js";
import { isOfSource } from "./indexed.js";

/** The ways to find the latest rows of `plan`. The first is the default for unknown data. */
export function latestAlternatives(
  plan: Omit<Latest, "node" | "method">,
  result: (latest: Rel) => Rel,
  { latest: costs }: Costs,
): { readonly alternatives: readonly [Alternative, ...Alternative[]]; readonly measure: Measure } {
  const by = (method: Latest["method"], right: Rel = plan.right): Rel =>
    result({ ...plan, node: "latest", method, right });
  const met: Rel = { node: "semi", input: plan.right, other: plan.left, keys: plan.keys, ...ofKeys };
  const { asOf, asOfOfKeys, hash, numbers, numbersOfKeys, pairs, search } = costs;
  const searched: readonly Alternative[] = isOfSource(plan.right)
    ? [
        {
          strategy: "search for each label",
          rel: by("lateral"),
          needs: { lateral: true },
          cost: [
            { fact: "labels", nanoseconds: search.label },
            { fact: "rows searched", nanoseconds: search.searched },
          ],
        },
      ]
    : [];
  return {
    alternatives: [
      {
        strategy: "as-of join",
        rel: by("asOf"),
        needs: { orderedStructs: true },
        cost: [
          { fact: "all rows", nanoseconds: asOf.row },
          { fact: "labels", nanoseconds: asOf.label },
        ],
      },
      {
        strategy: "as-of join of the labels' keys",
        rel: by("asOf", met),
        needs: { orderedStructs: true },
        cost: [
          { fact: "all rows", nanoseconds: asOfOfKeys.skipped },
          { fact: "rows", nanoseconds: asOfOfKeys.row },
          { fact: "labels", nanoseconds: asOfOfKeys.label },
        ],
      },
      {
        strategy: "hash join",
        rel: by("join"),
        needs: { orderedStructs: true },
        cost: [
          { fact: "all rows", nanoseconds: hash.row },
          { fact: "labels", nanoseconds: hash.label },
          { fact: "pairs", nanoseconds: hash.pair },
        ],
      },
      {
        strategy: "numbered rows",
        rel: by("numbers"),
        needs: { noOrderedStructs: true },
        cost: [
          { fact: "all rows", nanoseconds: numbers.row },
          { fact: "labels", nanoseconds: numbers.label },
        ],
      },
      {
        strategy: "numbered rows of the labels' keys",
        rel: by("numbers", met),
        needs: { noOrderedStructs: true },
        cost: [
          { fact: "all rows", nanoseconds: numbersOfKeys.skipped },
          { fact: "rows", nanoseconds: numbersOfKeys.row },
          { fact: "labels", nanoseconds: numbersOfKeys.label },
        ],
      },
      {
        strategy: "sorted pairs",
        rel: by("pairs"),
        needs: { noOrderedStructs: true },
        cost: [
          { fact: "all rows", nanoseconds: pairs.row },
          { fact: "labels", nanoseconds: pairs.label },
          { fact: "pairs", nanoseconds: plan.withinMicros === null ? pairs.pair : pairs.pairWithTtl },
        ],
      },
      ...searched,
    ],
    measure: { left: plan.left, events: plan.right, keys: plan.keys, timed: false, levels: [] },
  };
}

/** The title of a relation of only the rows of the labels' keys. */
export const ofKeys = { title: "rows of the labels' keys" };
