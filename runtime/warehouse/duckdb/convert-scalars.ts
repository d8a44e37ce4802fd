import { jsonText, planType } from "../../duckdb-types.js";
import type { DecimalType, ScalarName, Type } from "../../types.js";
import type { Family, Physical } from "../physical.js";
import { literal } from "./text.js";

/**
 * SQL for a physical type whose values all convert: the column itself if the types match, or a cast that cannot fail
 * and loses nothing. Null if values must be checked.
 */
export function unchecked(type: Type, { family, name }: Physical, x: string): string | null {
  switch (type.kind) {
    case "bool":
    case "int32":
    case "int64":
    case "bytes":
      if (name === planType(type)) return x;
      return narrower[type.kind]?.has(name) ? `CAST(${x} AS ${planType(type)})` : null;
    case "string":
      if (name === "VARCHAR") return x;
      return family === "text" || family === "integer" ? `CAST(${x} AS VARCHAR)` : null;
    case "float64":
    case "float32": {
      const target = planType(type);
      const finite = name === target ? x : `CAST(${x} AS ${target})`;
      // The data's NaN and infinity read as null.
      if (family === "float")
        return name === "DOUBLE" && type.kind === "float32" ? null : `CASE WHEN ${inRange(x, name)} THEN ${finite} END`;
      return family === "decimal" || (family === "integer" && name !== "UHUGEINT") ? finite : null;
    }
    case "decimal": {
      if (name === planType(type)) return x;
      const before = digitsBefore(name);
      return before !== null && before.whole <= type.precision - type.scale && before.fraction <= type.scale
        ? `CAST(${x} AS ${planType(type)})`
        : null;
    }
    case "timestamp":
      return family === "date" ? `epoch_us(CAST(${x} AS TIMESTAMP))` : null;
    case "json":
      return family === "json" ? jsonText(x) : null;
    default:
      return null;
  }
}

/** The same as `isfinite`, at half its cost: NaN is greater than all numbers. */
const inRange = (x: string, type: string): string => {
  const most = type === "FLOAT" ? "3.4028234663852886e38::FLOAT" : "1.7976931348623157e308::DOUBLE";
  return `${x} BETWEEN -${most} AND ${most}`;
};

const narrower: Readonly<Partial<Record<Type["kind"], ReadonlySet<string>>>> = {
  int32: new Set(["TINYINT", "SMALLINT", "UTINYINT", "USMALLINT"]),
  int64: new Set(["TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER"]),
};

/** How many digits a number type has before and after the point. */
function digitsBefore(name: string): { readonly whole: number; readonly fraction: number } | null {
  const parts = /^DECIMAL\((\d+),\s?(\d+)\)$/.exec(name);
  if (parts !== null) return { whole: Number(parts[1]) - Number(parts[2]), fraction: Number(parts[2]) };
  const whole = digits[name];
  return whole === undefined ? null : { whole, fraction: 0 };
}
const digits: Readonly<Record<string, number>> = {
  TINYINT: 3,
  UTINYINT: 3,
  SMALLINT: 5,
  USMALLINT: 5,
  INTEGER: 10,
  UINTEGER: 10,
  BIGINT: 19,
  UBIGINT: 20,
};

type Cell = (x: string, physical: Physical) => string;
type Rows = Readonly<Record<ScalarName, Readonly<Partial<Record<Family, Cell>>>>>;

export const exactFamilies: ReadonlySet<Family> = new Set(["text", "integer", "float", "decimal"]);

/** Converts by the digits, none of which may be lost. A float has the digits that it prints with. */
export function decimalFrom(type: DecimalType, x: string): string {
  const text = `trim(CAST(${x} AS VARCHAR))`;
  const value = `TRY_CAST(${text} AS ${planType(type)})`;
  const plain = `[+-]?([0-9]+(\\.[0-9]{0,${type.scale}}0*)?|\\.[0-9]{0,${type.scale}}0*)`;
  // Digits after the point, once the exponent has moved it.
  const fraction = `len(regexp_extract(${text}, '\\.([0-9]*?)0*[eE]', 1))`;
  const moved = `${fraction} - TRY_CAST(regexp_extract(${text}, '[eE](.*)', 1) AS INTEGER)`;
  return (
    `CASE WHEN regexp_full_match(${text}, '${plain}') THEN ${value}` +
    ` WHEN regexp_full_match(${text}, '[+-]?[0-9]+(\\.[0-9]{0,17})?[eE][+-]?[0-9]+') AND ${moved} <= ${type.scale} THEN ${value} END`
  );
}

export const enumFrom = (values: readonly string[], x: string): string =>
  `CASE WHEN ${x} IN (${values.map(literal).join(", ")}) THEN ${x} END`;

/**
 * Tools write an integer as a float (`12.0`, `1e+16`), as pandas does for a column with a null. It is still that
 * integer.
 */
const integerFrom = (target: "INTEGER" | "BIGINT") => {
  // NaN and infinity are not less than the bound.
  const whole = (x: string): string =>
    `CASE WHEN ${x} = trunc(${x}) AND abs(${x}) < ${target === "BIGINT" ? "9.3e18" : "2.2e9"}::DOUBLE THEN TRY_CAST(${x} AS ${target}) END`;
  return {
    // Most texts look as the engine writes them itself, which is cheaper to check than a pattern.
    text: (x: string) =>
      `CASE WHEN CAST(TRY_CAST(${x} AS ${target}) AS VARCHAR) = ${x} THEN TRY_CAST(${x} AS ${target})` +
      ` WHEN regexp_full_match(${x}, '\\s*[+-]?[0-9]+(\\.0*)?\\s*') THEN TRY_CAST(split_part(${x}, '.', 1) AS ${target})` +
      ` WHEN regexp_full_match(${x}, '\\s*[+-]?[0-9]+(\\.[0-9]*)?[eE][+-]?[0-9]+\\s*') THEN ${whole(`TRY_CAST(${x} AS DOUBLE)`)} END`,
    integer: (x: string) => `TRY_CAST(${x} AS ${target})`,
    float: whole,
    decimal: (x: string) => `CASE WHEN ${x} = trunc(${x}) THEN TRY_CAST(${x} AS ${target}) END`,
  };
};
const floatFrom = (target: "FLOAT" | "DOUBLE") => {
  const cast = (x: string) => `TRY_CAST(${x} AS ${target})`;
  const finite = (x: string) => `CASE WHEN isfinite(${cast(x)}) THEN ${cast(x)} END`;
  return {
    // The engine also reads `1_000` and `+-1`.
    text: (x: string) => `CASE WHEN NOT contains(${x}, '_') AND NOT contains(${x}, '+-') THEN ${finite(x)} END`,
    integer: finite,
    float: finite,
    decimal: finite,
  };
};

const days = (date: string): string =>
  `CASE WHEN isfinite(${date}) THEN CAST(${date} - DATE '1970-01-01' AS INTEGER) END`;
const micros = (timestamp: string): string => `epoch_us(${timestamp})`;
const matches = (x: string, form: string): string => `regexp_full_match(${x}, '${form}')`;

const dayForm = "\\d{4}-\\d{2}-\\d{2}";
const zoneForm = "([Zz]|UTC|[+-]\\d{2}(:?\\d{2})?)";
const timeForm = "[Tt ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?";
/** SQL that is true if the text is an instant: a day, then maybe a time of day, then maybe a zone. */
const isInstant = (x: string): string => matches(x, `\\s*${dayForm}(${timeForm}\\s?${zoneForm}?)?\\s*`);
/** The instant of a text, as a type of the engine. It reads a `t` and a `z` only if they are capitals. */
export const instantIn = (x: string, type: "TIMESTAMP" | "TIMESTAMPTZ"): string =>
  `coalesce(TRY_CAST(${x} AS ${type}), TRY_CAST(replace(replace(trim(${x}), 't', 'T'), 'z', 'Z') AS ${type}))`;

/**
 * The text of a day, with or without a midnight after it. A folder's name may also be all digits, as in `ds=20240131`.
 */
export const dayFrom: Cell = (x, { folder }) => {
  const day = `TRY_CAST(left(trim(${x}), 10) AS DATE)`;
  const midnight = "[Tt ]00:00(:00(\\.0+)?)?\\s?([Zz]|[+-]00(:?00)?)?";
  const digits = ` WHEN ${matches(x, "\\d{8}")} THEN TRY(CAST(strptime(${x}, '%Y%m%d') AS DATE))`;
  return `CASE WHEN ${matches(x, `\\s*${dayForm}(${midnight})?\\s*`)} THEN ${day}${folder === true ? digits : ""} END`;
};

/** Nanoseconds as microseconds, floored. */
export const microsOfNanos = (nanos: string): string => `((${nanos} - ((${nanos} % 1000 + 1000) % 1000)) // 1000)`;

/** Instants in microseconds, floored. A text or timestamp without a zone is UTC. A date is its midnight. */
const timeFrom = {
  text: (x: string) => `CASE WHEN ${isInstant(x)} THEN ${micros(instantIn(x, "TIMESTAMPTZ"))} END`,
  date: (x: string) => micros(`CAST(${x} AS TIMESTAMP)`),
  time: micros,
  nanos: (x: string) => `CASE WHEN isfinite(${x}) THEN ${microsOfNanos(`epoch_ns(${x})`)} END`,
  float: () => "CAST(NULL AS BIGINT)",
};

/** The JSON of a scalar. */
const asJson = (x: string): string => `CAST(to_json(${x}) AS VARCHAR)`;

export const scalars: Rows = {
  bool: {
    // pandas writes True and False, and 1.0 and 0.0 for a column with a null.
    text: (x) =>
      `CASE WHEN lower(trim(${x})) IN ('true', 't', '1', '1.0') THEN TRUE WHEN lower(trim(${x})) IN ('false', 'f', '0', '0.0') THEN FALSE END`,
    bool: (x) => x,
    integer: (x) => `CASE ${x} WHEN 1 THEN TRUE WHEN 0 THEN FALSE END`,
    float: (x) => `CASE ${x} WHEN 1 THEN TRUE WHEN 0 THEN FALSE END`,
  },
  int32: integerFrom("INTEGER"),
  int64: integerFrom("BIGINT"),
  float32: floatFrom("FLOAT"),
  float64: floatFrom("DOUBLE"),
  string: {
    text: (x) => x,
    integer: (x) => `CAST(${x} AS VARCHAR)`,
    float: () => "CAST(NULL AS VARCHAR)",
  },
  bytes: {
    bytes: (x) => x,
    text: (x) =>
      `CASE WHEN regexp_full_match(${x}, '([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?') THEN from_base64(${x}) END`,
  },
  timestamp: timeFrom,
  date: {
    text: (x, physical) => days(dayFrom(x, physical)),
    date: days,
    time: (x) => `CASE WHEN ${x} = date_trunc('day', ${x}) THEN ${days(`CAST(${x} AS DATE)`)} END`,
    nanos: (x) => `CASE WHEN epoch_ns(${x}) % 86400000000000 = 0 THEN ${days(`CAST(${x} AS DATE)`)} END`,
    float: () => "CAST(NULL AS INTEGER)",
  },
  json: {
    text: (x) => jsonText(`TRY_CAST(${x} AS JSON)`),
    json: jsonText,
    integer: asJson,
    bool: asJson,
    list: asJson,
    struct: asJson,
    map: asJson,
  },
};
