import type { Type } from "../../../../runtime/types.js";
import { id, list, type Sql, sql, typeName } from "../../tree/index.js";

const scalarTypes = {
  bool: "BOOL",
  int32: "INT64",
  int64: "INT64",
  float32: "FLOAT64",
  float64: "FLOAT64",
  string: "STRING",
  bytes: "BYTES",
  timestamp: "INT64",
  date: "INT64",
  json: "STRING",
} as const;

/** The fields of the structs that hold a list and a map, and those of their parts. */
export const parts = { list: "l", value: "v", map: "m", key: "k" } as const;

/**
 * BigQuery has no list of lists, and a stored list can be neither null nor hold a null. So a list is a struct of one
 * array, and each element is a struct of one value.
 */
export function typeOf(type: Type): Sql {
  switch (type.kind) {
    case "array":
      return sql`STRUCT<${id(parts.list)} ARRAY<${elementType(type.element)}>>`;
    case "struct":
      return sql`STRUCT<${list(type.fields.map((field) => sql`${id(field.name)} ${typeOf(field.type)}`))}>`;
    case "map":
      return sql`STRUCT<${id(parts.map)} ARRAY<${entryType(type.key, type.value)}>>`;
    case "decimal":
      return typeName("BIGNUMERIC");
    case "enum":
      return typeName("STRING");
    default:
      return typeName(scalarTypes[type.kind]);
  }
}

export const elementType = (element: Type): Sql => sql`STRUCT<${id(parts.value)} ${typeOf(element)}>`;
export const entryType = (key: Type, value: Type): Sql =>
  sql`STRUCT<${id(parts.key)} ${typeOf(key)}, ${id(parts.value)} ${typeOf(value)}>`;
