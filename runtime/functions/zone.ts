import type { Int } from "../values.js";
import { microsPerDay, microsPerSecond } from "./calendar.js";
import { FeatureError } from "./feature-error.js";
import { add, floorDivide, subtract } from "./int64.js";

/*
 * The clocks of named time zones, by the engine's own zone data (MEANING 52). A local time is kept as the microseconds
 * since the epoch at which a clock in UTC shows the same time.
 */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  if (!isZone(zone)) throw new FeatureError(`there is no time zone "${zone}"`);
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  formats.set(zone, format);
  return format;
}

/** Whether the engine's zone data has the zone. An offset (`+02:00`) is not a zone. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The last instant that JavaScript's calendar has, in milliseconds. */
const greatest = 8_640_000_000_000_000;

/** Local time minus UTC, in microseconds. Reads `GMT`, `GMT-05:00`, `GMT+00:53:28`. */
function offsetAt(micros: Int, zone: string): number {
  const millis = Number(floorDivide(micros, 1000).quotient);
  const parts = formatOf(zone).formatToParts(Math.min(Math.max(millis, -greatest), greatest));
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  const match = /^GMT(?:([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?$/.exec(name);
  if (match === null) throw new FeatureError(`the offset of ${zone} is "${name}"`);
  const [, sign, hours, minutes, seconds] = match;
  const whole = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  return (sign === "-" ? -whole : whole) * microsPerSecond;
}

export const localOf = (micros: Int, zone: string): Int =>
  zone === "UTC" ? micros : add(micros, offsetAt(micros, zone));

/**
 * The first instant at which clocks show the local time. If clocks skip it, this is the instant at which they would
 * have shown it without the change. For a skipped midnight that is the instant of the change itself, everywhere but in
 * Toronto in 1919.
 */
export function instantOf(local: Int, zone: string): Int {
  if (zone === "UTC") return local;
  const before = subtract(local, offsetAt(subtract(local, microsPerDay), zone));
  if (localOf(before, zone) === local) return before;
  const after = subtract(local, offsetAt(add(local, microsPerDay), zone));
  return localOf(after, zone) === local ? after : before;
}
