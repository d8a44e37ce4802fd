import { type DuckDBConnection, DuckDBInstance, DuckDBListValue } from "@duckdb/node-api";
import type { Type } from "../../../runtime/types.js";
import type { Value } from "../../../runtime/values.js";

let connection: Promise<DuckDBConnection> | null = null;

/** Rows of a query, on one DuckDB in memory for the file. */
export async function query(sql: string): Promise<readonly (readonly unknown[])[]> {
  connection ??= DuckDBInstance.create(":memory:").then((instance) => instance.connect());
  const reader = await (await connection).runAndReadAll(sql);
  return reader.getRows();
}

const scalarNames: Readonly<Record<Exclude<Type["kind"], "array">, string>> = {
  bool: "BOOLEAN",
  int32: "INTEGER",
  int64: "BIGINT",
  float32: "FLOAT",
  float64: "DOUBLE",
  string: "VARCHAR",
  bytes: "BLOB",
  timestamp: "BIGINT",
  date: "INTEGER",
  json: "VARCHAR",
};
export const sqlType = (type: Type): string =>
  type.kind === "array" ? `${sqlType(type.element)}[${type.size ?? ""}]` : scalarNames[type.kind];

/** A value as a typed literal. */
export function literal(value: Value, type: Type): string {
  return value === null ? `NULL::${sqlType(type)}` : `${bare(value, type)}::${sqlType(type)}`;
}

function bare(value: Value, type: Type): string {
  if (value === null) return "NULL";
  if (type.kind === "array")
    return `[${(value as readonly Value[]).map((each) => literal(each, type.element)).join(", ")}]`;
  if (value instanceof Uint8Array)
    return `'${[...value].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}'`;
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === "number" && Object.is(value, -0)) return "'-0.0'";
  // In quotes, so that a minus sign and non-finite floats need no more.
  return typeof value === "boolean" ? String(value) : `'${String(value)}'`;
}

/** What to select so that `decode` can read it as it is: the client's own text decoder drops a leading U+FEFF. */
export function encode(sql: string, type: Type): string {
  if (type.kind === "array") return `list_transform(${sql}, lambda "~item": ${encode('"~item"', type.element)})`;
  return type.kind === "string" || type.kind === "json" || type.kind === "bytes" ? `hex(${sql})` : sql;
}

export function decode(value: unknown, type: Type): Value {
  if (value === null || value === undefined) return null;
  if (type.kind === "string" || type.kind === "json") return Buffer.from(String(value), "hex").toString("utf8");
  if (type.kind === "bytes") return new Uint8Array(Buffer.from(String(value), "hex"));
  if (type.kind === "array" && value instanceof DuckDBListValue)
    return value.items.map((item) => decode(item, type.element));
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  return value as Value;
}
