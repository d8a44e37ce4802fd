/**
 * Postgres 15 and newer.
 *
 * In: nothing. Out: the dialect's tables, how it writes what plain SQL lacks, and the prelude of a session. Always: all
 * of it is trees. A session runs the prelude once, before any other statement.
 */
import { parameterNames } from "../../../../runtime/artifacts.js";
import { sqlText } from "../../../../runtime/duckdb-types.js";
import { postgresIdentifier } from "../../../../runtime/postgres-names.js";
import {
  as,
  caseOf,
  cast,
  fn,
  id,
  list,
  number,
  op,
  parameter,
  select,
  sql,
  text,
  typeName,
} from "../../tree/index.js";
import type { Dialect } from "../dialect.js";
import { capabilities } from "./capabilities.js";
import { conversions } from "./conversions.js";
import { aggregates, functions } from "./functions.js";
import { jsonTextOf } from "./json-text.js";
import { unsimplified } from "./numbers.js";
import { prelude } from "./prelude/index.js";
import { local, micros } from "./times.js";
import { typeOf } from "./types.js";
import * as values from "./values.js";

export { prelude };

export const postgres: Dialect = {
  name: "postgres",
  ...capabilities,
  identifier: postgresIdentifier,
  // With standard strings, a text is written as DuckDB writes it.
  text: sqlText,
  prelude,
  shortCasts: true,
  functions,
  aggregates,
  conversions,
  type: typeOf,
  parameter: (name) => cast(parameter(String(parameterNames.indexOf(name) + 1)), "BIGINT"),
  // All forms of values have a hash of their own, which costs a third of that of their text.
  rowHash: (values) => fn("hash_record_extended", fn("row", ...values), number(0)),
  unitOf: (instant, { unit, zone }) => {
    const shown = local(instant, zone === "UTC" ? undefined : text(zone));
    const begin = micros(fn("date_trunc", text(unit), shown));
    // Days and longer units go by the local date. Hours and minutes go by elapsed time: when clocks go back, the two
    // hours with the same name stay two.
    if (unit !== "hour" && unit !== "minute") return begin;
    return op("+", op("-", begin, micros(shown)), instant);
  },
  lacksElements: null,
  elements: (of, column, place, around, element) =>
    select({
      columns: [
        as(values.ofElement(id("@element"), element), column),
        id(place),
        ...around.map(([value, own]) => as(value, own)),
      ],
      from: values.elements(of, "@element", place),
    }),
  mapAggregate: (key, value) => fn("jsonb_object_agg", values.keyText(key), value),
  map: (entries) => values.jsonObject(entries.map(([key, value]) => [values.keyText(key), value])),
  list: (elements, type) => {
    const of = type.kind === "array" ? type.element : type;
    return cast(values.listed(elements.map((each) => values.asElement(each, of))), typeOf(type));
  },
  each: (of, name, body, element) =>
    values.mapped(of, name, (x) => values.asElement(body(values.ofElement(x, element)), element)),
  bound: (value, name, body) => values.bound(name, value, body),
  allOf: (of) => op("=", sql`true`, values.quantified("ALL", of, typeName("BOOLEAN[]"))),
  anyOf: (of) => op("=", sql`true`, values.quantified("ANY", of, typeName("BOOLEAN[]"))),
  isFinite: values.isFiniteFloat,
  finiteOrNull: values.finiteOrNull,
  float: values.float,
  whole: (decimal) => fn("trunc", decimal),
  comparedDigits: 1000,
  bytes: (base64) => fn("decode", text(base64), text("base64")),
  wholeRow: null,
  struct: (fields) => values.jsonObject(fields.map(([name, value]) => [text(name), value])),
  field: (struct, name, type) => values.member(struct, text(name), type),
  jsonText: (value, type) => jsonTextOf(type, value),
  unsimplified,
  extern: null,
  raise: (message, like) =>
    "type" in like
      ? cast(values.helper("raise", message), typeOf(like.type))
      : values.helper("raise_like", message, like.value),
  leastN: (value, by, count, where) =>
    values.firstOf(sql`array_agg(${value} ORDER BY ${list(by)}) FILTER (WHERE ${where})`, number(count)),
  // An instant before the first day of Postgres's calendar is shown as its number.
  instantText: (instant) =>
    caseOf(
      [[op(">=", instant, number("-210866803200000000")), cast(local(instant, undefined), "TEXT")]],
      cast(instant, "TEXT"),
    ),
  output: (value) => value,
};
