import { isNested, type Type } from "../../../../runtime/types.js";
import { number, type Sql, sql, typeName } from "../../tree/index.js";
import { scalarTypes as standard } from "../standard/types.js";

const scalarTypes = {
  ...standard,
  float32: "REAL",
  float64: "DOUBLE PRECISION",
  string: "TEXT",
  bytes: "BYTEA",
  json: "TEXT",
} as const;

/** Structs and maps are jsonb. Lists within lists are too, because Postgres treats an array of arrays as a matrix. */
export function typeOf(type: Type): Sql {
  switch (type.kind) {
    case "array":
      return isNested(type.element) ? typeName("JSONB[]") : sql`${typeOf(type.element)}[]`;
    case "struct":
    case "map":
      return typeName("JSONB");
    case "decimal":
      return sql`NUMERIC(${number(type.precision)}, ${number(type.scale)})`;
    case "enum":
      return typeName("TEXT");
    default:
      return typeName(scalarTypes[type.kind]);
  }
}
