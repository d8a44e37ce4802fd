/**
 * Spark 4, in its ANSI mode.
 *
 * In: nothing. Out: the dialect's tables, how it writes what plain SQL lacks, and the prelude of a session. Always: all
 * of it is trees. A session is in UTC, distinguishes names by case and keeps all digits of decimals.
 */
import { sparkIdentifier, sparkText } from "../../../../runtime/spark-types.js";
import { scalar, type Type } from "../../../../runtime/types.js";
import { as, cast, concat, fn, id, list, number, op, select, sql, star, text, typeName } from "../../tree/index.js";
import type { Dialect } from "../dialect.js";
import { capabilities } from "./capabilities.js";
import { conversions } from "./conversions.js";
import { aggregates, functions } from "./functions.js";
import { jsonTextOf } from "./json-text.js";
import { output } from "./output.js";

import { local, micros } from "./times.js";
import { typeOf } from "./types.js";
import * as values from "./values.js";

export const spark: Dialect = {
  name: "spark",
  ...capabilities,
  identifier: sparkIdentifier,
  text: sparkText,
  shortCasts: true,
  lambdas: "arrows",
  functions,
  aggregates,
  conversions,
  type: typeOf,
  parameter: (name) => cast(typeName(`:${name}`), "BIGINT"),
  // All values in one text: Spark hashes no maps.
  rowHash: (of) =>
    cast(
      fn("xxhash64", fn("to_json", values.struct(of.map((value, index) => [`c${index}`, value] as const)))),
      "DECIMAL(20, 0)",
    ),
  unitOf: (instant, { unit, zone }) => {
    const shown = local(instant, zone === "UTC" ? undefined : text(zone));
    const begin = micros(fn("date_trunc", text(unit), shown));
    // Days and longer units go by the local date. Hours and minutes go by elapsed time: when clocks go back, the two
    // hours with the same name stay two.
    if (unit !== "hour" && unit !== "minute") return begin;
    return op("+", op("-", begin, micros(shown)), instant);
  },
  lacksElements: "it has no subquery over the elements of a list",
  elements: (of, column, place, around) =>
    select({
      columns: [star(), ...around.map(([value, own]) => as(value, own))],
      from: select({ columns: [sql`posexplode(${of}) AS (${id(place)}, ${id(column)})`] }),
    }),
  mapAggregate: (key, value) => {
    const entry = values.struct([
      ["k", key],
      ["v", value],
    ]);
    return fn("map_from_entries", values.sortedBy(fn("collect_list", entry), "k", "ascending"));
  },
  map: (entries, type) => cast(fn("map", list(entries.flat())), typeOf(type)),
  list: (elements, type) => cast(fn("array", ...elements), typeOf(type)),
  each: (of, name, body) => values.mapped(of, name, body),
  bound: (value, name, body) => values.bound(name, value, body),
  allOf: (of) => values.every(of, "b", (b) => b),
  anyOf: (of) => values.some(of, "b", (b) => b),
  isFinite: values.isFiniteFloat,
  finiteOrNull: values.finiteOrNull,
  float: values.float,
  whole: (decimal) =>
    op("*", cast(fn("sign", decimal), "DECIMAL(1, 0)"), cast(fn("floor", fn("abs", decimal)), "DECIMAL(38, 0)")),
  comparedDigits: 38,
  bytes: (base64) => fn("unbase64", text(base64)),
  struct: values.struct,
  field: (struct, name) => values.field(struct, name),
  wholeRow: null,
  jsonText: (value, type: Type) => jsonTextOf(type, value),
  unsimplified: (value) => values.bound("own", value, (own) => own),
  extern: null,
  raise: (message) => values.raised(message),
  leastN: (value, by, count, where) => {
    const rows = values.struct([...by.map((each, index) => [`o${index}`, each] as const), ["v", value]]);
    const sorted = sql`sort_array(collect_list(${rows}) FILTER (WHERE ${where}))`;
    return values.firstOf(
      values.mapped(sorted, "r", (row) => values.field(row, "v")),
      number(count),
    );
  },
  instantText: (instant) => concat(cast(output(scalar("timestamp"), instant), "STRING"), text("+00")),
  output: (value, type) => output(type, value),
};
