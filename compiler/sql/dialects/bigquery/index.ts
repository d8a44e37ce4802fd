/**
 * BigQuery's GoogleSQL.
 *
 * In: nothing. Out: the dialect's tables, and how it writes what plain SQL lacks. Always: all of it is trees. No function
 * is made for a session: BigQuery has no sessions of its own accord.
 */
import { bigqueryIdentifier } from "../../../../runtime/bigquery-names.js";
import { as, caseOf, cast, fn, id, list, number, op, parameter, select, sql, text } from "../../tree/index.js";
import type { Dialect } from "../dialect.js";
import { capabilities } from "./capabilities.js";
import { conversions } from "./conversions.js";
import { aggregates, functions } from "./functions.js";
import { datetime, micros } from "./instants.js";
import { jsonTextOf } from "./json-text.js";
import { stringText } from "./literals.js";
import { timestampText } from "./texts-of-values.js";
import { onClock, truncated } from "./times.js";
import { parts, typeOf } from "./types.js";
import * as values from "./values.js";

export const bigquery: Dialect = {
  name: "bigquery",
  ...capabilities,
  identifier: bigqueryIdentifier,
  text: stringText,
  union: "UNION DISTINCT",
  lacksElements: null,
  functions,
  aggregates,
  conversions,
  type: typeOf,
  parameter: (name) => cast(parameter(name, "@"), "INT64"),
  rowHash: (of) => cast(fn("FARM_FINGERPRINT", fn("TO_JSON_STRING", fn("STRUCT", ...of))), "BIGNUMERIC"),
  unitOf: (instant, { unit, zone }) => {
    const own = zone === "UTC" ? undefined : text(zone);
    if (unit === "hour" || unit === "minute") return onClock(instant, text(unit), own, unit);
    return micros(truncated(datetime(instant, own), text(unit), unit));
  },
  elements: (of, column, place, around) =>
    select({
      columns: [
        as(values.valueIn("@element"), column),
        as(op("+", id("@place"), number(1)), place),
        ...around.map(([value, own]) => as(value, own)),
      ],
      from: values.elements(of, "@element", "@place"),
    }),
  mapAggregate: (key, value) =>
    caseOf([
      [
        op(">", sql`COUNT(*)`, number(0)),
        sql`STRUCT(ARRAY_AGG(STRUCT(${key} AS ${id(parts.key)}, ${value} AS ${id(parts.value)}) ORDER BY ${key}) AS ${id(parts.map)})`,
      ],
    ]),
  map: (entries, type) => {
    if (type.kind !== "map") throw new Error("a map has the type of its keys");
    return values.mapOf(entries, type.key, type.value);
  },
  list: (elements, type) => values.listed(elements, type.kind === "array" ? type.element : type),
  each: (of, name, body) => values.mapped(of, name, body),
  bound: (value, name, body) => values.bound(name, value, body),
  // A null element is not true.
  allOf: (of) =>
    values.query({
      columns: [fn("LOGICAL_AND", fn("IFNULL", values.valueIn("~a"), sql`FALSE`))],
      from: values.elements(of, "~a"),
    }),
  anyOf: (of) => values.query({ columns: [fn("LOGICAL_OR", values.valueIn("~a"))], from: values.elements(of, "~a") }),
  isFinite: values.isFiniteFloat,
  finiteOrNull: values.finiteOrNull,
  float: values.float,
  whole: (decimal) => fn("TRUNC", decimal),
  comparedDigits: 76,
  bytes: (base64) => fn("FROM_BASE64", text(base64)),
  wholeRow: null,
  struct: (fields) => sql`STRUCT(${list(fields.map(([name, value]) => as(value, name)))})`,
  field: (struct, name) => values.member(struct, name),
  jsonText: (value, type) => jsonTextOf(type, value),
  unsimplified: (value) => values.query({ columns: [value] }),
  extern: null,
  raise: (message, like) => ("type" in like ? values.raised(message, typeOf(like.type)) : fn("ERROR", message)),
  leastN: (value, by, count, where) =>
    values.asList(
      sql`ARRAY_AGG(${caseOf([[where, values.elementStruct(value)]])} IGNORE NULLS ORDER BY ${list(by)} LIMIT ${number(count)})`,
    ),
  instantText: timestampText,
  output: (value) => value,
};
