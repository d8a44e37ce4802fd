import type { SourceTime } from "../../../artifacts.js";
import type { Family, Physical } from "../../physical.js";
import { type Conversion, separator } from "../../sources/conversion.js";
import { dayFrom, instantIn, microsOfNanos } from "../convert-scalars.js";
import { literal } from "../text.js";

/**
 * SQL for the instant in a column of a source: BIGINT microseconds, floored to the microsecond below (MEANING 139). An
 * infinite instant is null, and so is a number that is not finite.
 */
export function instantFrom(time: SourceTime, physical: Physical, x: string): Conversion {
  const { family } = physical;
  const value = instantOf(time, physical, x);
  if (value === null)
    return { value: "CAST(NULL AS BIGINT)", problem: `CASE WHEN ${x} IS NOT NULL THEN ${fault(x)} END` };
  if (safe(time, family)) return { value, problem: null };
  const infinite = isInfinite(family, x);
  const wrong = `${x} IS NOT NULL AND (${value}) IS NULL${infinite === null ? "" : ` AND NOT (${infinite})`}`;
  return { value, problem: `CASE WHEN ${wrong} THEN ${fault(x)} END` };
}

/** The same, but `-infinity` is an instant before all others (MEANING 139). */
export function orderedInstant(time: SourceTime, physical: Physical, x: string): Conversion {
  const { value, problem } = instantFrom(time, physical, x);
  const { family } = physical;
  if (family === "text")
    return { value: `coalesce(${value}, CASE WHEN lower(trim(${x})) = '-infinity' THEN ${EARLIEST} END)`, problem };
  if (family !== "time" && family !== "date" && family !== "nanos") return { value, problem };
  return { value: `coalesce(${value}, CASE WHEN ${x} = '-infinity' THEN ${EARLIEST} END)`, problem };
}

/** Before any instant of data, and far enough from the smallest int64 for subtractions. */
const EARLIEST = "-4000000000000000000";

const fault = (x: string): string => {
  const shown = `CAST(to_json(left(CAST(${x} AS VARCHAR), 60)) AS VARCHAR)`;
  return `${literal(separator)} || ${shown} || ${literal(` is not a valid time${separator}a time, as its format says`)}`;
};

/** True if every finite value of the type is an instant. */
const safe = ({ format }: SourceTime, family: Family): boolean =>
  family === "date" || (format !== "date" && (family === "time" || family === "nanos"));

function isInfinite(family: Family, x: string): string | null {
  switch (family) {
    case "text":
      return `regexp_full_match(${x}, '\\s*[+-]?(nan|inf|infinity)\\s*', 'i')`;
    case "float":
    case "time":
    case "nanos":
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
      return counted(physical.family, x, 1_000_000n);
    case "unix_ms":
      return counted(physical.family, x, 1_000n);
    case "unix_us":
      return counted(physical.family, x, 1n);
    case "unix_ns":
      return nanoseconds(physical.family, x);
  }
}

/** The microseconds of a TIMESTAMP or DATE in the source's zone. */
const zoned = ({ zone }: SourceTime, naive: string): string =>
  zone === null ? `epoch_us(${naive})` : `epoch_us(timezone(${literal(zone)}, ${naive}))`;

function instant(time: SourceTime, { family, name }: Physical, x: string): string | null {
  switch (family) {
    case "time":
      if (/ZONE/.test(name)) return `epoch_us(${x})`;
      return zoned(time, name === "TIMESTAMP" ? x : `CAST(${x} AS TIMESTAMP)`);
    case "nanos": {
      const micros = microsOfNanos(`epoch_ns(${x})`);
      return `CASE WHEN isfinite(${x}) THEN ${time.zone === null ? micros : zoned(time, `make_timestamp(${micros})`)} END`;
    }
    case "date":
      return zoned(time, `CAST(${x} AS TIMESTAMP)`);
    case "text": {
      const utc = `epoch_us(${instantIn(x, "TIMESTAMPTZ")})`;
      if (time.zone === null) return utc;
      // A text may have a zone of its own after its time of day.
      const own = `regexp_matches(${x}, ':[0-9.]+\\s*([A-Za-z][A-Za-z_/]*|[+-][0-9]{2}(:?[0-9]{2})?)\\s*$')`;
      return `CASE WHEN ${own} THEN ${utc} ELSE ${zoned(time, instantIn(x, "TIMESTAMP"))} END`;
    }
    default:
      return null;
  }
}

/** A day's start, or the next day's. A value with a time of day is not a day. */
function day(time: SourceTime, physical: Physical, x: string): string | null {
  const ofDate = (date: string): string => zoned(time, `CAST(${date}${time.day === "end" ? " + 1" : ""} AS TIMESTAMP)`);
  switch (physical.family) {
    case "date":
      return `CASE WHEN isfinite(${x}) THEN ${ofDate(x)} END`;
    case "time":
      return `CASE WHEN isfinite(${x}) AND ${x} = date_trunc('day', ${x}) THEN ${ofDate(`CAST(${x} AS DATE)`)} END`;
    case "nanos":
      return `CASE WHEN isfinite(${x}) AND epoch_ns(${x}) % 86400000000000 = 0 THEN ${ofDate(`CAST(${x} AS DATE)`)} END`;
    case "text":
      return ofDate(`(${dayFrom(x, physical)})`);
    default:
      return null;
  }
}

const LARGEST = 9_223_372_036_854_775_807n;

/** A number of seconds, milliseconds or microseconds. */
function counted(family: Family, x: string, factor: bigint): string | null {
  switch (family) {
    case "integer": {
      const most = LARGEST / factor;
      const all = factor === 1n ? `CAST(${x} AS BIGINT)` : `CAST(${x} AS BIGINT) * ${factor}`;
      return `CASE WHEN ${x} BETWEEN ${-most} AND ${most} THEN ${all} END`;
    }
    case "float": {
      const scaled = `floor(CAST(${x} AS DOUBLE) * ${factor})`;
      return `CASE WHEN isfinite(${x}) AND abs(${scaled}) < 9.2e18::DOUBLE THEN CAST(${scaled} AS BIGINT) END`;
    }
    case "decimal":
    case "text":
      return `TRY_CAST(floor(TRY_CAST(${x} AS DECIMAL(29, 9)) * ${factor}) AS BIGINT)`;
    default:
      return null;
  }
}

function nanoseconds(family: Family, x: string): string | null {
  switch (family) {
    case "integer":
      return microsOfNanos(`TRY_CAST(${x} AS BIGINT)`);
    case "float":
      return `CASE WHEN isfinite(${x}) THEN ${microsOfNanos(`TRY_CAST(floor(TRY_CAST(${x} AS DECIMAL(29, 9))) AS BIGINT)`)} END`;
    case "decimal":
    case "text":
      return microsOfNanos(`TRY_CAST(floor(TRY_CAST(${x} AS DECIMAL(29, 9))) AS BIGINT)`);
    default:
      return null;
  }
}
