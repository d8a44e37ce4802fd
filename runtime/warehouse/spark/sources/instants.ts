import type { SourceTime } from "../../../artifacts.js";
import { sparkText } from "../../../spark-types.js";
import type { Family, Physical } from "../../physical.js";
import { type Conversion, separator } from "../../sources/conversion.js";
import { dayFrom, instantIn, isFiniteFloat, matches } from "../convert-scalars.js";

/**
 * SQL for the instant in a column of a source: BIGINT microseconds, floored to the microsecond below (MEANING 139). A
 * number that is not finite, and a text of an infinite instant, is null.
 */
export function instantFrom(time: SourceTime, physical: Physical, x: string): Conversion {
  const { family } = physical;
  const value = instantOf(time, physical, x);
  if (value === null)
    return { value: "CAST(NULL AS BIGINT)", problem: `CASE WHEN ${x} IS NOT NULL THEN ${fault(x)} END` };
  if (family === "date" || (time.format !== "date" && family === "time")) return { value, problem: null };
  const infinite = isInfinite(family, x);
  const wrong = `${x} IS NOT NULL AND (${value}) IS NULL${infinite === null ? "" : ` AND NOT (${infinite})`}`;
  return { value, problem: `CASE WHEN ${wrong} THEN ${fault(x)} END` };
}

/** The same, but `-infinity` is an instant before all others (MEANING 139). Only a text can say it. */
export function orderedInstant(time: SourceTime, physical: Physical, x: string): Conversion {
  const { value, problem } = instantFrom(time, physical, x);
  if (physical.family !== "text") return { value, problem };
  return { value: `coalesce(${value}, CASE WHEN lower(trim(${x})) = '-infinity' THEN ${EARLIEST} END)`, problem };
}

/** Before any instant of data, and far enough from the smallest int64 for subtractions. */
const EARLIEST = "-4000000000000000000";

const fault = (x: string): string => {
  const shown = `'"' || replace(left(CAST(${x} AS STRING), 60), '"', '\\\\"') || '"'`;
  return `${sparkText(separator)} || ${shown} || ${sparkText(` is not a valid time${separator}a time, as its format says`)}`;
};

function isInfinite(family: Family, x: string): string | null {
  switch (family) {
    case "text":
      return matches(x, "(?i)\\s*[+-]?(nan|inf|infinity)\\s*");
    case "float":
      return `NOT ${isFiniteFloat(x)}`;
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
      return counted(physical.family, x, 1_000_000n);
    case "unix_ms":
      return counted(physical.family, x, 1_000n);
    case "unix_us":
      return counted(physical.family, x, 1n);
    case "unix_ns":
      return nanoseconds(physical.family, x);
  }
}

/** The microseconds of a clock's time in the source's zone. */
const zoned = ({ zone }: SourceTime, naive: string): string =>
  zone === null || zone === "UTC"
    ? `unix_micros(CAST(${naive} AS TIMESTAMP))`
    : `unix_micros(to_utc_timestamp(CAST(${naive} AS TIMESTAMP), ${sparkText(zone)}))`;

function instant(time: SourceTime, { family, name }: Physical, x: string): string | null {
  switch (family) {
    case "time":
      return name === "TIMESTAMP_LTZ" ? `unix_micros(${x})` : zoned(time, x);
    case "date":
      return zoned(time, x);
    case "text": {
      const utc = `unix_micros(${instantIn(x, "TIMESTAMP")})`;
      if (time.zone === null) return utc;
      // A text may have a zone of its own after its time of day.
      const own = `regexp_like(${x}, ${sparkText(":[0-9.]+\\s*([A-Za-z][A-Za-z_/]*|[+-][0-9]{2}(:?[0-9]{2})?)\\s*\\z")})`;
      return `CASE WHEN ${own} THEN ${utc} ELSE ${zoned(time, instantIn(x, "TIMESTAMP_NTZ"))} END`;
    }
    default:
      return null;
  }
}

/** A day's start, or the next day's. A value with a time of day is not a day. */
function day(time: SourceTime, physical: Physical, x: string): string | null {
  const ofDate = (date: string): string => zoned(time, `date_add(${date}, ${time.day === "end" ? 1 : 0})`);
  switch (physical.family) {
    case "date":
      return ofDate(x);
    case "time":
      return `CASE WHEN ${x} = date_trunc('DAY', ${x}) THEN ${ofDate(`CAST(${x} AS DATE)`)} END`;
    case "text":
      return ofDate(`(${dayFrom(x, physical)})`);
    default:
      return null;
  }
}

const LARGEST = 9_223_372_036_854_775_807n;
const fixed = (x: string): string => `TRY_CAST(${x} AS DECIMAL(29, 9))`;

/** A number of seconds, milliseconds or microseconds. */
function counted(family: Family, x: string, factor: bigint): string | null {
  switch (family) {
    case "integer": {
      const most = LARGEST / factor;
      return `CASE WHEN ${x} BETWEEN ${-most} AND ${most} THEN CAST(${x} AS BIGINT) * ${factor} END`;
    }
    case "float":
      return `CASE WHEN abs(CAST(${x} AS DOUBLE) * ${factor}) < 9.2e18 THEN floor(CAST(${x} AS DOUBLE) * ${factor}) END`;
    case "decimal":
    case "text":
      return `TRY_CAST(floor(${fixed(x)} * ${factor}) AS BIGINT)`;
    default:
      return null;
  }
}

/** Nanoseconds as microseconds, floored. */
const microsOfNanos = (nanos: string): string => `CAST(floor(CAST(${nanos} AS DECIMAL(20, 0)) / 1000) AS BIGINT)`;
function nanoseconds(family: Family, x: string): string | null {
  switch (family) {
    case "integer":
      return microsOfNanos(x);
    case "float":
    case "decimal":
    case "text":
      return microsOfNanos(`TRY_CAST(floor(${fixed(x)}) AS BIGINT)`);
    default:
      return null;
  }
}
