import type { Int } from "../values.js";
import { add, floorDivide, multiply } from "./int64.js";

/* Converts between days and microseconds since the epoch and the proleptic Gregorian calendar, in integers. */

export const microsPerDay = 86_400_000_000;
export const microsPerSecond = 1_000_000;

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Years start in March here, so that a leap day is the last day of its year. 400 years are an era of 146,097 days. */
export function civilOfDays(days: number): CivilDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  };
}

export function daysOfCivil({ year, month, day }: CivilDate): number {
  const fromMarch = month <= 2 ? year - 1 : year;
  const era = Math.floor(fromMarch / 400);
  const yearOfEra = fromMarch - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

const two = (n: number): string => String(n).padStart(2, "0");

/** YYYY-MM-DD. Years outside 0 to 9999 have as many digits as they need, as DuckDB prints them. */
export function dateText(days: number): string {
  const { year, month, day } = civilOfDays(days);
  return `${year < 0 ? year : String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

/** RFC 3339 with six fraction digits and `Z`. */
export function timestampText(micros: Int): string {
  const { quotient: days, rest } = floorDivide(micros, microsPerDay);
  const seconds = Math.floor(rest / microsPerSecond);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
  return `${dateText(Number(days))}T${clock}.${String(rest % microsPerSecond).padStart(6, "0")}Z`;
}

/** The days since the epoch of `YYYY-MM-DD`, for years 1 to 9999. Null for any other text. */
export function daysOfText(text: string): number | null {
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (match === null) return null;
  const days = daysOfCivil({ year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) });
  // A day that the calendar does not have prints as another day.
  return match[1] !== "0000" && dateText(days) === text ? days : null;
}

const rfc3339 =
  /^([0-9-]{10})[Tt]([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:\.([0-9]{1,6}))?(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))$/;

/**
 * The microseconds since the epoch of an RFC 3339 text with a zone and at most six fraction digits (MEANING A10). Null
 * for any other text.
 */
export function microsOfText(text: string): Int | null {
  const match = rfc3339.exec(text);
  if (match === null) return null;
  const [, date, hour, minute, second, fraction, sign, zoneHour, zoneMinute] = match;
  const days = daysOfText(date!);
  if (days === null) return null;
  const offset = (Number(zoneHour ?? 0) * 60 + Number(zoneMinute ?? 0)) * (sign === "-" ? -60 : 60);
  const seconds = days * 86_400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offset;
  return add(multiply(seconds, microsPerSecond), Number((fraction ?? "").padEnd(6, "0")));
}

/** The date's midnight in UTC. */
export const microsOfDays = (days: number): Int => multiply(days, microsPerDay);
/** The instant's day in UTC. */
export const daysOfMicros = (micros: Int): number => Number(floorDivide(micros, microsPerDay).quotient);
