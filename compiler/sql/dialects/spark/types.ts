import type { Type } from "../../../../runtime/types.js";
import { id, list, number, type Sql, sql, typeName } from "../../tree/index.js";
import { scalarTypes as standard } from "../standard/types.js";

const scalarTypes = {
  ...standard,
  int32: "INT",
  string: "STRING",
  bytes: "BINARY",
  date: "INT",
  json: "STRING",
} as const;

/** Spark's type for a value inside expressions. */
export function typeOf(type: Type): Sql {
  switch (type.kind) {
    case "array":
      return sql`ARRAY<${typeOf(type.element)}>`;
    case "struct":
      return sql`STRUCT<${list(type.fields.map((field) => sql`${id(field.name)}: ${typeOf(field.type)}`))}>`;
    case "map":
      return sql`MAP<${typeOf(type.key)}, ${typeOf(type.value)}>`;
    case "decimal":
      // These are only compared. `w` is the part before the point, `f` the part after it.
      return type.precision > 38
        ? sql`STRUCT<w: DECIMAL(38, 0), f: DECIMAL(38, ${number(type.scale)})>`
        : sql`DECIMAL(${number(type.precision)}, ${number(type.scale)})`;
    case "enum":
      return typeName("STRING");
    default:
      return typeName(scalarTypes[type.kind]);
  }
}
