import type { SourceTime } from "../../../runtime/artifacts.js";
import { planType, sqlText } from "../../../runtime/duckdb-types.js";
import { type Type, typeText } from "../../../runtime/types.js";
import type { Family, Physical } from "../../../runtime/warehouse/physical.js";
import { type Conversion, separator } from "../../../runtime/warehouse/sources/conversion.js";
import type { Converting } from "../../../runtime/warehouse/sources/converting.js";

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const literal = sqlText;

const families: readonly (readonly [RegExp, Family])[] = [
  [/^VARCHAR$/, "text"],
  [/^(TINYINT|SMALLINT|INTEGER|BIGINT)$/, "integer"],
  [/^(FLOAT|DOUBLE)$/, "float"],
  [/^DECIMAL/, "decimal"],
  [/^BOOLEAN$/, "bool"],
  [/^DATE$/, "date"],
  [/^TIMESTAMP( WITH TIME ZONE)?$/, "time"],
];
/** A type of the engine, by its name. */
export const physicalOf = (name: string): Physical => ({
  family: families.find(([pattern]) => pattern.test(name))?.[1] ?? "other",
  name,
});

/** SQL for the value of each type, by the families of physical types that convert to it. */
const values: Readonly<Partial<Record<Type["kind"], Readonly<Partial<Record<Family, (x: string) => string>>>>>> = {
  bool: { bool: (x) => x },
  int64: { integer: (x) => `CAST(${x} AS BIGINT)` },
  float64: { float: finite, decimal: finite, integer: finite },
  string: { text: (x) => x },
  timestamp: { time: (x) => `CASE WHEN isfinite(${x}) THEN epoch_us(${x}) END` },
  date: { date: (x) => `CASE WHEN isfinite(${x}) THEN CAST(${x} - DATE '1970-01-01' AS INTEGER) END` },
};
function finite(x: string): string {
  return `CASE WHEN isfinite(CAST(${x} AS DOUBLE)) THEN CAST(${x} AS DOUBLE) END`;
}

function conversion(type: Type, { family, name }: Physical, x: string): Conversion {
  const value = values[type.kind]?.[family]?.(x);
  if (value !== undefined) return { value, problem: null };
  const takes = typeText({ ...type, nullable: false });
  return {
    value: `CAST(NULL AS ${planType(type)})`,
    problem: problem(x, `is ${name} in the data`, `${takes}, and this warehouse converts no other type to it`),
  };
}

const problem = (x: string, what: string, takes: string): string =>
  `CASE WHEN ${x} IS NOT NULL THEN ${literal(separator)} || to_json(left(CAST(${x} AS VARCHAR), 60)) || ${literal(` ${what}${separator}${takes}`)} END`;

const units: Readonly<Partial<Record<SourceTime["format"], string>>> = {
  unix_s: "* 1000000",
  unix_ms: "* 1000",
  unix_us: "* 1",
};

function instantFrom(time: SourceTime, { family }: Physical, x: string): Conversion {
  const unit = units[time.format];
  const inUtc = time.zone === null || time.zone === "UTC";
  if (inUtc && family === "time" && time.format === "timestamp")
    return { value: `CASE WHEN isfinite(${x}) THEN epoch_us(${x}) END`, problem: null };
  if (inUtc && family === "date" && time.format === "date")
    return { value: `epoch_us(CAST(${x}${time.day === "end" ? " + 1" : ""} AS TIMESTAMP))`, problem: null };
  if (family === "integer" && unit !== undefined) return { value: `CAST(${x} AS BIGINT) ${unit}`, problem: null };
  return {
    value: "CAST(NULL AS BIGINT)",
    problem: problem(x, "is not a valid time", `a time in UTC, as its format (${time.format}) says`),
  };
}

/** How the toy converts the values of data: few types, and no texts. */
export const converting: Converting = {
  textType: "VARCHAR",
  identifier,
  literal,
  planType,
  conversion,
  converts: (type, { family }) => values[type.kind]?.[family] !== undefined,
  instantFrom,
  orderedInstant: instantFrom,
  compared: null,
  stamp: null,
  asTime: (column) => column,
  raise: (text, type) => `CASE WHEN ${text} IS NOT NULL THEN CAST(error(${text}) AS ${planType(type)}) END`,
};
