import type { Int } from "../values.js";
import { civilOfDays, daysOfMicros, microsOfDays, microsPerDay } from "./calendar.js";
import { floorDivide } from "./int64.js";
import { localOf } from "./zone.js";

/** The month of a local time, counted from year 0, and how far into that month it is. */
function placeOf(local: Int): { readonly month: number; readonly rest: number } {
  const { year, month, day } = civilOfDays(daysOfMicros(local));
  return { month: year * 12 + month, rest: (day - 1) * microsPerDay + floorDivide(local, microsPerDay).rest };
}

/**
 * Whole months, toward zero. A month is over when the same day of the month and time of day are reached again (MEANING
 * 92).
 */
function months(a: Int, b: Int): number {
  const [from, to] = [placeOf(a), placeOf(b)];
  const difference = to.month - from.month;
  if (b >= a) return to.rest < from.rest ? difference - 1 : difference;
  return to.rest > from.rest ? difference + 1 : difference;
}
const years = (a: Int, b: Int): number => Math.trunc(months(a, b) / 12) + 0;

interface Between<A, B> {
  (a: A, b: B, zone?: string): number;
  (a: A | null, b: B | null, zone?: string | null): number | null;
}
type Local<A> = (value: A, zone: string) => Int;

function betweenBy<A, B>(count: (a: Int, b: Int) => number, from: Local<A>, to: Local<B>): Between<A, B>;
function betweenBy<A, B>(
  count: (a: Int, b: Int) => number,
  from: Local<A>,
  to: Local<B>,
): (a: A | null, b: B | null, zone?: string | null) => number | null {
  return (a, b, zone = "UTC") => (a === null || b === null || zone === null ? null : count(from(a, zone), to(b, zone)));
}

export const monthsBetween = betweenBy<Int, Int>(months, localOf, localOf);
export const monthsBetweenDate = betweenBy<number, number>(months, microsOfDays, microsOfDays);
export const monthsBetweenDateTimestamp = betweenBy<number, Int>(months, microsOfDays, localOf);
export const monthsBetweenTimestampDate = betweenBy<Int, number>(months, localOf, microsOfDays);
export const yearsBetween = betweenBy<Int, Int>(years, localOf, localOf);
export const yearsBetweenDate = betweenBy<number, number>(years, microsOfDays, microsOfDays);
export const yearsBetweenDateTimestamp = betweenBy<number, Int>(years, microsOfDays, localOf);
export const yearsBetweenTimestampDate = betweenBy<Int, number>(years, localOf, microsOfDays);
