import type { DuckDBType } from "@duckdb/node-api";
import type { Family, Physical } from "../physical.js";

export function physicalOf(type: DuckDBType): Physical {
  const name = type.alias === "JSON" ? "JSON" : String(type);
  if ("entryNames" in type)
    return {
      family: "struct",
      name,
      fields: type.entryNames.map((field, index) => ({ name: field, type: physicalOf(type.entryTypes[index]!) })),
    };
  if ("keyType" in type)
    return { family: "map", name, key: physicalOf(type.keyType), element: physicalOf(type.valueType) };
  if ("valueType" in type)
    return {
      family: "list",
      name,
      element: physicalOf(type.valueType),
      ...("length" in type && typeof type.length === "number" ? { size: type.length } : {}),
    };
  return { family: families.find(([pattern]) => pattern.test(name))?.[1] ?? "other", name };
}

const families: readonly (readonly [RegExp, Family])[] = [
  [/^(VARCHAR|UUID|ENUM)/, "text"],
  [/^(U?TINYINT|U?SMALLINT|U?INTEGER|U?BIGINT|U?HUGEINT)$/, "integer"],
  [/^(FLOAT|DOUBLE)$/, "float"],
  [/^DECIMAL/, "decimal"],
  [/^BOOLEAN$/, "bool"],
  [/^DATE$/, "date"],
  [/^TIMESTAMP_NS$/, "nanos"],
  [/^TIMESTAMP/, "time"],
  [/^BLOB$/, "bytes"],
  [/^JSON$/, "json"],
];
