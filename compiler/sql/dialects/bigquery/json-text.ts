import type { Type } from "../../../../runtime/types.js";
import { caseOf, cast, fn, id, isNotNull, op, type Sql, sql, text } from "../../tree/index.js";
import { dateText, floatText, timestampText } from "./texts-of-values.js";
import { elements, entries, keyIn, member, once, valueIn } from "./values.js";

/** JSON's blanks. */
export const blanks = text(" \t\n\r");
/** The first character of a JSON text, which tells its kind. */
export const jsonKind = (json: Sql): Sql => fn("SUBSTR", fn("LTRIM", json, blanks), sql`1`, sql`1`);

/**
 * The JSON text of a plan's value. Null gives null. The text has no spaces. Ints have all their digits, and floats
 * print as in ECMAScript. Decimals, times, dates and bytes are the texts that a client gets. Fields come in declared
 * order, entries in the order of their keys. `runtime/functions/json-text.ts` does the same.
 */
export function jsonTextOf(type: Type, x: Sql, depth = 0): Sql {
  const orNull = (of: Type, value: Sql): Sql => fn("IFNULL", jsonTextOf(of, value, depth + 1), text("null"));
  const unlessNull = (value: Sql, body: (value: Sql) => Sql): Sql =>
    once(`t${depth}`, value, (own) => caseOf([[isNotNull(own), body(own)]]));
  switch (type.kind) {
    case "bool":
    case "int32":
    case "int64":
      return cast(x, "STRING");
    case "float32":
    case "float64":
      return floatText(x);
    case "string":
    case "enum":
      return unlessNull(x, (own) => fn("TO_JSON_STRING", own));
    case "json":
      return x;
    case "timestamp":
      return quoted(timestampText(x));
    case "date":
      return quoted(dateText(x));
    case "decimal":
      return quoted(sql`FORMAT(${text(`%.${type.scale}f`)}, ${x})`);
    case "bytes":
      return quoted(fn("TO_BASE64", x));
    case "array": {
      const name = `~t${depth}`;
      return unlessNull(x, (own) =>
        within(
          "[",
          joined(orNull(type.element, valueIn(name)), elements(own, name, `@t${depth}`), id(`@t${depth}`)),
          "]",
        ),
      );
    }
    case "struct":
      return unlessNull(x, (own) => {
        const fields = type.fields.flatMap(({ name, type: of }, index) => [
          text(`${index === 0 ? "" : ","}${JSON.stringify(name)}:`),
          orNull(of, member(own, name)),
        ]);
        return within("{", concatenated(fields), "}");
      });
    case "map": {
      const name = `~t${depth}`;
      return unlessNull(x, (own) => {
        const written = jsonTextOf(type.key, keyIn(name), depth + 1);
        const shown = hasQuotes(type.key) ? written : quoted(written);
        const entry = concatenated([shown, text(":"), orNull(type.value, valueIn(name))]);
        return within("{", joined(entry, entries(own, name, `@t${depth}`), id(`@t${depth}`)), "}");
      });
    }
  }
}

const hasQuotes = ({ kind }: Type): boolean =>
  ["string", "enum", "timestamp", "date", "decimal", "bytes"].includes(kind);
const joined = (value: Sql, from: Sql, by: Sql): Sql =>
  fn("IFNULL", sql`(SELECT STRING_AGG(${value}, ',' ORDER BY ${by}) FROM ${from})`, text(""));
const concatenated = (parts: readonly Sql[]): Sql => parts.reduce((left, right) => op("||", left, right));
const within = (begin: string, value: Sql, end: string): Sql => concatenated([text(begin), value, text(end)]);
const quoted = (value: Sql): Sql => within('"', value, '"');
