import { postgresType } from "../../postgres-types.js";
import { type DecimalType, isFloat, isNested, type ScalarName, type Type, typeText } from "../../types.js";
import { range, takes } from "../../value-texts.js";
import type { Family, Physical } from "../physical.js";
import { type Conversion, separator } from "../sources/conversion.js";
import { nestedConversion } from "./convert-nested.js";
import { literal } from "./text.js";

/**
 * SQL that converts a value of Postgres to a declared type.
 *
 * In: the declared type, the physical type, and the SQL of the value, which may occur several times in the result. Out:
 * the value in its plan form, and what is wrong with it. Always: nothing is rounded, cut or guessed. A value converts
 * exactly or is reported with its place. The SQL never raises. Where the types match, the value's SQL is the column
 * itself.
 */
export function conversion(type: Type, physical: Physical, x: string, depth = 0): Conversion {
  const { family, name } = physical;
  if (isNested(type)) return nestedConversion(type, physical, x, depth, conversion);
  if (family === "text" && name !== "TEXT") return conversion(type, text, `CAST(${x} AS TEXT)`, depth);
  if (family === "bytes" && type.kind !== "bytes") return fromBytes(type, x, depth);
  if (family === "json" && type.kind !== "json") return fromJson(type, x, depth);
  const same = unchecked(type, physical, x);
  if (same !== null) return { value: same, problem: null };
  const value = cellOf(type, family)?.(x, type);
  return value === undefined ? unlike(type, physical, x) : checked(type, family, x, value);
}

const text: Physical = { family: "text", name: "TEXT" };

/** True if some values of the physical type can convert. If it is false, only a column without values converts. */
export function converts(type: Type, { family }: Physical): boolean {
  if (family === "json" || family === "bytes") return true;
  if (type.kind === "array") return family === "list" || family === "text";
  if (isNested(type)) return family === "text";
  return cellOf(type, family) !== undefined;
}

/* Conversions that need no check */

const widens: Readonly<Partial<Record<Type["kind"], ReadonlySet<string>>>> = {
  int32: new Set(["SMALLINT"]),
  int64: new Set(["SMALLINT", "INTEGER"]),
};

/** Null if some value may not convert. */
function unchecked(type: Type, { family, name }: Physical, x: string): string | null {
  switch (type.kind) {
    case "bool":
    case "int32":
    case "int64":
    case "bytes":
      if (name === postgresType(type)) return x;
      return widens[type.kind]?.has(name) ? `CAST(${x} AS ${postgresType(type)})` : null;
    case "string":
      if (family === "text") return x;
      return family === "integer" ? `CAST(${x} AS TEXT)` : null;
    case "float64":
    case "float32":
      if (family === "float" && (name === "REAL" || type.kind === "float64")) {
        const own = name === postgresType(type) ? x : `CAST(${x} AS ${postgresType(type)})`;
        return `CASE WHEN ${finiteIn(x, name)} THEN ${own} END`;
      }
      return family === "integer" ? `CAST(${x} AS ${postgresType(type)})` : null;
    case "date":
      return null;
    default:
      return null;
  }
}

/** NaN is greater than all other numbers. */
const finiteIn = (x: string, type: string): string =>
  `${x} > CAST('-Infinity' AS ${type}) AND ${x} < CAST('Infinity' AS ${type})`;

/* Checked conversions: null if a value does not convert */

type Cell = (x: string, type: Type) => string;

const cellOf = (type: Type, family: Family): Cell | undefined => {
  switch (type.kind) {
    case "decimal":
      return decimals[family];
    case "enum":
      return family === "text"
        ? (x) => `CASE WHEN ${x} IN (${type.values.map(literal).join(", ")}) THEN ${x} END`
        : undefined;
    case "array":
    case "struct":
    case "map":
      return undefined;
    default:
      return scalars[type.kind][family];
  }
};

const matches = (x: string, form: string): string => `CAST(${x} AS TEXT) ~ '^${form}$'`;
const NUMBER = "\\s*[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?\\s*";
/** A number's text as a decimal. */
const numeric = (x: string): string => `CASE WHEN ${matches(x, NUMBER)} THEN CAST(${x} AS NUMERIC) END`;
/** `-0`, infinity and NaN have no decimal. */
const ofFloat = (x: string): string =>
  `CASE WHEN ${finiteIn(x, "DOUBLE PRECISION")} THEN CAST(CAST(${x} AS TEXT) AS NUMERIC) END`;

function integerFrom(target: "INTEGER" | "BIGINT") {
  const [least, most] =
    target === "INTEGER" ? ["-2147483648", "2147483647"] : ["-9223372036854775808", "9223372036854775807"];
  const whole = (decimal: string): string =>
    `(SELECT CASE WHEN d = trunc(d) AND d BETWEEN ${least} AND ${most} THEN CAST(d AS ${target}) END FROM (SELECT ${decimal} AS d) AS "n")`;
  return {
    text: (x: string) => whole(numeric(x)),
    integer: (x: string) => whole(`CAST(${x} AS NUMERIC)`),
    float: (x: string) => whole(ofFloat(x)),
    decimal: (x: string) => whole(`CAST(${x} AS NUMERIC)`),
  };
}

function floatFrom(target: "REAL" | "DOUBLE PRECISION") {
  const [most, least] =
    target === "REAL"
      ? ["3.4028235677973366e38", "7.006492321624085e-46"]
      : ["1.7976931348623158e308", "2.4703282292062327e-324"];
  // A value too small for the type is zero; a value too great does not convert.
  const rounded = (decimal: string): string =>
    `(SELECT CASE WHEN abs(d) <= ${least} THEN CAST(0 AS ${target}) WHEN abs(d) < ${most} THEN CAST(d AS ${target}) END FROM (SELECT ${decimal} AS d) AS "n")`;
  return {
    text: (x: string) => rounded(numeric(x)),
    integer: (x: string) => `CAST(${x} AS ${target})`,
    float: (x: string) => rounded(ofFloat(x)),
    decimal: (x: string) => rounded(`CAST(${x} AS NUMERIC)`),
  };
}

const decimalOf =
  (decimal: (x: string) => string): Cell =>
  (x, type) => {
    const { precision, scale } = type as DecimalType;
    const limit = `1${"0".repeat(precision - scale)}`;
    return `(SELECT CASE WHEN d = round(d, ${scale}) AND abs(d) < ${limit} THEN CAST(d AS ${postgresType(type)}) END FROM (SELECT ${decimal(x)} AS d) AS "n")`;
  };
const decimals: Readonly<Partial<Record<Family, Cell>>> = {
  text: decimalOf(numeric),
  integer: decimalOf((x) => `CAST(${x} AS NUMERIC)`),
  float: decimalOf(ofFloat),
  decimal: decimalOf((x) => `CAST(${x} AS NUMERIC)`),
};

/** Microseconds, floored. */
/**
 * The microseconds of a timestamp, null if it is infinite. Within these years a double of its seconds gives the exact
 * microsecond, and costs a quarter of a decimal. `inUtc`: the same timestamp, where `x` is in another zone.
 */
export const microsOf = (x: string, inUtc: string = x): string =>
  `CASE WHEN ${x} >= '1900-01-02' AND ${x} < '2041-01-01' THEN CAST(date_part('epoch', ${inUtc}) * 1000000 AS BIGINT) ` +
  `WHEN isfinite(${x}) THEN CAST(floor(extract(epoch FROM ${inUtc}) * 1000000) AS BIGINT) END`;
const DAY_FORM = "\\s*[0-9]{4}-[0-9]{2}-[0-9]{2}";
const INSTANT_FORM = `${DAY_FORM}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?\\s?([Zz]|UTC|[+-][0-9]{2}(:?[0-9]{2})?)?)?\\s*`;
export const instantOfText = (x: string): string =>
  `CASE WHEN ${matches(x, INSTANT_FORM)} THEN pg_temp.feat_read_instant(CAST(${x} AS TEXT)) END`;
export const dayOfText = (x: string): string =>
  `CASE WHEN ${matches(x, `${DAY_FORM}([Tt ]00:00(:00([.]0+)?)?\\s?([Zz]|[+-]00(:?00)?)?)?\\s*`)} THEN pg_temp.feat_read_day(left(btrim(CAST(${x} AS TEXT)), 10)) END`;
const days = (date: string): string => `CASE WHEN isfinite(${date}) THEN ${date} - DATE '1970-01-01' END`;
const never =
  (type: string): Cell =>
  () =>
    `CAST(NULL AS ${type})`;
const asJson: Cell = (x) => `CAST(to_jsonb(${x}) AS TEXT)`;

const scalars: Readonly<Record<ScalarName, Readonly<Partial<Record<Family, Cell>>>>> = {
  bool: {
    text: (x) =>
      `CASE WHEN lower(btrim(${x})) IN ('true', 't', '1', '1.0') THEN TRUE WHEN lower(btrim(${x})) IN ('false', 'f', '0', '0.0') THEN FALSE END`,
    bool: (x) => x,
    integer: (x) => `CASE ${x} WHEN 1 THEN TRUE WHEN 0 THEN FALSE END`,
    float: (x) => `CASE ${x} WHEN 1 THEN TRUE WHEN 0 THEN FALSE END`,
  },
  int32: integerFrom("INTEGER"),
  int64: integerFrom("BIGINT"),
  float32: floatFrom("REAL"),
  float64: floatFrom("DOUBLE PRECISION"),
  string: { text: (x) => x, integer: (x) => `CAST(${x} AS TEXT)`, float: never("TEXT") },
  bytes: {
    bytes: (x) => x,
    text: (x) =>
      `CASE WHEN ${matches(x, "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")} THEN pg_temp.feat_read_bytes(${x}) END`,
  },
  timestamp: {
    text: instantOfText,
    date: (x) => microsOf(`CAST(${x} AS TIMESTAMP)`),
    time: (x) => microsOf(x),
    float: never("BIGINT"),
  },
  date: {
    text: (x) => days(dayOfText(x)),
    date: days,
    time: (x) =>
      `CASE WHEN isfinite(${x}) AND ${x} = date_trunc('day', ${x}) THEN CAST(${x} AS DATE) - DATE '1970-01-01' END`,
    float: never("INTEGER"),
  },
  json: {
    text: (x) => `CASE WHEN pg_temp.feat_read_json(${x}) <> 'null' THEN ${x} END`,
    json: (x) => `CASE WHEN CAST(${x} AS JSONB) <> 'null' THEN CAST(${x} AS TEXT) END`,
    integer: asJson,
    bool: asJson,
    list: asJson,
  },
};

/* Problems of values that do not convert */

export const shown = (x: string): string => `CAST(to_json(left(CAST(${x} AS TEXT), 60)) AS TEXT)`;
export const complaint = (type: Type, what: string): string =>
  `${literal(separator)} || ${what} || ${literal(`${separator}${takes(type)}`)}`;
export const noType = (type: Type, x: string): string =>
  complaint(type, `${shown(x)} || ${literal(` is not a valid ${typeText({ ...type, nullable: false })}`)}`);
const beyond = (type: Type, x: string): string =>
  `${literal(separator)} || ${shown(x)} || ${literal(` is out of range for ${type.kind}${separator}${range(type)}`)}`;

/** A number that does not convert and has at least this magnitude is out of range. */
const outside: Readonly<Partial<Record<Type["kind"], string>>> = {
  int32: "2147483647",
  int64: "9223372036854775807",
  float32: "3.4028235e38",
  float64: "1.7976931348623157e308",
};
const magnitudes: Readonly<Partial<Record<Family, (x: string) => string>>> = {
  text: numeric,
  integer: (x) => `CAST(${x} AS NUMERIC)`,
  float: ofFloat,
  decimal: (x) => `CAST(${x} AS NUMERIC)`,
};

function checked(type: Type, family: Family, x: string, value: string): Conversion {
  const asNull = readsNull(type, family, x);
  const wrong = `${x} IS NOT NULL AND (${value}) IS NULL${asNull === null ? "" : ` AND NOT ${asNull}`}`;
  const [least, magnitude] = [outside[type.kind], magnitudes[family]];
  const fault =
    least === undefined || magnitude === undefined
      ? noType(type, x)
      : `CASE WHEN abs(${magnitude(x)}) >= ${least} THEN ${beyond(type, x)} ELSE ${noType(type, x)} END`;
  return { value, problem: `CASE WHEN ${wrong} THEN ${fault} END` };
}

export function unlike(type: Type, { name }: Physical, x: string): Conversion {
  const plain = typeText({ ...type, nullable: false });
  return {
    value: `CAST(NULL AS ${postgresType(type)})`,
    problem: `CASE WHEN ${x} IS NOT NULL THEN ${complaint(type, `${shown(x)} || ${literal(` is ${name}, not ${plain}`)}`)} END`,
  };
}

/** NaN, and for a number also infinity, reads as null and is not a fault (MEANING C23, 134). JSON's null is null. */
function readsNull(type: Type, family: Family, x: string): string | null {
  if (type.kind === "json" && family === "text") return `coalesce(pg_temp.feat_read_json(${x}) = 'null', FALSE)`;
  if (type.kind === "json") return family === "json" ? `coalesce(CAST(${x} AS JSONB) = 'null', FALSE)` : null;
  if (!isFloat(type) && !withNaN.has(type.kind)) return null;
  const infinite = isFloat(type) || type.kind === "int32" || type.kind === "int64";
  const words = `[+-]?(nan${infinite ? "|inf|infinity" : ""})`;
  if (family === "float" || family === "decimal" || family === "text")
    return `lower(btrim(CAST(${x} AS TEXT))) ~ '^${words}$'`;
  return null;
}
const withNaN: ReadonlySet<string> = new Set(["bool", "int32", "int64", "decimal", "timestamp", "date", "string"]);

/* JSON and bytes */

function fromJson(type: Type, x: string, depth: number): Conversion {
  const json = `CAST(${x} AS JSONB)`;
  const own = conversion(type, text, `(${json} #>> '{}')`, depth);
  // A text field takes texts and whole numbers.
  const numbers = type.kind === "string" ? `, 'boolean'` : "";
  const kind = `jsonb_typeof(${json})`;
  const fraction = type.kind === "string" ? ` OR (${kind} = 'number' AND (${json} #>> '{}') !~ '^-?[0-9]+$')` : "";
  const wrong = `(${kind} IN ('array', 'object'${numbers})${fraction})`;
  return {
    value: `CASE WHEN NOT ${wrong} THEN ${own.value} END`,
    problem: `CASE WHEN ${wrong} THEN ${noType(type, x)} ELSE ${own.problem ?? "NULL"} END`,
  };
}

/** Bytes under any other type are text in UTF-8 (MEANING 132). */
function fromBytes(type: Type, x: string, depth: number): Conversion {
  const decoded = `pg_temp.feat_read_utf8(${x})`;
  const broken = `${x} IS NOT NULL AND ${decoded} IS NULL`;
  const what = complaint(type, `${shown(x)} || ' is not text in UTF-8'`);
  const own = conversion(type, text, decoded, depth);
  return { value: own.value, problem: `CASE WHEN ${broken} THEN ${what} ELSE ${own.problem ?? "NULL"} END` };
}
