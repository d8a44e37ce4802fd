import type { Type } from "../../../runtime/types.js";
import { exactly, like } from "../define.js";
import { allKinds, firstHasIdentity, identityKinds, orderedKinds } from "../kinds.js";
import type { AggregateFunction, AggregateOverload, Param, SpanWay } from "../row.js";

/*
 * Lists of values: oldest or newest first, greatest or smallest first, most frequent first. Nulls are left out. If
 * there are fewer than n values, the list is shorter; if there are none, it is empty.
 */

const kinds = ["bool", ...orderedKinds, "enum", "array", "struct"] as const;
const count: Param = { ...exactly("n", "int64"), literal: true, range: [1, 1_000_000] };

const listOf = ([x]: readonly Type[]): Type => ({
  kind: "array",
  element: { ...x!, nullable: true },
  size: null,
  nullable: false,
});
function list(
  name: string,
  doc: string,
  of: readonly Type["kind"][],
  ordered: boolean,
  ts: string,
  spans?: SpanWay,
): AggregateFunction {
  const base: AggregateOverload = {
    key: "any",
    params: [exactly("x", ...of), ...(name === "collect" ? [] : [count])],
    result: listOf,
    empty: "list",
    framed: false,
    ...(spans === undefined ? {} : { spans }),
    ts,
  };
  const more = {
    ...(name === "last_n" ? { newest: 1 } : {}),
    ...(name === "last_distinct_n" ? { accepts: firstHasIdentity } : {}),
  };
  return { name, doc, overloads: [ordered ? { ...base, ...more, ordered: true } : base] };
}

const hasNoOrder = (kind: Type["kind"]): boolean => kind === "array" || kind === "struct";
/** The most frequent values first; on a tie, the smaller value first (MEANING 62). */
const frequent = (
  name: string,
  doc: string,
  make: (kind: Type["kind"]) => Pick<AggregateOverload, "params" | "result" | "empty" | "ts">,
): AggregateFunction => ({
  name,
  doc,
  overloads: kinds.map((kind) => ({
    key: kind,
    ...make(kind),
    accepts: firstHasIdentity,
    framed: false,
    // Values without an order are ordered by their JSON texts on a tie.
    ...(hasNoOrder(kind) ? { texts: true } : { spans: "frequent" }),
  })),
});

export const lists: readonly AggregateFunction[] = [
  list("first_n", "The first n values, oldest first.", allKinds, true, "firstN", "states"),
  list("last_n", "The last n values, newest first.", allKinds, true, "lastN", "states"),
  list(
    "last_distinct_n",
    "The n most recent different values, newest first.",
    identityKinds,
    true,
    "lastDistinctN",
    "recent",
  ),
  list("collect", "All values, oldest first.", allKinds, true, "collect"),
  list(
    "largest_n",
    "The n greatest values, greatest first; equal values all count.",
    orderedKinds,
    false,
    "largestN",
    "states",
  ),
  list(
    "smallest_n",
    "The n smallest values, smallest first; equal values all count.",
    orderedKinds,
    false,
    "smallestN",
    "states",
  ),
  frequent("most_frequent_n", "The n most frequent values; ties by the smaller value first.", (kind) => ({
    params: [exactly("x", kind), count],
    result: listOf,
    empty: "list",
    ts: "mostFrequentN",
  })),
  frequent(
    "mode",
    "The most frequent value; ties go to the smallest, and arrays and structs compare by their JSON text.",
    (kind) => ({
      params: [exactly("x", kind)],
      result: like(0),
      empty: "null",
      ts: "mode",
    }),
  ),
];
