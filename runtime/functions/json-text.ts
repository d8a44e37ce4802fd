import type { Type } from "../types.js";
import type { Int, Value } from "../values.js";
import { dateText, timestampText } from "./calendar.js";
import { decimalText } from "./decimals.js";

/**
 * The JSON text by which arrays, structs and maps are ordered (MEANING 43). It has no spaces. Ints have all their
 * digits, and floats print as in ECMAScript. Decimals, times, dates and bytes are the texts that a client gets. Fields
 * come in declared order, entries in the order of their keys.
 */
export const jsonText =
  (type: Type) =>
  (value: Value): string =>
    text(type, value);

function text(type: Type, value: Value): string {
  if (value === null) return "null";
  switch (type.kind) {
    case "bool":
    case "int32":
    case "int64":
      return String(value);
    case "float32":
    case "float64":
    case "string":
    case "enum":
      return JSON.stringify(value);
    case "json":
      return value as string;
    case "timestamp":
      return `"${timestampText(value as Int)}"`;
    case "date":
      return `"${dateText(value as number)}"`;
    case "decimal":
      return `"${decimalText(value as Int, type.scale)}"`;
    case "bytes":
      return `"${Buffer.from(value as Uint8Array).toString("base64")}"`;
    case "array":
      return `[${(value as readonly Value[]).map((element) => text(type.element, element)).join(",")}]`;
    case "struct": {
      const fields = value as Readonly<Record<string, Value>>;
      return `{${type.fields.map((field) => `${JSON.stringify(field.name)}:${text(field.type, fields[field.name] ?? null)}`).join(",")}}`;
    }
    case "map": {
      const entries = [...(value as ReadonlyMap<Value, Value>)];
      return `{${entries.map(([key, own]) => `${quoted(text(type.key, key))}:${text(type.value, own)}`).join(",")}}`;
    }
  }
}

/** A key in JSON is a text, whatever the key's type. */
const quoted = (key: string): string => (key.startsWith('"') ? key : `"${key}"`);
