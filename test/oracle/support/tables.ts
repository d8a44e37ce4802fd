import type { PhysicalRow, Value } from "../evaluate/index.js";
import { columnTypes, type TimeFormat } from "../random/program.js";

/** DuckDB's types of the declared columns. */
const sqlTypes: Readonly<Record<string, string>> = {
  int64: "BIGINT",
  int32: "INTEGER",
  float64: "DOUBLE",
  float32: "FLOAT",
  bool: "BOOLEAN",
  string: "VARCHAR",
  timestamp: "TIMESTAMP",
  date: "DATE",
};

/** A time column as its format stores it. */
const timeTypes: Readonly<Record<TimeFormat, { readonly type: string; readonly of: (micros: string) => string }>> = {
  timestamp: { type: "TIMESTAMP", of: (micros) => `make_timestamp(${micros})` },
  iso8601: { type: "VARCHAR", of: (micros) => `strftime(make_timestamp(${micros}), '%Y-%m-%dT%H:%M:%S.%fZ')` },
  unix_s: { type: "BIGINT", of: (micros) => `(${micros} // 1000000)::BIGINT` },
  unix_ms: { type: "BIGINT", of: (micros) => `(${micros} // 1000)::BIGINT` },
  unix_us: { type: "BIGINT", of: (micros) => `${micros}::BIGINT` },
  unix_ns: { type: "BIGINT", of: (micros) => `(${micros} * 1000)::BIGINT` },
};

/** The statement that makes a source's table. */
export function tableSql(name: string, rows: readonly PhysicalRow[], format: TimeFormat): string {
  const columns = Object.entries(columnTypes).map(([column, declared]) => {
    const type = column === "tm" ? timeTypes[format].type : sqlTypes[declared.replace("?", "")];
    return { column, type: type ?? "VARCHAR" };
  });
  const made = `CREATE OR REPLACE TABLE "${name}" (${columns.map(({ column, type }) => `"${column}" ${type}`).join(", ")})`;
  if (rows.length === 0) return made;
  const values = rows.map((row) => {
    const cells = columns.map(({ column, type }) => {
      const value = row.columns.get(column) ?? null;
      if (value === null) return "NULL";
      return column === "tm" ? timeTypes[format].of(`${value}::BIGINT`) : cell(value, type);
    });
    return `(${cells.join(", ")})`;
  });
  return `${made}; INSERT INTO "${name}" VALUES ${values.join(", ")}`;
}

function cell(value: Value, type: string): string {
  if (type === "TIMESTAMP") return `make_timestamp(${value}::BIGINT)`;
  if (type === "DATE") return `(DATE '1970-01-01' + ${value}::INTEGER)`;
  if (typeof value === "number")
    return `'${Number.isFinite(value) ? value : String(value).replace("Infinity", "inf")}'::${type}`;
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  return `${value}::${type}`;
}
