import { isFloat, isNested, type Type } from "../../../../runtime/types.js";
import { cast, fillSql, fn, isNotNull, lambda, op, type Sql, text, where } from "../../tree/index.js";
import { asEcmaScript } from "./casts.js";

/**
 * The JSON text of a plan's value. Null gives null. The text has no spaces. Ints have all their digits, and floats
 * print as in ECMAScript. Decimals, times, dates and bytes are the texts that a client gets. Fields come in declared
 * order, entries in the order of their keys. `runtime/functions/json-text.ts` does the same.
 */
export function jsonTextOf(type: Type, x: Sql, depth = 0): Sql {
  const written = cast(fn("to_json", x), "VARCHAR");
  if (isPlain(type)) return written;
  if (ofFloats(type)) return asEcmaScript(written);
  const orNull = (of: Type, value: Sql): Sql => fn("coalesce", jsonTextOf(of, value, depth + 1), text("null"));
  const joined = (list: Sql, each: (element: Sql) => Sql): Sql =>
    fn(
      "array_to_string",
      fn(
        "list_transform",
        list,
        lambda([`t${depth}`], (e) => each(e!)),
      ),
      text(","),
    );
  const unlessNull = (value: Sql): Sql => where(isNotNull(x), value);
  switch (type.kind) {
    case "timestamp":
      return quoted(fillSql("strftime(make_timestamp({0}), '%Y-%m-%dT%H:%M:%S.%fZ')", [x]));
    case "date":
      return quoted(fillSql("strftime(make_date({0}), '%Y-%m-%d')", [x]));
    case "decimal":
      return quoted(cast(x, "VARCHAR"));
    case "bytes":
      return quoted(fn("to_base64", x));
    case "json":
      return x;
    case "array":
      return unlessNull(
        within(
          "[",
          joined(x, (e) => orNull(type.element, e)),
          "]",
        ),
      );
    case "struct": {
      const fields = type.fields.flatMap(({ name, type: of }, index) => [
        text(`${index === 0 ? "" : ","}${JSON.stringify(name)}:`),
        orNull(of, fn("struct_extract", x, text(name))),
      ]);
      return unlessNull(within("{", concatenated(fields), "}"));
    }
    case "map": {
      const entry = (e: Sql): Sql => {
        const [key, value] = [fillSql("{0}.key", [e]), fillSql("{0}.value", [e])];
        const bare = isText(type.key) ? key : fn("trim", jsonTextOf(type.key, key, depth + 1), text('"'));
        return concatenated([cast(fn("to_json", bare), "VARCHAR"), text(":"), orNull(type.value, value)]);
      };
      return unlessNull(within("{", joined(fn("map_entries", x), entry), "}"));
    }
    default:
      throw new Error(`DuckDB writes ${type.kind} itself`);
  }
}

const concatenated = (parts: readonly Sql[]): Sql => parts.reduce((left, right) => op("||", left, right));
const within = (begin: string, value: Sql, end: string): Sql => concatenated([text(begin), value, text(end)]);
const quoted = (value: Sql): Sql => within('"', value, '"');

/** True if DuckDB's own JSON of the type is the text that Feat needs. */
function isPlain(type: Type): boolean {
  if (!isNested(type)) return type.kind === "bool" || type.kind === "int32" || type.kind === "int64" || isText(type);
  switch (type.kind) {
    case "array":
      return isPlain(type.element);
    case "struct":
      return type.fields.every((field) => isPlain(field.type));
    case "map":
      return false;
  }
}

const ofFloats = (type: Type): boolean => isFloat(type) || (type.kind === "array" && ofFloats(type.element));
const isText = (type: Type): boolean => type.kind === "string" || type.kind === "enum";
