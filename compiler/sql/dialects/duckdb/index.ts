/**
 * DuckDB 1.5.
 *
 * In: nothing. Out: the dialect's tables, and how it writes what plain SQL lacks. Always: all of it is trees.
 */
import { sqlText } from "../../../../runtime/duckdb-types.js";
import { scalar } from "../../../../runtime/types.js";
import {
  as,
  bound,
  cast,
  col,
  fillSql,
  float,
  fn,
  hasExponent,
  id,
  lambda,
  list,
  listOf,
  op,
  parameter,
  select,
  sql,
  star,
  text,
  where,
} from "../../tree/index.js";
import type { Dialect } from "../dialect.js";
import { capabilities } from "./capabilities.js";
import { conversions } from "./conversions.js";
import { aggregates, functions } from "./functions.js";
import { jsonTextOf } from "./json-text.js";
import { output } from "./output.js";
import { field, struct } from "./structs.js";
import { local } from "./times.js";
import { typeOf } from "./types.js";

export const duckdb: Dialect = {
  name: "duckdb",
  ...capabilities,
  identifier: (name) => `"${name.replaceAll('"', '""')}"`,
  text: sqlText,
  shortCasts: true,
  functions,
  aggregates,
  conversions,
  type: typeOf,
  parameter: (name) => cast(parameter(name), "BIGINT"),
  rowHash: (values) => fn("hash", ...values),
  unitOf: (instant, { unit, zone }) => {
    const shown = local(instant, zone === "UTC" ? undefined : text(zone));
    const begin = fn("epoch_us", fn("date_trunc", text(unit), shown));
    // Days and longer units go by the local date. Hours and minutes go by elapsed time: when clocks go back, the two
    // hours with the same name stay two.
    if (unit !== "hour" && unit !== "minute") return begin;
    return op("+", op("-", begin, fn("epoch_us", shown)), instant);
  },
  lacksElements: null,
  elements: (of, name, place, around) => {
    const columns = [as(fn("unnest", of), name), as(fillSql("generate_subscripts({0}, 1)", [of]), place)];
    if (around.length === 0) return select({ columns });
    const from = select({ columns: around.map(([value, own]) => as(value, own)) });
    return select({ columns: [...columns, ...around.map(([, own]) => col(own))], from });
  },
  mapAggregate: (key, value) =>
    fillSql("map_from_entries(list(struct_pack(k := {key}, v := {value}) ORDER BY {key}))", [], { key, value }),
  map: (entries, type) =>
    entries.length === 0
      ? cast(sql`MAP {}`, typeOf(type))
      : cast(fn("map", listOf(entries.map(([key]) => key)), listOf(entries.map(([, value]) => value))), typeOf(type)),
  list: (elements, type) => cast(listOf(elements), typeOf(type)),
  each: (of, name, body) =>
    fn(
      "list_transform",
      of,
      lambda([name], (element) => body(element!)),
    ),
  bound: (value, name, body) => bound(name, value, body),
  allOf: (of) => fn("list_bool_and", of),
  anyOf: (of) => fn("list_bool_or", of),
  isFinite: (value) => fn("isfinite", value),
  finiteOrNull: (value) => where(fn("isfinite", value), value),
  float: (value) => (hasExponent(value) ? float(value) : cast(float(value), "DOUBLE")),
  whole: (decimal) => fn("trunc", decimal),
  comparedDigits: 38,
  bytes: (base64) => fn("from_base64", text(base64)),
  struct,
  field,
  wholeRow: (except) => sql`struct_pack(*COLUMNS(${star({ except })}))`,
  jsonText: (value, type) => jsonTextOf(type, value),
  unsimplified: (value) => fn("greatest", value),
  extern: (name, args) => fillSql("{name}({args})", [], { name: id(`feat_extern_${name}`), args: list(args) }),
  raise: (message) => fn("error", message),
  leastN: (value, by, count, where) =>
    sql`${fillSql(`arg_min({value}, row({by}), ${count})`, [], { value, by: list(by) })} FILTER (WHERE ${where})`,
  instantText: (micros) => cast(output(scalar("timestamp"), micros), "VARCHAR"),
  output: (value, type) => output(type, value),
};
