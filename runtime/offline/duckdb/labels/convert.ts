import { jsonText, jsonToPlan, naturalType, planType, toPlan } from "../../../duckdb-types.js";
import type { ArrayType, DecimalType, ScalarName, Type } from "../../../types.js";

/**
 * SQL that takes a label column to a declared type: null where the value does not convert.
 *
 * A row per declared type: for each family of physical types the expression, `x` being the column. What has no entry is refused by name.
 */
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
  | "nested";

/** From DuckDB's own names of types. */
export function familyOf(physical: string): Family | null {
  if (/\[\d*\]$|^STRUCT|^MAP/.test(physical)) return "nested";
  return families.find(([pattern]) => pattern.test(physical))?.[1] ?? null;
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

export interface Conversion {
  /** The value as declared, or null. */
  readonly value: string;
  /** True where a value stands but does not convert. A float that is not finite is no failure: it reads as null. */
  readonly failed: string;
}

/** Null: no value of that physical type converts. */
export function conversion(type: Type, physical: string, column: string, depth = 0): Conversion | null {
  const family = familyOf(physical);
  if (family === null) return null;
  const x = family === "text" ? `CAST(${column} AS VARCHAR)` : column;
  if (type.kind === "array") return arrayFrom(type, family, physical, column, x, depth);
  const value = valueFrom(type, family, x, depth);
  if (value === null) return null;
  return { value, failed: `(${column} IS NOT NULL AND ${value} IS NULL AND NOT ${readsNull(type, family, x)})` };
}

function valueFrom(type: Exclude<Type, { kind: "array" }>, family: Family, x: string, depth: number): string | null {
  switch (type.kind) {
    case "struct":
    case "map":
      return family === "nested" || family === "text" || family === "json" ? nestedFrom(type, family, x, depth) : null;
    case "decimal":
      return decimalFamilies.has(family) ? exactDecimal(type, x) : null;
    case "enum":
      return family === "text" ? toPlan(type, x) : null;
    default:
      return scalars[type.kind][family]?.(x) ?? null;
  }
}

const decimalFamilies: ReadonlySet<Family> = new Set(["text", "integer", "float", "decimal"]);

/** No digit may be lost. */
function exactDecimal(type: DecimalType, x: string): string {
  const value = `TRY_CAST(${x} AS ${planType(type)})`;
  return `CASE WHEN TRY_CAST(${x} AS DECIMAL(38, ${Math.min(38, type.scale + 9)})) = ${value} OR TRY_CAST(${x} AS DECIMAL(38, ${Math.min(38, type.scale + 9)})) IS NULL THEN ${value} END`;
}

/** NaN, infinity, and for a float32 what is beyond it: null, and no failure. */
function readsNull(type: Type, family: Family, x: string): string {
  if (type.kind === "json") return `coalesce(json_type(TRY_CAST(${x} AS JSON)) = 'NULL', FALSE)`;
  if (!["int32", "int64", "float32", "float64"].includes(type.kind) || (family !== "float" && family !== "text"))
    return "FALSE";
  const number = `TRY_CAST(${x} AS DOUBLE)`;
  const beyond = type.kind === "float32" ? ` OR abs(${number}) > 3.4028235e38` : "";
  return `coalesce(NOT isfinite(${number})${beyond}, FALSE)`;
}

type Rows = Readonly<Record<ScalarName, Readonly<Partial<Record<Family, (x: string) => string>>>>>;

/** An integer that a tool wrote as a float (`12.0`), as pandas does where a null stands among them, is still that integer. */
const integerFrom = (target: "INTEGER" | "BIGINT") => ({
  text: (x: string) =>
    `CASE WHEN regexp_full_match(${x}, '[+-]?[0-9]+(\\.0*)?') THEN TRY_CAST(split_part(${x}, '.', 1) AS ${target}) END`,
  integer: (x: string) => `TRY_CAST(${x} AS ${target})`,
  float: (x: string) => `CASE WHEN isfinite(${x}) AND ${x} = trunc(${x}) THEN TRY_CAST(${x} AS ${target}) END`,
  decimal: (x: string) => `CASE WHEN ${x} = trunc(${x}) THEN TRY_CAST(${x} AS ${target}) END`,
});
const floatFrom = (target: "FLOAT" | "DOUBLE") => {
  const cast = (x: string) => `TRY_CAST(${x} AS ${target})`;
  const finite = (x: string) => `CASE WHEN isfinite(${cast(x)}) THEN ${cast(x)} END`;
  return {
    text: (x: string) =>
      `CASE WHEN regexp_full_match(${x}, '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?') THEN ${finite(x)} END`,
    integer: finite,
    float: finite,
    decimal: finite,
  };
};

const days = (date: string): string => `CAST(${date} - DATE '1970-01-01' AS INTEGER)`;
const micros = (timestamp: string): string => `epoch_us(${timestamp})`;

/** Instants in microseconds, floored. A text or timestamp without zone is UTC; a date is its midnight. */
const timeFrom = {
  text: (x: string) =>
    `CASE WHEN regexp_full_match(${x}, '\\d{4}-\\d{2}-\\d{2}([Tt ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?\\s?([Zz]|[+-]\\d{2}(:?\\d{2})?)?)?') THEN ${micros(
      `TRY_CAST(replace(replace(${x}, 't', 'T'), 'z', 'Z') AS TIMESTAMPTZ)`,
    )} END`,
  date: (x: string) => micros(`CAST(${x} AS TIMESTAMP)`),
  time: (x: string) => micros(x),
  nanos: (x: string) => `(epoch_ns(${x}) - ((epoch_ns(${x}) % 1000 + 1000) % 1000)) // 1000`,
};

const scalars: Rows = {
  bool: {
    // pandas writes True and False.
    text: (x) => `CASE lower(${x}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END`,
    bool: (x) => x,
    integer: (x) => `CASE ${x} WHEN 1 THEN TRUE WHEN 0 THEN FALSE END`,
  },
  int32: integerFrom("INTEGER"),
  int64: integerFrom("BIGINT"),
  float32: floatFrom("FLOAT"),
  float64: floatFrom("DOUBLE"),
  string: { text: (x) => x, integer: (x) => `CAST(${x} AS VARCHAR)` },
  bytes: { bytes: (x) => x, text: (x) => `TRY(from_base64(${x}))` },
  timestamp: timeFrom,
  date: {
    text: (x) => `CASE WHEN regexp_full_match(${x}, '\\d{4}-\\d{2}-\\d{2}') THEN ${days(`TRY_CAST(${x} AS DATE)`)} END`,
    date: days,
    time: (x) => `CASE WHEN ${x} = date_trunc('day', ${x}) THEN ${days(`CAST(${x} AS DATE)`)} END`,
    nanos: (x) => `CASE WHEN epoch_ns(${x}) % 86400000000000 = 0 THEN ${days(`CAST(${x} AS DATE)`)} END`,
  },
  json: {
    text: (x) => jsonText(`TRY_CAST(${x} AS JSON)`),
    json: jsonText,
    nested: (x) => `CAST(to_json(${x}) AS VARCHAR)`,
  },
};

/**
 * Element by element: one that does not convert fails the list. The JSON text of an array is one of texts first, so that its elements convert as
 * texts do. A vector with an element that reads as null does so itself (MEANING 72).
 */
function arrayFrom(
  type: ArrayType,
  family: Family,
  physical: string,
  column: string,
  x: string,
  depth: number,
): Conversion | null {
  const isText = family === "text" || family === "json";
  if (!isText && !physical.endsWith("]")) return null;
  const list = isText ? `TRY_CAST(TRY_CAST(${x} AS JSON) AS VARCHAR[])` : x;
  const element = isText ? "VARCHAR" : physical.replace(/\[\d*\]$/, "");
  const item = `x${depth}`;
  const own = conversion(type.element, element, item, depth + 1);
  if (own === null) return null;
  const made = `list_transform(${list}, lambda ${item}: ${own.value})`;
  const oneFailed = `coalesce(list_bool_or(list_transform(${list}, lambda ${item}: ${own.failed})), FALSE)`;
  const isWhole = `len(${made}) = ${type.size} AND NOT list_contains(list_transform(${made}, lambda ${item}: ${item} IS NULL), TRUE)`;
  const value = `TRY_CAST(${type.size === null ? made : `CASE WHEN ${isWhole} THEN ${made} END`} AS ${planType(type)})`;
  const unlike = type.size === null ? `${list} IS NULL` : `len(${list}) IS DISTINCT FROM ${type.size}`;
  return { value, failed: `(${column} IS NOT NULL AND (${unlike} OR ${oneFailed}))` };
}

/** Nested values as data has them, or their JSON. What is wrong anywhere in it makes it null. */
function nestedFrom(type: Type, family: Family, x: string, depth: number): string {
  const raise = (what: string): string => `error(${what})`;
  return family === "nested"
    ? `TRY(${toPlan(type, `CAST(${x} AS ${naturalType(type)})`, { raise }, depth)})`
    : `TRY(${jsonToPlan(type, x, { raise }, depth)})`;
}
