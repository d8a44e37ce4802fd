import type { Type } from "../../../../runtime/types.js";
import type { AggregateOverloadName } from "../../../functions/overloads.js";
import {
  bare,
  bound,
  cast,
  fillSql,
  fn,
  isNotNull,
  lambda,
  listOf,
  minus,
  number,
  op,
  type Sql,
  where,
} from "../../tree/index.js";
import { type AggregateCell, type AggregateNames, type AggregateTemplate, forEach } from "../cell.js";
import { jsonTextOf } from "./json-text.js";

/*
 * Aggregates that hold all values: lists, and sums and extremes of fixed vectors element by element. DuckDB keeps nulls
 * in `list`, so they are removed afterwards.
 */

const FALSE = fillSql("false", []);

const OLDEST_FIRST = "list({0} ORDER BY {order})";
const NEWEST_FIRST = "list({0} ORDER BY {order} DESC)";
const present = (list: Sql): Sql =>
  fn(
    "list_filter",
    list,
    lambda(["x"], (x) => isNotNull(x!)),
  );
/** The first n elements. The aggregate's second argument is n. */
const some = (list: Sql, { literals }: AggregateNames): Sql =>
  fillSql("{list}[1:{n}]", [], { list, n: bare(literals[1]!) });

const transformed = (list: Sql, name: string, of: (each: Sql) => Sql): Sql =>
  fn(
    "list_transform",
    list,
    lambda([name], (each) => of(each!)),
  );
const fieldOf = (struct: Sql, name: string): Sql => fillSql(`struct_extract({0}, '${name}')`, [struct]);

/**
 * The first of equal values, in their order. They are sorted by value and position, which needs no comparison of each
 * with all others.
 */
const distinct: AggregateTemplate = ([list], names) => {
  const placed = fn(
    "list_transform",
    present(list!),
    lambda(["v", "i"], (v, i) => fillSql("struct_pack(v := {v}, i := {i})", [], { v: v!, i: i! })),
  );
  const firsts = bound("sorted", fn("list_sort", placed), (sorted) =>
    fn(
      "list_filter",
      sorted,
      lambda(["e", "n"], (e, n) =>
        fillSql("{n} = 1 OR {before} IS DISTINCT FROM {v}", [], {
          n: n!,
          before: fieldOf(fillSql("{0}[{1} - 1]", [sorted, n!]), "v"),
          v: fieldOf(e!, "v"),
        }),
      ),
    ),
  );
  const byPlace = transformed(firsts, "f", (f) =>
    fillSql("struct_pack(i := {i}, v := {v})", [], { i: fieldOf(f, "i"), v: fieldOf(f, "v") }),
  );
  return transformed(some(fn("list_sort", byPlace), names), "g", (g) => fieldOf(g, "v"));
};

/** The n greatest or least values, n being a literal, and how lists of them merge. */
const ends = (
  call: "min" | "max",
  value: (x: Sql, names: AggregateNames) => Sql,
  finish: (merged: Sql) => Sql,
): NonNullable<AggregateCell["states"]> => ({
  calls: [([x], names) => fn(call, value(x!, names), bare(names.literals[1]!))],
  merge: [
    ([lists], names) =>
      some(fn(call === "min" ? "list_sort" : "list_reverse_sort", fn("flatten", fn("list", lists!))), names),
  ],
  finish: ([merged]) => finish(merged!),
});
const ordered = (x: Sql, { order }: AggregateNames): Sql =>
  where(isNotNull(x), fillSql("struct_pack(o := {o}, v := {v})", [], { o: order, v: x }));
const values = (merged: Sql): Sql => transformed(merged, "s", (s) => fieldOf(s, "v"));

const kinds = [
  "bool",
  "int32",
  "int64",
  "float32",
  "float64",
  "string",
  "timestamp",
  "date",
  "decimal",
  "enum",
  "array",
  "struct",
] as const;
type Kind = (typeof kinds)[number];
const hasNoOrder = (kind: Type["kind"]): boolean => kind === "array" || kind === "struct";

/** Values by how often they occur; on ties the smaller value comes first (MEANING 62). */
const byFrequency = (counts: Sql, type: Type): Sql => {
  const counted = lambda(["e"], (entry) => {
    const [key, value] = [fillSql("{0}.key", [entry!]), fillSql("{0}.value", [entry!])];
    const text = hasNoOrder(type.kind) ? ["'t': {t}, "] : [];
    return fillSql(`{'c': {c}, ${text.join("")}'v': {v}}`, [], {
      c: minus(cast(value, "BIGINT")),
      t: jsonTextOf(type, key),
      v: key,
    });
  });
  const sorted = fn("list_sort", fn("list_transform", fn("map_entries", counts), counted));
  return fn(
    "list_transform",
    sorted,
    lambda(["s"], (s) => fillSql("{0}.v", [s!])),
  );
};
/** Makes -0 and 0 one value: in a map they would be two. */
const histogram = (kind: Kind): string =>
  kind === "float32" || kind === "float64" ? "histogram({0} + 0)" : "histogram({0})";
const frequent =
  (finish: (sorted: Sql, names: AggregateNames) => Sql) =>
  (kind: Kind): AggregateCell => ({
    calls: [histogram(kind)],
    finish: ([counts], names) => finish(byFrequency(counts!, names.types[0]!), names),
  });

/*
 * Fixed vectors (MEANING 72). All vectors of a column have one length. A null vector is left out. If an element of the
 * result is not finite, the result is null.
 */

const at = (list: Sql, index: Sql): Sql => fillSql("{0}[{1}]", [list, index]);
/** For each index, the result of `of` for the list of the elements at that index. */
const byPlace = (
  vectors: Sql,
  vector: (row: Sql) => Sql,
  element: (row: Sql, index: Sql) => Sql,
  of: (elements: Sql) => Sql,
): Sql =>
  bound(
    "all",
    fn(
      "list_filter",
      vectors,
      lambda(["v"], (v) => isNotNull(vector(v!))),
    ),
    (all) => {
      const places = fn("range", number(1), op("+", fn("len", vector(at(all, number(1)))), number(1)));
      const each = lambda(["i"], (i) =>
        of(
          fn(
            "list_transform",
            all,
            lambda(["v"], (v) => element(v!, i!)),
          ),
        ),
      );
      const isWhole = (result: Sql): Sql => {
        const finite = lambda(["v"], (v) => fn("coalesce", fn("isfinite", v!), FALSE));
        return where(fn("list_bool_and", fn("list_transform", result, finite)), result);
      };
      return where(op(">", fn("len", all), number(0)), bound("result", fn("list_transform", places, each), isWhole));
    },
  );
const ofVectors = (of: (elements: Sql) => Sql): AggregateCell => ({
  calls: ["list({0})"],
  finish: ([vectors]) => byPlace(vectors!, (row) => row, at, of),
});
const doubles = (list: Sql): Sql => cast(list, "DOUBLE[]");

export const listAggregates = {
  "first_n/any": {
    calls: [OLDEST_FIRST],
    finish: ([list], names) => some(present(list!), names),
    states: ends("min", ordered, values),
  },
  "last_n/any": {
    calls: [NEWEST_FIRST],
    finish: ([list], names) => some(present(list!), names),
    states: ends("max", ordered, values),
  },
  "last_distinct_n/any": { calls: [NEWEST_FIRST], finish: distinct },
  "collect/any": { calls: [OLDEST_FIRST], finish: ([list]) => present(list!) },
  "largest_n/any": {
    calls: ["list({0})"],
    finish: ([list], names) => some(fn("list_reverse_sort", present(list!)), names),
    states: ends(
      "max",
      (x) => x,
      (merged) => merged,
    ),
  },
  "smallest_n/any": {
    calls: ["list({0})"],
    finish: ([list], names) => some(fn("list_sort", present(list!)), names),
    states: ends(
      "min",
      (x) => x,
      (merged) => merged,
    ),
  },
  ...forEach(
    kinds,
    (kind) => `most_frequent_n/${kind}`,
    frequent((sorted, names) => fn("coalesce", some(sorted, names), listOf([]))),
  ),
  ...forEach(
    kinds,
    (kind) => `mode/${kind}`,
    frequent((sorted) => at(sorted, number(1))),
  ),
  "sum/vector": ofVectors((list) => fn("list_sum", doubles(list))),
  "avg/vector": ofVectors((list) => fn("list_avg", doubles(list))),
  "min/vector": ofVectors((list) => fn("list_min", list)),
  "max/vector": ofVectors((list) => fn("list_max", list)),
  "decayed_sum/vector": {
    calls: ["list(struct_pack(x := {0}, w := pow(2.0::DOUBLE, -(({t} - {time})::DOUBLE / {1}::DOUBLE))))"],
    finish: ([rows]) => {
      const field = (row: Sql, name: string): Sql => fillSql(`struct_extract({0}, '${name}')`, [row]);
      const weighted = (row: Sql, index: Sql): Sql => op("*", at(field(row, "x"), index), field(row, "w"));
      return byPlace(
        rows!,
        (row) => field(row, "x"),
        weighted,
        (list) => fn("list_sum", doubles(list)),
      );
    },
  },
} as const satisfies Partial<Record<AggregateOverloadName, AggregateCell>>;
