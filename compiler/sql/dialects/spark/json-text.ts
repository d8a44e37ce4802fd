import type { Type } from "../../../../runtime/types.js";
import { caseOf, cast, concat, fn, isNotNull, type Sql, text } from "../../tree/index.js";
import { dateText, floatText, timestampText } from "./casts.js";
import { bound, double, field, mapped, struct } from "./values.js";

/**
 * The JSON text of a plan's value. Null gives null. The text has no spaces. Ints have all their digits, and floats
 * print as in ECMAScript. Decimals, times, dates and bytes are the texts that a client gets. Fields come in declared
 * order, entries in the order of their keys. `runtime/functions/json-text.ts` does the same.
 */
export function jsonTextOf(type: Type, x: Sql, depth = 0): Sql {
  const orNull = (of: Type, value: Sql): Sql => fn("coalesce", jsonTextOf(of, value, depth + 1), text("null"));
  const unlessNull = (body: (value: Sql) => Sql): Sql =>
    bound(`t${depth}`, x, (own) => caseOf([[isNotNull(own), body(own)]]));
  const joined = (list: Sql, each: (element: Sql) => Sql): Sql =>
    fn("array_join", mapped(list, `e${depth}`, each), text(","));
  switch (type.kind) {
    case "bool":
    case "int32":
    case "int64":
      return cast(x, "STRING");
    case "float32":
    case "float64":
      return bound(`f${depth}`, double(x), floatText);
    case "string":
    case "enum":
      return quotedText(x);
    case "json":
      return x;
    case "timestamp":
      return within('"', timestampText(x), '"');
    case "date":
      return within('"', dateText(x), '"');
    case "decimal":
      return within('"', cast(x, "STRING"), '"');
    case "bytes":
      return within('"', fn("base64", x), '"');
    case "array":
      return unlessNull((own) =>
        within(
          "[",
          joined(own, (e) => orNull(type.element, e)),
          "]",
        ),
      );
    case "struct":
      return unlessNull((own) => {
        const fields = type.fields.flatMap(({ name, type: of }, index) => [
          text(`${index === 0 ? "" : ","}${JSON.stringify(name)}:`),
          orNull(of, field(own, name)),
        ]);
        return within("{", concat(...fields), "}");
      });
    case "map":
      return unlessNull((own) => {
        const isQuoted = ["string", "enum", "date", "timestamp"].includes(type.key.kind);
        const entry = (e: Sql): Sql => {
          const key = jsonTextOf(type.key, field(e, "key"), depth + 1);
          return concat(isQuoted ? key : within('"', key, '"'), text(":"), orNull(type.value, field(e, "value")));
        };
        return within("{", joined(fn("map_entries", own), entry), "}");
      });
  }
}

const within = (begin: string, value: Sql, end: string): Sql => concat(text(begin), value, text(end));
/** Spark writes the JSON of a struct, not of a text. */
const quotedText = (x: Sql): Sql =>
  caseOf([
    [
      isNotNull(x),
      fn("regexp_extract", fn("to_json", struct([["v", x]])), text('(?s)\\A\\{"v":(.*)\\}\\z'), cast(text("1"), "INT")),
    ],
  ]);
