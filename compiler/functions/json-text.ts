import { sqlText } from "../../runtime/duckdb-types.js";
import { isFloat, isNested, type Type } from "../../runtime/types.js";
import { asEcmaScript } from "./scalar/text-forms.js";

/**
 * SQL for the JSON text of a plan's value in DuckDB. Null gives null. The text has no spaces. Ints have all their
 * digits, and floats print as in ECMAScript. Decimals, times, dates and bytes are the texts that a client gets. Fields
 * come in declared order, entries in the order of their keys. `runtime/functions/json-text.ts` does the same.
 */
export function jsonTextOf(type: Type, x: string, depth = 0): string {
  const written = `CAST(to_json(${x}) AS VARCHAR)`;
  if (isPlain(type)) return written;
  if (ofFloats(type)) return asEcmaScript(written);
  const orNull = (of: Type, value: string): string => `coalesce(${jsonTextOf(of, value, depth + 1)}, 'null')`;
  const e = `"~t${depth}"`;
  const joined = (list: string, each: string): string =>
    `array_to_string(list_transform(${list}, lambda ${e}: ${each}), ',')`;
  const unlessNull = (text: string): string => `CASE WHEN ${x} IS NOT NULL THEN ${text} END`;
  switch (type.kind) {
    case "timestamp":
      return `'"' || strftime(make_timestamp(${x}), '%Y-%m-%dT%H:%M:%S.%fZ') || '"'`;
    case "date":
      return `'"' || strftime(make_date(${x}), '%Y-%m-%d') || '"'`;
    case "decimal":
      return `'"' || CAST(${x} AS VARCHAR) || '"'`;
    case "bytes":
      return `'"' || to_base64(${x}) || '"'`;
    case "json":
      return x;
    case "array":
      return unlessNull(`'[' || ${joined(x, orNull(type.element, e))} || ']'`);
    case "struct": {
      const fields = type.fields.map(
        ({ name, type: of }) =>
          `${sqlText(`${JSON.stringify(name)}:`)} || ${orNull(of, `struct_extract(${x}, ${sqlText(name)})`)}`,
      );
      return unlessNull(`'{' || ${fields.join(" || ',' || ")} || '}'`);
    }
    case "map": {
      const key = `CAST(to_json(trim(${jsonTextOf(type.key, `${e}.key`, depth + 1)}, '"')) AS VARCHAR)`;
      const entry = `${isText(type.key) ? `CAST(to_json(${e}.key) AS VARCHAR)` : key} || ':' || ${orNull(type.value, `${e}.value`)}`;
      return unlessNull(`'{' || ${joined(`map_entries(${x})`, entry)} || '}'`);
    }
    default:
      throw new Error(`DuckDB writes ${type.kind} itself`);
  }
}

/** Whether DuckDB's own JSON of the type is the text that we want. */
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
