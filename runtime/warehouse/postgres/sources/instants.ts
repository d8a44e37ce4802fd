import type { SourceTime } from "../../../artifacts.js";
import type { Family, Physical } from "../../physical.js";
import { type Conversion, separator } from "../../sources/conversion.js";
import { dayOfText, instantOfText, microsOf } from "../convert.js";
import { identifier, literal } from "../text.js";

/**
 * SQL for the instant in a column of a source: BIGINT microseconds, floored to the microsecond below (MEANING 139). An
 * infinite instant is null, and so is a number that is not finite.
 */
export function instantFrom(time: SourceTime, physical: Physical, x: string): Conversion {
  const value = instantOf(time, physical, x);
  if (value === null)
    return { value: "CAST(NULL AS BIGINT)", problem: `CASE WHEN ${x} IS NOT NULL THEN ${fault(x)} END` };
  const { family } = physical;
  if (family === "date" || (time.format !== "date" && family === "time")) return { value, problem: null };
  const infinite = isInfinite(family, x);
  const wrong = `${x} IS NOT NULL AND (${value}) IS NULL${infinite === null ? "" : ` AND NOT (${infinite})`}`;
  return { value, problem: `CASE WHEN ${wrong} THEN ${fault(x)} END` };
}

/** The same, but `-infinity` is an instant before all others (MEANING 139). */
export function orderedInstant(time: SourceTime, physical: Physical, x: string): Conversion {
  const { value, problem } = instantFrom(time, physical, x);
  const { family } = physical;
  if (family === "text")
    return { value: `coalesce(${value}, CASE WHEN lower(btrim(${x})) = '-infinity' THEN ${EARLIEST} END)`, problem };
  if (family !== "time" && family !== "date") return { value, problem };
  return { value: `coalesce(${value}, CASE WHEN ${x} = '-infinity' THEN ${EARLIEST} END)`, problem };
}

/**
 * The instant as the data has it, if that is a timestamp, a day that means its start, or a whole number of a unit.
 * Postgres compares timestamps with each other by their instants, because the session is in UTC, and finds such values
 * by an index. Other instants become timestamps. A row without an instant has an infinite stamp, or none.
 */
export function stampOf(time: SourceTime, physical: Physical, x: string): string {
  if (isStamp(time, physical)) return x;
  const micros = orderedInstant(time, physical, x).value;
  const later = "(t / 3600000000) * INTERVAL '1 hour' + (t % 3600000000) * INTERVAL '1 microsecond'";
  return (
    `(SELECT CASE WHEN t = ${EARLIEST} THEN '-infinity' WHEN t IS NULL THEN 'infinity' ` +
    `ELSE TIMESTAMPTZ 'epoch' + ${later} END FROM (SELECT ${micros} AS t) AS "n")`
  );
}

/** The statements that make the function which gives the latest stamp at an instant. */
export function stampFunctionSql(name: string, time: SourceTime, physical: Physical): string {
  const unit = unitOf(time, physical);
  const [type, value] =
    unit === null
      ? [
          "TIMESTAMPTZ",
          // No timestamp is earlier.
          `CASE WHEN micros < -210866803200000000 THEN '-infinity' ELSE TIMESTAMPTZ 'epoch' + (micros / 3600000000) * INTERVAL '1 hour' + (micros % 3600000000) * INTERVAL '1 microsecond' END`,
        ]
      : ["BIGINT", unit === 1 ? "micros" : `micros / ${unit} - CAST(micros % ${unit} < 0 AS INTEGER)`];
  const signature = `pg_temp.${identifier(name)}(micros BIGINT)`;
  return `DROP FUNCTION IF EXISTS ${signature};\nCREATE FUNCTION ${signature} RETURNS ${type} LANGUAGE sql STABLE AS $feat$\n  SELECT ${value}\n$feat$`;
}

/** True if the data's own column has the order of the instants, so that an index of it finds rows. */
export const isStamp = (time: SourceTime, physical: Physical): boolean => {
  const { format, zone, day } = time;
  const { family, name } = physical;
  if (unitOf(time, physical) !== null) return true;
  if (zone !== null && zone !== "UTC" && !/ZONE/.test(name)) return false;
  return format === "date" ? family === "date" && day !== "end" : !format.startsWith("unix_") && family === "time";
};

/**
 * The microseconds of a unit of which the column holds whole numbers; null if it does not. Nanoseconds are none: those
 * of one microsecond are one instant.
 */
function unitOf({ format }: SourceTime, { family }: Physical): number | null {
  return family === "integer" ? (units[format] ?? null) : null;
}
const units: Readonly<Partial<Record<SourceTime["format"], number>>> = {
  unix_s: 1_000_000,
  unix_ms: 1000,
  unix_us: 1,
};

/** Before any instant of data, and far enough from the smallest int64 for subtractions. */
const EARLIEST = "-4000000000000000000";

const fault = (x: string): string => {
  const shown = `CAST(to_json(left(CAST(${x} AS TEXT), 60)) AS TEXT)`;
  return `${literal(separator)} || ${shown} || ${literal(` is not a valid time${separator}a time, as its format says`)}`;
};

function isInfinite(family: Family, x: string): string | null {
  switch (family) {
    case "text":
    case "float":
    case "decimal":
      return `lower(btrim(CAST(${x} AS TEXT))) ~ '^[+-]?(nan|inf|infinity)$'`;
    case "time":
      return `NOT isfinite(${x})`;
    default:
      return null;
  }
}

/** Null if no value of the physical type is an instant of the format. */
function instantOf(time: SourceTime, physical: Physical, x: string): string | null {
  switch (time.format) {
    case "timestamp":
    case "iso8601":
      return instant(time, physical, x);
    case "date":
      return day(time, physical, x);
    case "unix_s":
      return physical.family === "integer" ? multiplied(x, 1_000_000n) : counted(physical.family, x, "1000000");
    case "unix_ms":
      return physical.family === "integer" ? multiplied(x, 1000n) : counted(physical.family, x, "1000");
    case "unix_us":
      return physical.family === "integer" ? multiplied(x, 1n) : counted(physical.family, x, "1");
    case "unix_ns":
      return counted(physical.family, x, "0.001");
  }
}

/** The microseconds of a timestamp without a zone, which is in the source's zone. Null if it is infinite. */
const zoned = ({ zone }: SourceTime, naive: string): string =>
  zone === null ? microsOf(naive) : microsOf(naive, `timezone(${literal(zone)}, ${naive})`);

function instant(time: SourceTime, { family, name }: Physical, x: string): string | null {
  switch (family) {
    case "time":
      return /ZONE/.test(name) ? microsOf(x) : zoned(time, x);
    case "date":
      return zoned(time, `CAST(${x} AS TIMESTAMP)`);
    case "text": {
      const utc = instantOfText(x);
      if (time.zone === null) return utc;
      // A text may have a zone of its own after its time of day.
      const own = `${x} ~ ':[0-9.]+\\s*([A-Za-z]+|[+-][0-9]{2}(:?[0-9]{2})?)\\s*$'`;
      const naive = `TIMESTAMP '1970-01-01' + ((${utc}) / 1000000) * INTERVAL '1 second' + ((${utc}) % 1000000) * INTERVAL '1 microsecond'`;
      return `CASE WHEN ${own} THEN ${utc} ELSE ${zoned(time, `(${naive})`)} END`;
    }
    default:
      return null;
  }
}

/** A day's start, or the next day's. A value with a time of day is not a day. */
function day(time: SourceTime, { family }: Physical, x: string): string | null {
  const ofDate = (date: string): string => zoned(time, `CAST(${date}${time.day === "end" ? " + 1" : ""} AS TIMESTAMP)`);
  switch (family) {
    case "date":
      return `CASE WHEN isfinite(${x}) THEN ${ofDate(x)} END`;
    case "time":
      return `CASE WHEN isfinite(${x}) AND ${x} = date_trunc('day', ${x}) THEN ${ofDate(`CAST(${x} AS DATE)`)} END`;
    case "text":
      return ofDate(`(${dayOfText(x)})`);
    default:
      return null;
  }
}

/** No instant is further from 1970, in microseconds, so that sums of instants and lengths are in range. */
const FURTHEST = 9_200_000_000_000_000_000n;

/** A whole number of a unit that has this many microseconds. */
function multiplied(x: string, micros: bigint): string {
  const most = (FURTHEST - 1n) / micros;
  return `CASE WHEN ${x} BETWEEN -${most} AND ${most} THEN CAST(${x} AS BIGINT) * ${micros} END`;
}

/** A number of seconds, milliseconds, microseconds or nanoseconds. */
function counted(family: Family, x: string, factor: string): string | null {
  const decimal = numbers[family]?.(x);
  if (decimal === undefined) return null;
  return `(SELECT CASE WHEN abs(n) < ${FURTHEST} THEN CAST(n AS BIGINT) END FROM (SELECT floor((${decimal}) * ${factor}) AS n) AS "n")`;
}
const numbers: Readonly<Partial<Record<Family, (x: string) => string>>> = {
  integer: (x) => `CAST(${x} AS NUMERIC)`,
  float: (x) => `CASE WHEN lower(CAST(${x} AS TEXT)) !~ 'nan|inf' THEN CAST(CAST(${x} AS TEXT) AS NUMERIC) END`,
  decimal: (x) => `CASE WHEN lower(CAST(${x} AS TEXT)) !~ 'nan|inf' THEN ${x} END`,
  text: (x) =>
    `CASE WHEN ${x} ~ '^\\s*[+-]?[0-9]+([.][0-9]*)?([eE][+-]?[0-9]{1,2})?\\s*$' THEN CAST(${x} AS NUMERIC) END`,
};
