import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import type { Warehouse } from "../../runtime/index.js";
import { scalar } from "../../runtime/types.js";
import { withClient } from "./support.js";

/** Copies tables from DuckDB to Postgres. Lists of plain values become arrays; other nested values become JSON. */
export async function copyTables(duckdb: Warehouse, url: string, tables: readonly string[]): Promise<void> {
  await withClient(url, async (client) => {
    for (const table of tables) {
      const columns = await columnsOf(duckdb, table);
      const path = join(tmpdir(), `feat-copy-${process.pid}-${table.replace(/\W/g, "_")}.csv`);
      const selected = columns.map(({ name, type }) => `${copied(type, quoted(name))} AS ${quoted(name)}`);
      await duckdb.run(
        `COPY (SELECT ${selected.join(", ")} FROM ${quoted(table)}) TO '${path}' (FORMAT csv, HEADER false)`,
      );
      const declared = columns.map(({ name, type }) => `${quoted(name)} ${postgresOf(type)}`);
      await client.query(
        `DROP TABLE IF EXISTS ${quoted(table)} CASCADE; CREATE TABLE ${quoted(table)} (${declared.join(", ")})`,
      );
      await pipeline(createReadStream(path), client.query(copyFrom(`COPY ${quoted(table)} FROM STDIN (FORMAT csv)`)));
      await rm(path);
    }
  });
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

async function columnsOf(
  duckdb: Warehouse,
  table: string,
): Promise<readonly { readonly name: string; readonly type: string }[]> {
  const text = scalar("string");
  const columns = ["column_name", "column_type"].map((name) => ({ name, type: text }));
  const found: { readonly name: string; readonly type: string }[] = [];
  const sql = `SELECT column_name, column_type FROM (DESCRIBE ${quoted(table)})`;
  for await (const { columns: values } of duckdb.read({ of: table, sql, columns }))
    for (const [row, name] of values[0]!.entries()) found.push({ name: String(name), type: String(values[1]![row]) });
  return found;
}

const scalars: Readonly<Record<string, string>> = {
  DOUBLE: "float8",
  FLOAT: "float4",
  VARCHAR: "text",
  BLOB: "bytea",
  "TIMESTAMP WITH TIME ZONE": "timestamptz",
};
const isList = (type: string): boolean => /\[\d*\]$/.test(type);
const elementOf = (type: string): string => type.replace(/\[\d*\]$/, "");
const isNested = (type: string): boolean => isList(type) || /^(STRUCT|MAP)\(/.test(type);

function postgresOf(type: string): string {
  if (isList(type) && !isNested(elementOf(type))) return `${postgresOf(elementOf(type))}[]`;
  return isNested(type) ? "json" : (scalars[type] ?? type);
}

/** DuckDB's SQL for a value in the form that COPY reads. */
function copied(type: string, x: string): string {
  if (isList(type) && !isNested(elementOf(type))) {
    const own = `replace(replace(CAST(${copied(elementOf(type), "e")} AS VARCHAR), '\\', '\\\\'), '"', '\\"')`;
    return `'{' || array_to_string(list_transform(${x}, lambda e: coalesce('"' || ${own} || '"', 'NULL')), ',') || '}'`;
  }
  if (isNested(type)) return `CAST(to_json(${jsonOf(type, x, 0)}) AS VARCHAR)`;
  return type === "BLOB" ? `'\\x' || lower(hex(${x}))` : x;
}

/** DuckDB's SQL for a value in JSON. Decimals and floats that are not finite are texts. */
function jsonOf(type: string, x: string, depth: number): string {
  const item = `e${depth}`;
  if (isList(type)) return `list_transform(${x}, lambda ${item}: ${jsonOf(elementOf(type), item, depth + 1)})`;
  const [, kind, inside] = /^(STRUCT|MAP)\((.*)\)$/.exec(type) ?? [];
  if (kind === "STRUCT") {
    const fields = partsOf(inside!).map((field) => {
      const [, name, of] = /^("(?:[^"]|"")*"|\S+) (.*)$/.exec(field)!;
      return `${name} := ${jsonOf(of!, `${x}.${name}`, depth)}`;
    });
    return `CASE WHEN ${x} IS NOT NULL THEN struct_pack(${fields.join(", ")}) END`;
  }
  if (kind === "MAP") {
    const [key, value] = partsOf(inside!);
    const entry = `struct_pack(k := CAST(${jsonOf(key!, `${item}.key`, depth + 1)} AS VARCHAR), v := ${jsonOf(value!, `${item}.value`, depth + 1)})`;
    return `map_from_entries(list_transform(map_entries(${x}), lambda ${item}: ${entry}))`;
  }
  if (type === "DOUBLE" || type === "FLOAT")
    return `CASE WHEN isfinite(${x}) THEN to_json(${x}) ELSE to_json(CAST(${x} AS VARCHAR)) END`;
  if (type === "BLOB") return `to_base64(${x})`;
  return type.startsWith("DECIMAL") ? `CAST(${x} AS VARCHAR)` : x;
}

/** The parts of a text between commas that are outside brackets and quotes. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let [part, depth, isQuoted] = ["", 0, false];
  for (const char of text) {
    if (char === '"') isQuoted = !isQuoted;
    if (!isQuoted && (char === "(" || char === "[")) depth++;
    if (!isQuoted && (char === ")" || char === "]")) depth--;
    if (char === "," && depth === 0 && !isQuoted) {
      parts.push(part.trim());
      part = "";
    } else part += char;
  }
  return [...parts, part.trim()];
}
