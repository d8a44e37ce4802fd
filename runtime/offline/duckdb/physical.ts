import type { DuckDBType } from "@duckdb/node-api";

/** The kinds of physical types that values are read from alike. */
export type Family =
  | "text"
  | "integer"
  | "float"
  | "decimal"
  | "bool"
  | "date"
  | "time"
  | "nanos"
  | "bytes"
  | "json"
  | "list"
  | "struct"
  | "map"
  | "other";

/** A type of a column in data, as far as reading it needs. */
export interface Physical {
  readonly family: Family;
  /** DuckDB's name of it, for messages. */
  readonly name: string;
  /** Of a list: its elements. Of a map: its values. */
  readonly element?: Physical;
  /** Of a map. */
  readonly key?: Physical;
  /** Of a struct. */
  readonly fields?: readonly { readonly name: string; readonly type: Physical }[];
}

/** A CSV file's columns. */
export const textType: Physical = { family: "text", name: "VARCHAR" };

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
  if ("valueType" in type) return { family: "list", name, element: physicalOf(type.valueType) };
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
