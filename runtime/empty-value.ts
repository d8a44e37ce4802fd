import type { Type } from "./types.js";
import type { Value } from "./values.js";

/**
 * The empty value of a type that is not nullable: zero, false, an empty text or list; for an enum its first declared
 * value.
 */
export function emptyValue(type: Type): Value {
  switch (type.kind) {
    case "bool":
      return false;
    case "int32":
    case "int64":
    case "float32":
    case "float64":
    case "decimal":
    case "timestamp":
    case "date":
      return 0;
    case "string":
      return type.values?.[0] ?? "";
    case "bytes":
      return new Uint8Array();
    case "json":
      return "{}";
    case "enum":
      return type.values[0] ?? "";
    case "array":
      return Array.from({ length: type.size ?? 0 }, () => emptyValue(type.element));
    case "struct":
      return Object.fromEntries(
        type.fields.map((field) => [field.name, field.type.nullable ? null : emptyValue(field.type)]),
      );
    case "map":
      return new Map();
  }
}
