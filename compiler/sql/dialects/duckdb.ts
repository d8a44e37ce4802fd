import type { Type } from "../../../runtime/types.js";
import type { CalendarUnit, PhysicalSource, TimeColumn } from "../../model/ir.js";
import { floorDiv } from "../floor-div.js";
import type { Dialect } from "./dialect.js";

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** DuckDB 1.5. */
export const duckdb: Dialect = {
  name: "duckdb",
  types: {
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
  },
  identifier,
  // Variables of the environment are put into locations only: a text that looks like one is taken apart.
  text: (value) => text(value).replaceAll("${", "$' || '{"),
  function: (overload) => overload.sql.duckdb,
  aggregate: (sql) => sql.duckdb,
  conversion: (sql) => sql.duckdb,
  table,
  micros,
  read,
  unitOf,
  opaque: (value) => `greatest(${value})`,
  raise: (message) => `error(${message})`,
  atLeast: (value, by, count) => `arg_min(${value}, row(${by.join(", ")}), ${count})`,
  output: (value, type) => {
    if (type.kind === "timestamp") return `make_timestamp(${value}) AT TIME ZONE 'UTC'`;
    if (type.kind === "date") return `make_date(${value})`;
    return value;
  },
};

function table(source: PhysicalSource): string {
  const { location } = source;
  switch (location.kind) {
    case "file":
      switch (location.format) {
        case "parquet":
          return `read_parquet(${text(location.path)})`;
        case "csv":
          // A bare empty field is null, a quoted one the empty string.
          // What a sniffer finds depends on the rows that it happens to see: it is left the columns' names.
          return `read_csv(${text(location.path)}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', comment = '', skip = 0, nullstr = '', allow_quoted_nulls = false)`;
        case "json":
          return `read_json(${text(location.path)})`;
      }
      break;
    case "table":
      return forDuckDB(location.table, source).split(".").map(identifier).join(".");
    case "query":
      return `(${forDuckDB(location.query, source).trim().replace(/;\s*$/, "")})`;
  }
  throw new Error(`source ${source.name} has no location`);
}

function forDuckDB(byDialect: Readonly<Record<string, string>>, source: PhysicalSource): string {
  const found = byDialect.duckdb ?? byDialect["*"] ?? byDialect.default;
  if (found === undefined) throw new Error(`source ${source.name} has no table or query for duckdb`);
  return found;
}

/** Nanoseconds are cut toward the past, as the cast would not before 1970. */
const instant = (column: string): string =>
  `CASE WHEN typeof(${column}) = 'TIMESTAMP_NS' THEN ${floorDiv(`epoch_ns(CAST(${column} AS TIMESTAMP_NS))`, "1000")} ELSE epoch_us(CAST(${column} AS TIMESTAMPTZ)) END`;

const isTimestamp = (column: string): string => `typeof(${column}) LIKE 'TIMESTAMP WITH TIME ZONE'`;

/** Naive times are of the source's zone, UTC by default; what has a zone of its own keeps it. Below a microsecond: floor (MEANING C19). */
function micros(column: string, time: TimeColumn): string {
  const zoned = (naive: string): string =>
    time.zone === null ? `epoch_us(${naive})` : `epoch_us(timezone(${text(time.zone)}, ${naive}))`;
  switch (time.format) {
    case "timestamp":
    case "iso8601":
      return time.zone === null
        ? instant(column)
        : `CASE WHEN ${isTimestamp(column)} OR regexp_matches(CAST(${column} AS VARCHAR), '(Z|[+-][0-9]{2}(:?[0-9]{2})?)$')` +
            ` AND typeof(${column}) = 'VARCHAR' THEN epoch_us(CAST(${column} AS TIMESTAMPTZ)) ELSE ${zoned(`CAST(${column} AS TIMESTAMP)`)} END`;
    case "date":
      return zoned(`CAST(CAST(${column} AS DATE)${time.day === "end" ? " + 1" : ""} AS TIMESTAMP)`);
    case "unix_s":
      return scaled(column, 1_000_000);
    case "unix_ms":
      return scaled(column, 1_000);
    case "unix_us":
      return scaled(column, 1);
    case "unix_ns":
      return floorDiv(`CAST(floor(${decimal(column)}) AS BIGINT)`, "1000");
  }
}

/** A number as it is stored, whole or not; what is no number of this world is no time. */
const decimal = (column: string): string =>
  `CASE WHEN typeof(${column}) NOT IN ('DOUBLE', 'FLOAT') OR isfinite(CAST(${column} AS DOUBLE)) THEN CAST(${column} AS DECIMAL(29, 9)) END`;

/** Exactly, and to the microsecond below (MEANING C19). */
const scaled = (column: string, factor: number): string =>
  `CASE WHEN typeof(${column}) IN ('DOUBLE', 'FLOAT') THEN CAST(floor(CASE WHEN isfinite(CAST(${column} AS DOUBLE)) THEN CAST(${column} AS DOUBLE) END * ${factor}) AS BIGINT)` +
  ` ELSE CAST(floor(CAST(${column} AS DECIMAL(29, 9)) * ${factor}) AS BIGINT) END`;

/**
 * Days and longer units by the local date; hours and minutes as they pass: where clocks go back, two of the same name are two.
 */
function unitOf(instant: string, { unit, zone }: { readonly unit: CalendarUnit; readonly zone: string }): string {
  const local =
    zone === "UTC"
      ? `make_timestamp(${instant})`
      : `timezone(${text(zone)}, make_timestamp(${instant}) AT TIME ZONE 'UTC')`;
  const begin = `epoch_us(date_trunc('${unit}', ${local}))`;
  return unit === "hour" || unit === "minute" ? `(${begin} - epoch_us(${local}) + ${instant})` : begin;
}

function read(column: string, type: Type, source: PhysicalSource): string {
  const fromText = source.location.kind === "file" && source.location.format === "csv";
  switch (type.kind) {
    case "timestamp":
      return instant(column);
    case "date":
      return `CAST(CAST(${column} AS DATE) - DATE '1970-01-01' AS INTEGER)`;
    case "float32":
    case "float64": {
      const value = `CAST(${column} AS DOUBLE)`;
      // NaN and infinity in a source read as null, and so does what a float32 cannot hold.
      return type.kind === "float64"
        ? `CASE WHEN isfinite(${value}) THEN ${value} END`
        : `CASE WHEN abs(${value}) < 3.4028235677973366e38::DOUBLE THEN CAST(${value} AS FLOAT) END`;
    }
    case "bytes":
      return fromText ? `from_base64(${column})` : `CAST(${column} AS BLOB)`;
    case "int32":
    case "int64": {
      const value = `CAST(${column} AS ${duckdb.types[type.kind]})`;
      if (source.location.kind !== "file") return value;
      // A cast would round: what is no whole number is no int. NaN and infinity read as null.
      const double = `CAST(${column} AS DOUBLE)`;
      const wrong = fromText
        ? `NOT regexp_full_match(${column}, '\\s*[+-]?[0-9]+(\\.0*)?\\s*')`
        : `${double} <> trunc(${double})`;
      const complaint = `${text(`source ${source.name}: "`)} || ${column} || '" is no ${type.kind}'`;
      const whole = fromText ? `ELSE ${value}` : `WHEN isfinite(${double}) THEN ${value}`;
      return `CASE WHEN ${wrong} THEN ${duckdb.raise(complaint)} ${whole} END`;
    }
    case "bool":
    case "string":
    case "json":
      return `CAST(${column} AS ${duckdb.types[type.kind]})`;
    case "array":
      return readArray(column, type);
  }
}

function readArray(column: string, type: Extract<Type, { kind: "array" }>): string {
  const element = type.element.kind;
  const suffix = type.size === null ? "[]" : `[${type.size}]`;
  if (element === "array") return `CAST(${column} AS ${arrayType(type)})`;
  if (element === "timestamp") return `list_transform(CAST(${column} AS TIMESTAMPTZ[]), lambda x: epoch_us(x))`;
  if (element === "date")
    return `list_transform(CAST(${column} AS DATE[]), lambda x: CAST(x - DATE '1970-01-01' AS INTEGER))`;
  const cast = `CAST(${column} AS ${duckdb.types[element]}${suffix})`;
  if ((element === "float32" || element === "float64") && type.size === null)
    return `list_transform(${cast}, lambda x: CASE WHEN isfinite(x) THEN x END)`;
  return cast;
}

function arrayType(type: Type): string {
  if (type.kind !== "array") return duckdb.types[type.kind];
  return `${arrayType(type.element)}[${type.size ?? ""}]`;
}
