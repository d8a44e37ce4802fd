import type { Int } from "../values.js";
import { type CivilDate, civilOfDays, daysOfCivil, daysOfMicros, microsPerDay, microsPerSecond } from "./calendar.js";
import { FeatureError } from "./feature-error.js";
import { floorDivide, multiply, subtract } from "./int64.js";
import { strict1 } from "./strict.js";
import { instantOf, localOf } from "./zone.js";

/** A part of an instant's local time, in UTC or in a zone. */
interface OfInstant<R> {
  (t: Int, zone?: string): R;
  (t: Int | null, zone?: string | null): R | null;
}
function ofInstant<R>(f: (local: Int) => R): OfInstant<R>;
function ofInstant<R>(f: (local: Int) => R): (t: Int | null, zone?: string | null) => R | null {
  return (t, zone = "UTC") => (t === null || zone === null ? null : f(localOf(t, zone)));
}
const ofDay = <R>(f: (days: number) => R): OfInstant<R> => ofInstant((local) => f(daysOfMicros(local)));
const ofClock = (f: (seconds: number) => number): OfInstant<number> =>
  ofInstant((local) => f(Math.floor(floorDivide(local, microsPerDay).rest / microsPerSecond)));

const quarter = ({ month }: CivilDate): number => Math.floor((month + 2) / 3);
const firstOfYear = (year: number): number => daysOfCivil({ year, month: 1, day: 1 });
const dayInYear = (days: number): number => days - firstOfYear(civilOfDays(days).year) + 1;
/** Monday is 1. Day 0 of the epoch was a Thursday. */
const weekday = (days: number): number => ((((days + 3) % 7) + 7) % 7) + 1;
/** ISO 8601: a week belongs to the year that its Thursday is in. */
function isoWeek(days: number): number {
  const thursday = days - weekday(days) + 4;
  return Math.floor((dayInYear(thursday) - 1) / 7) + 1;
}

export const yearOfDate = strict1((days: number) => civilOfDays(days).year);
export const quarterOfDate = strict1((days: number) => quarter(civilOfDays(days)));
export const monthOfDate = strict1((days: number) => civilOfDays(days).month);
export const weekOfDate = strict1(isoWeek);
export const dayOfDate = strict1((days: number) => civilOfDays(days).day);
export const dayOfYearDate = strict1(dayInYear);
export const dayOfWeekDate = strict1(weekday);
export const isWeekendDate = strict1((days: number) => weekday(days) > 5);

export const yearOf = ofDay((days) => civilOfDays(days).year);
export const quarterOf = ofDay((days) => quarter(civilOfDays(days)));
export const monthOf = ofDay((days) => civilOfDays(days).month);
export const weekOf = ofDay(isoWeek);
export const dayOf = ofDay((days) => civilOfDays(days).day);
export const dayOfYear = ofDay(dayInYear);
export const dayOfWeek = ofDay(weekday);
export const isWeekend = ofDay((days) => weekday(days) > 5);
export const hourOf = ofClock((seconds) => Math.floor(seconds / 3600));
export const minuteOf = ofClock((seconds) => Math.floor(seconds / 60) % 60);
export const secondOf = ofClock((seconds) => seconds % 60);

const firstDays: Readonly<Record<string, (days: number) => number>> = {
  day: (days) => days,
  week: (days) => days - weekday(days) + 1,
  month: (days) => daysOfCivil({ ...civilOfDays(days), day: 1 }),
  quarter: (days) => {
    const date = civilOfDays(days);
    return daysOfCivil({ ...date, month: quarter(date) * 3 - 2, day: 1 });
  },
  year: (days) => firstOfYear(civilOfDays(days).year),
};
const clockUnits: Readonly<Record<string, number>> = { minute: 60_000_000, hour: 3_600_000_000 };

/** The units that `start_of` takes for a date. A timestamp takes those of the clock too. */
export const dayUnits: readonly string[] = Object.keys(firstDays);
export const calendarUnits: readonly string[] = [...Object.keys(clockUnits), ...dayUnits];

function firstDay(days: number, unit: string): number {
  const first = Object.hasOwn(firstDays, unit) ? firstDays[unit] : undefined;
  if (first === undefined) throw new FeatureError(`there is no calendar unit "${unit}"`);
  return first(days);
}

interface StartOfDate {
  (days: number, unit: string): number;
  (days: number | null, unit: string | null): number | null;
}
function startOfDays(days: number, unit: string): number;
function startOfDays(days: number | null, unit: string | null): number | null;
function startOfDays(days: number | null, unit: string | null): number | null {
  return days === null || unit === null ? null : firstDay(days, unit);
}
export const startOfDate: StartOfDate = startOfDays;

interface StartOf {
  (t: Int, unit: string, zone?: string): Int;
  (t: Int | null, unit: string | null, zone?: string | null): Int | null;
}
function start(t: Int, unit: string, zone?: string): Int;
function start(t: Int | null, unit: string | null, zone?: string | null): Int | null;
function start(t: Int | null, unit: string | null, zone: string | null = "UTC"): Int | null {
  if (t === null || unit === null || zone === null) return null;
  const local = localOf(t, zone);
  const clock = Object.hasOwn(clockUnits, unit) ? clockUnits[unit] : undefined;
  // Hours of elapsed time: when clocks go back, the two hours with the same name stay two hours.
  if (clock !== undefined) return subtract(t, floorDivide(local, clock).rest);
  return instantOf(multiply(firstDay(daysOfMicros(local), unit), microsPerDay), zone);
}
export const startOf: StartOf = start;
