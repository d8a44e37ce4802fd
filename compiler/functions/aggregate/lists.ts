import type { Type } from "../../../runtime/types.js";
import { exactly, like } from "../define.js";
import { jsonTextOf } from "../json-text.js";
import { allKinds, firstHasIdentity, identityKinds, orderedKinds } from "../kinds.js";
import type { AggregateFunction, AggregateOverload, AggregateSql, Param } from "../row.js";

/*
 * Lists of values: oldest or newest first, greatest or smallest first, most frequent first. Nulls are left out. If
 * there are fewer than n values, the list is shorter; if there are none, it is empty. DuckDB keeps nulls in `list`, so
 * they are removed afterwards.
 */

const kinds = ["bool", ...orderedKinds, "enum", "array", "struct"] as const;
const count: Param = { ...exactly("n", "int64"), literal: true, range: [1, 1_000_000] };

const listOf = ([x]: readonly Type[]): Type => ({
  kind: "array",
  element: { ...x!, nullable: true },
  size: null,
  nullable: false,
});
const present = "list_filter({0}, lambda x: x IS NOT NULL)";

const gathered = (calls: readonly string[], finish: AggregateSql["finish"]): AggregateSql => ({
  calls,
  finish,
  gathered: true,
});

function list(
  name: string,
  doc: string,
  of: readonly Type["kind"][],
  sql: AggregateSql,
  ordered: boolean,
  ts: string,
): AggregateFunction {
  const base: AggregateOverload = {
    key: "any",
    params: [exactly("x", ...of), ...(name === "collect" ? [] : [count])],
    result: listOf,
    empty: "list",
    sql: { duckdb: sql },
    ts,
  };
  const more = {
    ...(name === "last_n" ? { newest: 1 } : {}),
    ...(name === "last_distinct_n" ? { accepts: firstHasIdentity } : {}),
  };
  return { name, doc, overloads: [ordered ? { ...base, ...more, ordered: true } : base] };
}

const oldestFirst = "list({0} ORDER BY {order})";
const newestFirst = "list({0} ORDER BY {order} DESC)";

const hasNoOrder = (kind: Type["kind"]): boolean => kind === "array" || kind === "struct";
/** Values by how often they occur; ties by the smaller value (MEANING 62). */
const byFrequency = (type: Type): string => {
  const text = hasNoOrder(type.kind) ? `'t': ${jsonTextOf(type, "e.key")}, ` : "";
  return `list_transform(list_sort(list_transform(map_entries({0}), lambda e: {'c': -CAST(e.value AS BIGINT), ${text}'v': e.key})), lambda s: s.v)`;
};
/** Makes -0 and 0 one value: in a map they would be two. */
const histogram = (kind: Type["kind"]): string =>
  kind === "float32" || kind === "float64" ? "histogram({0} + 0)" : "histogram({0})";

const frequent = (
  name: string,
  doc: string,
  make: (kind: Type["kind"]) => Pick<AggregateOverload, "params" | "result" | "empty" | "ts">,
  finish: (sorted: string) => string,
): AggregateFunction => ({
  name,
  doc,
  overloads: kinds.map((kind) => ({
    key: kind,
    ...make(kind),
    accepts: firstHasIdentity,
    sql: { duckdb: gathered([histogram(kind)], ([x]) => finish(byFrequency(x!))) },
    ...(hasNoOrder(kind) ? { texts: true } : {}),
  })),
});

export const lists: readonly AggregateFunction[] = [
  list(
    "first_n",
    "The first n values, oldest first.",
    allKinds,
    gathered([oldestFirst], `${present}[1:{arg1}]`),
    true,
    "firstN",
  ),
  list(
    "last_n",
    "The last n values, newest first.",
    allKinds,
    gathered([newestFirst], `${present}[1:{arg1}]`),
    true,
    "lastN",
  ),
  list(
    "last_distinct_n",
    "The n most recent different values, newest first.",
    identityKinds,
    gathered(
      [newestFirst],
      `list_filter(${present}, lambda v, i: list_position(list_filter({0}, lambda y: y IS NOT NULL), v) = i)[1:{arg1}]`,
    ),
    true,
    "lastDistinctN",
  ),
  list("collect", "All values, oldest first.", allKinds, gathered([oldestFirst], present), true, "collect"),
  list(
    "largest_n",
    "The n greatest values, greatest first; equal values all count.",
    orderedKinds,
    gathered(["list({0})"], `list_reverse_sort(${present})[1:{arg1}]`),
    false,
    "largestN",
  ),
  list(
    "smallest_n",
    "The n smallest values, smallest first; equal values all count.",
    orderedKinds,
    gathered(["list({0})"], `list_sort(${present})[1:{arg1}]`),
    false,
    "smallestN",
  ),
  frequent(
    "most_frequent_n",
    "The n most frequent values; ties by the smaller value first.",
    (kind) => ({
      params: [exactly("x", kind), count],
      result: listOf,
      empty: "list",
      ts: "mostFrequentN",
    }),
    (sorted) => `coalesce(${sorted}[1:{arg1}], [])`,
  ),
  frequent(
    "mode",
    "The most frequent value; ties go to the smallest, and arrays and structs compare by their JSON text.",
    (kind) => ({
      params: [exactly("x", kind)],
      result: like(0),
      empty: "null",
      ts: "mode",
    }),
    (sorted) => `${sorted}[1]`,
  ),
];
