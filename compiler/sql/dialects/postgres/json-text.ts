import type { Type } from "../../../../runtime/types.js";
import { caseOf, cast, fn, id, isNotNull, op, type Sql, sql, text } from "../../tree/index.js";
import { bound, elements, fromJson, helper, inOrder, keyOf, member, ofElement, query } from "./values.js";

/**
 * The JSON text of a plan's value. Null gives null. The text has no spaces. Ints have all their digits, and floats
 * print as in ECMAScript. Decimals, times, dates and bytes are the texts that a client gets. Fields come in declared
 * order, entries in the order of their keys. `runtime/functions/json-text.ts` does the same.
 */
export function jsonTextOf(type: Type, x: Sql, depth = 0): Sql {
  const orNull = (of: Type, value: Sql): Sql => fn("coalesce", jsonTextOf(of, value, depth + 1), text("null"));
  const unlessNull = (value: Sql, body: (value: Sql) => Sql): Sql =>
    bound(`t${depth}`, value, (own) => caseOf([[isNotNull(own), body(own)]]));
  switch (type.kind) {
    case "bool":
    case "int32":
    case "int64":
      return cast(x, "TEXT");
    case "float32":
    case "float64":
      return helper("float_text", cast(x, "DOUBLE PRECISION"));
    case "string":
    case "enum":
      return cast(fn("to_json", cast(x, "TEXT")), "TEXT");
    case "json":
      return x;
    case "timestamp":
      return quoted(helper("timestamp_text", x));
    case "date":
      return quoted(helper("date_text", x));
    case "decimal":
      return quoted(cast(x, "TEXT"));
    case "bytes":
      return quoted(fn("translate", fn("encode", x, text("base64")), sql`E'\n'`, text("")));
    case "array":
      return unlessNull(x, (own) => {
        const each = orNull(type.element, ofElement(id(`~e${depth}`), type.element));
        return within("[", joined(each, elements(own, `~e${depth}`, "@place"), sql`"@place"`), "]");
      });
    case "struct":
      return unlessNull(x, (own) => {
        const fields = type.fields.flatMap(({ name, type: of }, index) => [
          text(`${index === 0 ? "" : ","}${JSON.stringify(name)}:`),
          orNull(of, member(own, text(name), of)),
        ]);
        return within("{", concatenated(fields), "}");
      });
    case "map":
      return unlessNull(x, (own) => {
        const [name, value] = [id(`~k${depth}`), id(`~v${depth}`)];
        const key = keyOf(name, type.key);
        const written = jsonTextOf(type.key, key, depth + 1);
        const shown = type.key.kind === "string" || type.key.kind === "enum" ? written : quotedKey(written);
        const entry = concatenated([shown, text(":"), orNull(type.value, fromJson(value, type.value))]);
        const from = sql`jsonb_each(${own}) AS "@e"(${name}, ${value})`;
        return within("{", joined(entry, from, inOrder(key, type.key)), "}");
      });
  }
}

const joined = (value: Sql, from: Sql, by: Sql): Sql =>
  fn("coalesce", query({ columns: [sql`string_agg(${value}, ',' ORDER BY ${by})`], from }), text(""));
const concatenated = (parts: readonly Sql[]): Sql => parts.reduce((left, right) => op("||", left, right));
const within = (begin: string, value: Sql, end: string): Sql => concatenated([text(begin), value, text(end)]);
const quoted = (value: Sql): Sql => within('"', value, '"');
/** The texts of dates and instants already have quotes. */
const quotedKey = (value: Sql): Sql => quoted(fn("btrim", value, text('"')));
