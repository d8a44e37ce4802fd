import { sparkText, sparkType } from "../../spark-types.js";
import type { DecimalType, ScalarName, Type } from "../../types.js";
import type { Family, Physical } from "../physical.js";

/* SQL that converts single values on Spark. It gives null for a value that does not convert, and never raises. */

export const isFiniteFloat = (x: string): string => `(abs(${x}) < CAST('Infinity' AS DOUBLE))`;
/** True if a whole text matches. Java's `$` also matches before a line end. */
export const matches = (x: string, pattern: string): string =>
  `regexp_like(${x}, ${sparkText(`\\A(?:${pattern})\\z`)})`;

/** The value where every value of the physical type converts; else null. */
export function unchecked(type: Type, { family, name }: Physical, x: string): string | null {
  switch (type.kind) {
    case "bool":
      return family === "bool" ? x : null;
    case "int64":
      return name === "BIGINT" ? x : family === "integer" ? `CAST(${x} AS BIGINT)` : null;
    case "int32":
      return name === "INTEGER" ? x : family === "integer" && name !== "BIGINT" ? `CAST(${x} AS INT)` : null;
    case "string":
      return family === "text" ? x : family === "integer" ? `CAST(${x} AS STRING)` : null;
    case "bytes":
      return family === "bytes" ? x : null;
    case "float64":
      // The data's NaN and infinity read as null.
      if (family === "float") return `CASE WHEN ${isFiniteFloat(x)} THEN CAST(${x} AS DOUBLE) END`;
      return family === "integer" ? `CAST(${x} AS DOUBLE)` : family === "decimal" ? exactDouble(x) : null;
    case "float32":
      if (name === "FLOAT") return `CASE WHEN ${isFiniteFloat(x)} THEN ${x} END`;
      return family === "integer" ? `CAST(CAST(${x} AS DOUBLE) AS FLOAT)` : null;
    case "decimal":
      return name.replace(/\s/g, "") === sparkType(type).replace(/\s/g, "") ? x : null;
    case "date":
      return family === "date" ? `unix_date(${x})` : null;
    case "timestamp":
      return family === "time" || family === "date" ? micros(x) : null;
    default:
      return null;
  }
}
const micros = (x: string): string => `unix_micros(CAST(${x} AS TIMESTAMP))`;
/** The engine's own cast is not the nearest float. */
const exactDouble = (x: string): string => `CAST(CAST(${x} AS STRING) AS DOUBLE)`;

export const exactFamilies: ReadonlySet<Family> = new Set(["text", "integer", "float", "decimal"]);

/** Converts by the digits, none of which may be lost. A float has the digits that it prints with. */
export function decimalFrom(type: DecimalType, x: string, family: Family): string {
  const target = sparkType(type);
  if (family === "integer" || family === "decimal") {
    const value = `TRY_CAST(${x} AS ${target})`;
    return `CASE WHEN ${value} = ${x} THEN ${value} END`;
  }
  const text = `trim(CAST(${x} AS STRING))`;
  const exact = `TRY_CAST(${text} AS DECIMAL(38, ${Math.min(38, type.scale + 17)}))`;
  const value = `TRY_CAST(${text} AS ${target})`;
  return `CASE WHEN ${matches(text, "[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?")} AND ${exact} = ${value} THEN ${value} END`;
}

export const enumFrom = (values: readonly string[], x: string): string =>
  `CASE WHEN ${x} IN (${values.map(sparkText).join(", ")}) THEN ${x} END`;

type Cell = (x: string, physical: Physical) => string;
type Rows = Readonly<Record<ScalarName, Readonly<Partial<Record<Family, Cell>>>>>;

/**
 * Tools write an integer as a float (`12.0`, `1e+16`), as pandas does for a column with a null. It is still that
 * integer.
 */
const integerFrom = (target: "INT" | "BIGINT") => {
  const whole = (x: string): string =>
    `CASE WHEN ${x} >= -9.223372036854775808e18 AND ${x} < 9.223372036854775808e18 AND CAST(TRY_CAST(${x} AS BIGINT) AS DOUBLE) = ${x} THEN TRY_CAST(TRY_CAST(${x} AS BIGINT) AS ${target}) END`;
  return {
    text: (x: string) =>
      `CASE WHEN ${matches(x, "\\s*[+-]?[0-9]+([.]0*)?\\s*")} THEN TRY_CAST(substring_index(${x}, '.', 1) AS ${target})` +
      ` WHEN ${matches(x, "\\s*[+-]?[0-9]+([.][0-9]*)?[eE][+-]?[0-9]+\\s*")} THEN ${whole(`TRY_CAST(${x} AS DOUBLE)`)} END`,
    integer: (x: string) => `TRY_CAST(${x} AS ${target})`,
    float: whole,
    decimal: (x: string) => `CASE WHEN ${x} % 1 = 0 THEN TRY_CAST(${x} AS ${target}) END`,
  };
};
const NUMBER = "\\s*[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?\\s*";
const floatFrom = (target: "FLOAT" | "DOUBLE") => {
  const most = target === "DOUBLE" ? "CAST('Infinity' AS DOUBLE)" : "3.4028235677973366e38";
  const finite = (x: string): string => `CASE WHEN abs(${x}) < ${most} THEN CAST(${x} AS ${target}) END`;
  return {
    text: (x: string) => `CASE WHEN ${matches(x, NUMBER)} THEN ${finite(`TRY_CAST(${x} AS DOUBLE)`)} END`,
    integer: (x: string) => finite(`CAST(${x} AS DOUBLE)`),
    float: finite,
    decimal: (x: string) => finite(exactDouble(x)),
  };
};

const dayForm = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
/** The text of a day, with or without a midnight after it. A folder's name may also be all digits. */
export const dayFrom: Cell = (x, { folder }) => {
  const midnight = "[Tt ]00:00(:00([.]0+)?)?\\s?([Zz]|[+-]00(:?00)?)?";
  const digits =
    folder === true
      ? ` WHEN ${matches(x, "[0-9]{8}")} THEN TRY_CAST(left(${x}, 4) || '-' || substring(${x}, 5, 2) || '-' || substring(${x}, 7, 2) AS DATE)`
      : "";
  return `CASE WHEN ${matches(x, `\\s*${dayForm}(${midnight})?\\s*`)} THEN TRY_CAST(left(trim(${x}), 10) AS DATE)${digits} END`;
};
const zoneForm = "([Zz]|UTC|[+-][0-9]{2}(:?[0-9]{2})?)";
const timeForm = "[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6}0*)?)?";
/** SQL that is true if the text is an instant: a day, then maybe a time of day, then maybe a zone. */
export const isInstant = (x: string): string => matches(x, `\\s*${dayForm}(${timeForm}\\s?${zoneForm}?)?\\s*`);
/** The instant of a text, as a type of the engine. It reads a `t` and a `z` only if they are capitals. */
export const instantIn = (x: string, type: "TIMESTAMP" | "TIMESTAMP_NTZ"): string =>
  `TRY_CAST(upper(trim(${x})) AS ${type})`;

const asJson = (x: string): string =>
  `regexp_extract(to_json(named_struct('v', ${x})), '(?s)\\\\A\\\\{"v":(.*)\\\\}\\\\z', 1)`;
/** JSON's null is null. */
const jsonText = (x: string): string =>
  `CASE WHEN try_parse_json(${x}) IS NOT NULL AND trim(${x}) <> 'null' THEN ${x} END`;

export const scalars: Rows = {
  bool: {
    // pandas writes True and False, and 1.0 and 0.0 for a column with a null.
    text: (x) =>
      `CASE WHEN lower(trim(${x})) IN ('true', 't', '1', '1.0') THEN true WHEN lower(trim(${x})) IN ('false', 'f', '0', '0.0') THEN false END`,
    bool: (x) => x,
    integer: (x) => `CASE ${x} WHEN 1 THEN true WHEN 0 THEN false END`,
    float: (x) => `CASE ${x} WHEN 1 THEN true WHEN 0 THEN false END`,
  },
  int32: integerFrom("INT"),
  int64: integerFrom("BIGINT"),
  float32: floatFrom("FLOAT"),
  float64: floatFrom("DOUBLE"),
  string: {
    text: (x) => x,
    integer: (x) => `CAST(${x} AS STRING)`,
    float: () => "CAST(NULL AS STRING)",
  },
  bytes: {
    bytes: (x) => x,
    text: (x) =>
      `CASE WHEN ${matches(x, "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")} THEN unbase64(${x}) END`,
  },
  timestamp: {
    text: (x) => `CASE WHEN ${isInstant(x)} THEN unix_micros(${instantIn(x, "TIMESTAMP")}) END`,
    date: micros,
    time: micros,
    float: () => "CAST(NULL AS BIGINT)",
  },
  date: {
    text: (x, physical) => `unix_date(${dayFrom(x, physical)})`,
    date: (x) => `unix_date(${x})`,
    time: (x) => `CASE WHEN ${x} = date_trunc('DAY', ${x}) THEN unix_date(CAST(${x} AS DATE)) END`,
    float: () => "CAST(NULL AS INT)",
  },
  json: {
    text: jsonText,
    integer: (x) => `CAST(${x} AS STRING)`,
    bool: (x) => `CAST(${x} AS STRING)`,
    list: asJson,
    struct: asJson,
    map: asJson,
  },
};
