import type { Type } from "../../../../runtime/types.js";
import { number, type Sql, sql, typeName } from "../../tree/index.js";

const scalarTypes = {
  bool: "BOOLEAN",
  int32: "BIGINT",
  int64: "BIGINT",
  float32: "DOUBLE",
  float64: "DOUBLE",
  string: "VARCHAR",
  bytes: "BINARY",
  timestamp: "BIGINT",
  date: "BIGINT",
  json: "VARCHAR",
} as const;

/** Snowflake's type for a value inside expressions. BIGINT is its NUMBER(38, 0), and every float has 64 bits. */
export function typeOf(type: Type): Sql {
  switch (type.kind) {
    case "array":
    case "map":
      return typeName("ARRAY");
    case "struct":
      return typeName("OBJECT");
    case "decimal":
      return sql`NUMBER(${number(type.precision)}, ${number(type.scale)})`;
    case "enum":
      return typeName("VARCHAR");
    default:
      return typeName(scalarTypes[type.kind]);
  }
}
