import { naturalType, toNatural } from "../../../runtime/duckdb-types.js";
import { listOf, scalar, type Type } from "../../../runtime/types.js";
import { literal } from "../../functions/support/duckdb.js";
import { fromOracle } from "../../functions/support/oracle.js";
import type { PhysicalRow, Value } from "../evaluate/index.js";
import { columnTypes, type TimeFormat } from "../random/program.js";

/** Nested types, and other types whose values need a cast from the oracle's values. */
const nested: Readonly<Record<string, Type>> = {
  p: { kind: "decimal", precision: 6, scale: 2, nullable: true },
  c: scalar("string", true),
  xs: listOf(scalar("int64")),
  o: {
    kind: "struct",
    fields: [
      { name: "a", type: scalar("int64", true) },
      { name: "b", type: scalar("string", true) },
    ],
    nullable: true,
  },
  mp: { kind: "map", key: scalar("string"), value: scalar("int64", true), nullable: true },
  j: scalar("json", true),
  w: { kind: "array", element: scalar("float32"), size: 2, nullable: true },
};
/** The DuckDB types of the other columns. */
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

/** How each format stores a time column: its DuckDB type and the SQL that converts microseconds. */
const timeTypes: Readonly<Record<TimeFormat, { readonly type: string; readonly of: (micros: string) => string }>> = {
  timestamp: { type: "TIMESTAMP", of: (micros) => `make_timestamp(${micros})` },
  iso8601: { type: "VARCHAR", of: (micros) => `strftime(make_timestamp(${micros}), '%Y-%m-%dT%H:%M:%S.%fZ')` },
  unix_s: { type: "BIGINT", of: (micros) => `(${micros} // 1000000)::BIGINT` },
  unix_ms: { type: "BIGINT", of: (micros) => `(${micros} // 1000)::BIGINT` },
  unix_us: { type: "BIGINT", of: (micros) => `${micros}::BIGINT` },
  unix_ns: { type: "BIGINT", of: (micros) => `(${micros} * 1000)::BIGINT` },
};

/** The statement that creates a source's table with its rows. */
export function tableSql(name: string, rows: readonly PhysicalRow[], format: TimeFormat): string {
  const columns = Object.entries(columnTypes).map(([column, declared]) => {
    const own = nested[column];
    if (own !== undefined) return { column, type: naturalType(own) };
    const type = column === "tm" ? timeTypes[format].type : sqlTypes[declared.replace("?", "")];
    return { column, type: type ?? "VARCHAR" };
  });
  const made = `CREATE OR REPLACE TABLE "${name}" (${columns.map(({ column, type }) => `"${column}" ${type}`).join(", ")})`;
  if (rows.length === 0) return made;
  const values = rows.map((row) => {
    const cells = columns.map(({ column, type }) => {
      const value = row.columns.get(column) ?? null;
      if (value === null) return "NULL";
      const own = nested[column];
      if (own !== undefined) return toNatural(own, `(${literal(fromOracle(value), own)})`);
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
