/**
 * Values in Spark, as generated statements compute with them.
 *
 * Always: an instant is a BIGINT of microseconds, a date an INT of days, json and enum values are STRING, and a map's
 * entries are in ascending order of their keys. The same holds inside lists, structs and maps.
 */
import type { ScalarName, Type } from "./types.js";

const plain: Readonly<Record<ScalarName, string>> = {
  bool: "BOOLEAN",
  int32: "INT",
  int64: "BIGINT",
  float32: "FLOAT",
  float64: "DOUBLE",
  string: "STRING",
  bytes: "BINARY",
  timestamp: "BIGINT",
  date: "INT",
  json: "STRING",
};

export const sparkIdentifier = (name: string): string => `\`${name.replaceAll("`", "``")}\``;

/** A text literal of Spark, in which a backslash escapes. */
export const sparkText = (value: string): string => `'${value.replace(/[\\'\n\r\t\0]/g, (char) => escapes[char]!)}'`;
const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\0": "\\u0000",
};

export function sparkType(type: Type): string {
  switch (type.kind) {
    case "array":
      return `ARRAY<${sparkType(type.element)}>`;
    case "struct":
      return `STRUCT<${type.fields.map((field) => `${sparkIdentifier(field.name)}: ${sparkType(field.type)}`).join(", ")}>`;
    case "map":
      return `MAP<${sparkType(type.key)}, ${sparkType(type.value)}>`;
    case "decimal":
      // These are only compared. `w` is the part before the point, `f` the part after it.
      return type.precision > 38
        ? `STRUCT<w: DECIMAL(38, 0), f: DECIMAL(38, ${type.scale})>`
        : `DECIMAL(${type.precision}, ${type.scale})`;
    case "enum":
      return "STRING";
    default:
      return plain[type.kind];
  }
}
