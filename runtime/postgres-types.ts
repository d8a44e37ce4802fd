/**
 * Values in Postgres, as generated statements compute with them.
 *
 * Always: an instant is a BIGINT of microseconds, a date an INTEGER of days, json and enum values are TEXT, structs and
 * maps are JSONB objects whose members are values in this form, and a list within a list is a JSONB array.
 */
import { isNested, type ScalarName, type Type } from "./types.js";

const plain: Readonly<Record<ScalarName, string>> = {
  bool: "BOOLEAN",
  int32: "INTEGER",
  int64: "BIGINT",
  float32: "REAL",
  float64: "DOUBLE PRECISION",
  string: "TEXT",
  bytes: "BYTEA",
  timestamp: "BIGINT",
  date: "INTEGER",
  json: "TEXT",
};

export function postgresType(type: Type): string {
  switch (type.kind) {
    case "array":
      return isNested(type.element) ? "JSONB[]" : `${postgresType(type.element)}[]`;
    case "struct":
    case "map":
      return "JSONB";
    case "decimal":
      return type.precision > 38 ? "NUMERIC" : `NUMERIC(${type.precision}, ${type.scale})`;
    case "enum":
      return "TEXT";
    default:
      return plain[type.kind];
  }
}
