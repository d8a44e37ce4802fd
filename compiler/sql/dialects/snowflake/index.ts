/**
 * Snowflake.
 *
 * In: nothing. Out: the dialect's tables, and how it writes what plain SQL lacks. Always: all of it is trees. Every name
 * is quoted, so none is folded to upper case. No setting of a session changes a value.
 */
import { snowflakeIdentifier, snowflakeText } from "../../../../runtime/snowflake-names.js";
import { as, cast, fn, id, list, number, op, parameter, select, sql, text, where } from "../../tree/index.js";
import type { Dialect } from "../dialect.js";
import { capabilities } from "./capabilities.js";
import { timestampText } from "./casts.js";
import { conversions } from "./conversions.js";
import { aggregates, functions } from "./functions.js";
import { refused } from "./refused.js";
import { local, micros, onClock, truncated } from "./times.js";
import { typeOf } from "./types.js";
import { noLists } from "./unsupported.js";
import * as values from "./values.js";

export const snowflake: Dialect = {
  name: "snowflake",
  ...capabilities,
  identifier: snowflakeIdentifier,
  text: snowflakeText,
  shortCasts: true,
  lambdas: "arrows",
  foldsNames: true,
  lacksNested: noLists,
  lacksElements: null,
  functions,
  aggregates,
  conversions,
  type: typeOf,
  // A variable of the session.
  parameter: (name) => cast(parameter(`feat_${name}`), "BIGINT"),
  rowHash: (of) => fn("hash", ...of),
  unitOf: (instant, { unit, zone }) => {
    const own = zone === "UTC" ? undefined : text(zone);
    // Days and longer units go by the local date. Hours and minutes go by elapsed time: when clocks go back, the two
    // hours with the same name stay two.
    if (unit === "hour" || unit === "minute") return onClock(instant, text(unit), own, unit);
    return micros(truncated(text(unit), local(instant, own), unit));
  },
  elements: (of, column, place, around) =>
    select({
      columns: [
        as(sql`${id("@e")}.VALUE`, column),
        as(op("+", sql`${id("@e")}.INDEX`, number(1)), place),
        ...around.map(([value, own]) => as(value, own)),
      ],
      from: sql`TABLE(FLATTEN(INPUT => ${of})) AS ${id("@e")}`,
    }),
  mapAggregate: refused,
  map: refused,
  list: (elements) => fn("array_construct", ...elements),
  each: refused,
  bound: (value, _, body) => body(value),
  allOf: refused,
  anyOf: refused,
  isFinite: values.isFiniteFloat,
  finiteOrNull: values.finiteOrNull,
  float: values.float,
  whole: (decimal) => fn("trunc", decimal),
  comparedDigits: 38,
  bytes: (base64) => fn("to_binary", text(base64), text("BASE64")),
  struct: refused,
  field: refused,
  wholeRow: null,
  jsonText: (value) => value,
  unsimplified: (value) => value,
  extern: null,
  raise: (message, like) =>
    "type" in like ? values.raised(message, typeOf(like.type)) : values.raisedAs(message, like.value),
  // Rules use it, for the keys of rows that break them.
  leastN: (value, by, count, condition) =>
    fn(
      "array_slice",
      sql`ARRAY_AGG(${where(condition, value)}) WITHIN GROUP (ORDER BY ${list(by)})`,
      values.ZERO,
      number(count),
    ),
  instantText: timestampText,
  output: (value) => value,
};
