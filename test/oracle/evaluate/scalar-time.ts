import { int, type Scalar, strict, text } from "./scalar-words.js";
import type { Value } from "./values.js";

/* The calendar, from its meaning alone: JavaScript's own dates, and zones by searching what their clocks show. */

const day = 86_400_000_000n;
const mod = (a: bigint, b: bigint): bigint => ((a % b) + b) % b;
const floor = (a: bigint, b: bigint): bigint => (a - mod(a, b)) / b;

const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(zone: string): Intl.DateTimeFormat {
  const made =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  formats.set(zone, made);
  return made;
}

/** The local time that clocks in a zone show at an instant, as microseconds. */
function shown(micros: bigint, zone: string): bigint {
  if (zone === "UTC") return micros;
  const parts = formatOf(zone).formatToParts(Number(floor(micros, 1000n)));
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  const ancient = parts.some(({ type, value }) => type === "era" && value !== "AD");
  const date = new Date(0);
  date.setUTCFullYear(ancient ? 1 - part("year") : part("year"), part("month") - 1, part("day"));
  date.setUTCHours(part("hour"), part("minute"), part("second"));
  return BigInt(date.getTime()) * 1000n + mod(micros, 1_000_000n);
}

/** The first instant at which clocks in the zone show this local time, or a later one if they skip it. */
function firstShowing(local: bigint, zone: string): bigint {
  const hour = 3_600_000_000n;
  const near = Array.from({ length: 97 }, (_, i) => local + BigInt(i - 48) * hour);
  const exact = near.map((t) => local - (shown(t, zone) - t)).filter((t) => shown(t, zone) === local);
  const [first] = exact.sort((a, b) => Number(a - b));
  if (first !== undefined) return first;
  let [low, high] = [local - 48n * hour, local + 48n * hour];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (shown(middle, zone) < local) low = middle;
    else high = middle;
  }
  return high;
}

const dateOf = (days: bigint): Date => new Date(Number(days) * 86_400_000);
const daysOf = (year: number, month: number, date: number): bigint => {
  const made = new Date(0);
  made.setUTCFullYear(year, month, date);
  return BigInt(made.getTime() / 86_400_000);
};
/** The day of the week; Monday is 0. */
const weekday = (days: bigint): bigint => BigInt((dateOf(days).getUTCDay() + 6) % 7);
const inYear = (days: bigint): bigint => days - daysOf(dateOf(days).getUTCFullYear(), 0, 1);

const ofDay = (f: (days: bigint) => Value): Readonly<Record<string, Scalar>> => ({
  timestamp: strict((t = null, zone = "UTC") => f(floor(shown(int(t), text(zone)), day))),
  date: strict((d = null) => f(int(d))),
});
const ofClock = (unit: bigint, count: bigint): Scalar =>
  strict((t = null, zone = "UTC") => mod(floor(shown(int(t), text(zone)), unit), count));

function firstDay(days: bigint, unit: string): bigint {
  const date = dateOf(days);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (unit) {
    case "day":
      return days;
    case "week":
      return days - weekday(days);
    case "month":
      return daysOf(year, month, 1);
    case "quarter":
      return daysOf(year, month - (month % 3), 1);
    case "year":
      return daysOf(year, 0, 1);
    default:
      throw new Error(`no unit ${unit}`);
  }
}

const startOf: Scalar = strict((t = null, unit = null, zone = "UTC") => {
  const local = shown(int(t), text(zone));
  if (unit === "minute") return int(t) - mod(local, 60_000_000n);
  if (unit === "hour") return int(t) - mod(local, 3_600_000_000n);
  return firstShowing(firstDay(floor(local, day), text(unit)) * day, text(zone));
});

/**
 * How many whole months lie between two instants. It counts up, from a number that is surely too small, while `a` plus
 * that many months is not after `b`.
 */
function months(a: bigint, b: bigint): bigint {
  if (b < a) return -months(b, a);
  const date = dateOf(floor(a, day));
  const end = dateOf(floor(b, day));
  let count = (end.getUTCFullYear() - date.getUTCFullYear()) * 12 + end.getUTCMonth() - date.getUTCMonth() - 3;
  const later = (n: number): bigint =>
    // A day that the month does not have becomes the first day of the next month.
    min(
      daysOf(date.getUTCFullYear(), date.getUTCMonth() + n, date.getUTCDate()) * day + mod(a, day),
      daysOf(date.getUTCFullYear(), date.getUTCMonth() + n + 1, 1) * day,
    );
  while (later(count + 1) <= b) count++;
  return BigInt(count);
}
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);

const wholeBetween = (unit: bigint): Readonly<Record<string, Scalar>> => {
  const between = (from: (x: bigint, zone: string) => bigint, to: (x: bigint, zone: string) => bigint): Scalar =>
    strict((a = null, b = null, zone = "UTC") => months(from(int(a), text(zone)), to(int(b), text(zone))) / unit);
  const midnight = (days: bigint): bigint => days * day;
  return {
    timestamp: between(shown, shown),
    date: between(midnight, midnight),
    date_timestamp: between(midnight, shown),
    timestamp_date: between(shown, midnight),
  };
};

export const times: Readonly<Record<string, Scalar | Readonly<Record<string, Scalar>>>> = {
  year_of: ofDay((days) => BigInt(dateOf(days).getUTCFullYear())),
  quarter_of: ofDay((days) => BigInt(Math.ceil((dateOf(days).getUTCMonth() + 1) / 3))),
  month_of: ofDay((days) => BigInt(dateOf(days).getUTCMonth() + 1)),
  week_of: ofDay((days) => inYear(days - weekday(days) + 3n) / 7n + 1n),
  day_of: ofDay((days) => BigInt(dateOf(days).getUTCDate())),
  day_of_year: ofDay((days) => inYear(days) + 1n),
  day_of_week: ofDay((days) => weekday(days) + 1n),
  is_weekend: ofDay((days) => weekday(days) >= 5n),
  hour_of: ofClock(3_600_000_000n, 24n),
  minute_of: ofClock(60_000_000n, 60n),
  second_of: ofClock(1_000_000n, 60n),
  start_of: { timestamp: startOf, date: strict((d = null, unit = null) => firstDay(int(d), text(unit))) },
  months_between: wholeBetween(1n),
  years_between: wholeBetween(12n),
};
