import {
  DuckDBArrayValue,
  type DuckDBConnection,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
} from "@duckdb/node-api";
import { duckdb } from "../../../compiler/sql/dialects/duckdb/index.js";
import { planType, sqlText } from "../../../runtime/duckdb-types.js";
import { decimalText } from "../../../runtime/functions/decimals.js";
import { scalar, type Type } from "../../../runtime/types.js";
import type { Int, Value } from "../../../runtime/values.js";
import type { Engine } from "./engine.js";

export const engine: Engine = {
  dialect: duckdb,
  holds: () => true,
  literal: (value, type) => literal(value, type),
  encode: (sql, type) => encode(sql, type),
  decode: (value, type) => decode(value, type),
  query: (sql) => query(sql),
};

let connection: Promise<DuckDBConnection> | null = null;

/** The rows of a query. All queries of a test file run on one DuckDB in memory. */
export async function query(sql: string): Promise<readonly (readonly unknown[])[]> {
  connection ??= DuckDBInstance.create(":memory:").then((instance) => instance.connect());
  const reader = await (await connection).runAndReadAll(sql);
  return reader.getRows();
}

/** A type as DuckDB's `typeof` writes it. */
export const sqlType = (type: Type): string => planType(type).replaceAll('"', "");

/** A value as a typed literal. */
export function literal(value: Value, type: Type): string {
  return value === null ? `NULL::${sqlType(type)}` : `${bare(value, type)}::${sqlType(type)}`;
}

function bare(value: Value, type: Type): string {
  if (value === null) return "NULL";
  if (type.kind === "array")
    return `[${(value as readonly Value[]).map((each) => literal(each, type.element)).join(", ")}]`;
  if (type.kind === "decimal") return `'${decimalText(value as Int, type.scale)}'`;
  if (type.kind === "struct")
    return `struct_pack(${type.fields.map(({ name, type: of }) => `${name} := ${literal((value as Readonly<Record<string, Value>>)[name]!, of)}`).join(", ")})`;
  if (type.kind === "map") {
    const map = value as ReadonlyMap<Value, Value>;
    const list = (values: Iterable<Value>, of: Type): string =>
      `[${[...values].map((each) => literal(each, of)).join(", ")}]`;
    return `map(${list(map.keys(), type.key)}, ${list(map.values(), type.value)})`;
  }
  if (value instanceof Uint8Array)
    return `'${[...value].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}'`;
  if (typeof value === "string") return sqlText(value);
  if (typeof value === "number" && Object.is(value, -0)) return "'-0.0'";
  // Quotes, with the cast around them, handle a minus sign and floats that are not finite.
  return typeof value === "boolean" ? String(value) : `'${String(value)}'`;
}

/**
 * Wraps an expression so that `decode` can read its value. Texts and bytes are selected in hexadecimal, since the
 * client's own text decoder drops a leading U+FEFF.
 */
export function encode(sql: string, type: Type, depth = 0): string {
  const item = `"~item${depth}"`;
  if (type.kind === "array") return `list_transform(${sql}, lambda ${item}: ${encode(item, type.element, depth + 1)})`;
  if (type.kind === "struct") {
    const fields = type.fields.map(({ name, type: of }) => `"${name}" := ${encode(`${sql}."${name}"`, of, depth)}`);
    return `CASE WHEN ${sql} IS NOT NULL THEN struct_pack(${fields.join(", ")}) END`;
  }
  if (type.kind === "map") {
    const entry = `struct_pack(k := ${encode(`${item}.key`, type.key, depth + 1)}, v := ${encode(`${item}.value`, type.value, depth + 1)})`;
    return `map_from_entries(list_transform(map_entries(${sql}), lambda ${item}: ${entry}))`;
  }
  return isText(type) || type.kind === "bytes" ? `hex(${sql})` : sql;
}

/** Decodes a value that was selected with `encode`. */
export function decode(value: unknown, type: Type): Value {
  if (value === null || value === undefined) return null;
  if (isText(type)) return Buffer.from(String(value), "hex").toString("utf8");
  if (type.kind === "bytes") return new Uint8Array(Buffer.from(String(value), "hex"));
  if (type.kind === "array" && (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue))
    return value.items.map((item) => decode(item, type.element));
  if (type.kind === "struct" && value instanceof DuckDBStructValue)
    return Object.fromEntries(type.fields.map((field) => [field.name, decode(value.entries[field.name], field.type)]));
  if (type.kind === "map" && value instanceof DuckDBMapValue)
    return new Map(value.entries.map((entry) => [decode(entry.key, type.key), decode(entry.value, type.value)]));
  if (value instanceof DuckDBDecimalValue) return decode(value.value, scalar("int64"));
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  return value as Value;
}

const isText = (type: Type): boolean => type.kind === "string" || type.kind === "json" || type.kind === "enum";
