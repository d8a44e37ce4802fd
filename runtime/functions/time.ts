import type { Int } from "../values.js";
import { microsOfDays, microsPerDay } from "./calendar.js";
import { strict2 } from "./strict.js";

const microsPerMinute = 60_000_000;
const microsPerHour = 3_600_000_000;
const microsPerWeek = 604_800_000_000;
const microsPerSecond = 1_000_000;

/** (b − a) in microseconds, rounded to float64. The result is divided by the unit's length (MEANING B19). */
const micros = (a: Int, b: Int): number =>
  typeof a === "number" && typeof b === "number" && Number.isSafeInteger(b - a) ? b - a : Number(BigInt(b) - BigInt(a));

const ofTimestamps = (unit: number) => strict2((a: Int, b: Int) => micros(a, b) / unit);
const ofDates = (unit: number) => strict2((a: number, b: number) => micros(microsOfDays(a), microsOfDays(b)) / unit);
const toTimestamp = (unit: number) => strict2((a: number, b: Int) => micros(microsOfDays(a), b) / unit);
const toDate = (unit: number) => strict2((a: Int, b: number) => micros(a, microsOfDays(b)) / unit);

export const secondsBetween = ofTimestamps(microsPerSecond);
export const hoursBetween = ofTimestamps(microsPerHour);
export const daysBetween = ofTimestamps(microsPerDay);
export const secondsBetweenDate = ofDates(microsPerSecond);
export const hoursBetweenDate = ofDates(microsPerHour);
export const daysBetweenDate = ofDates(microsPerDay);
export const secondsBetweenDateTimestamp = toTimestamp(microsPerSecond);
export const hoursBetweenDateTimestamp = toTimestamp(microsPerHour);
export const daysBetweenDateTimestamp = toTimestamp(microsPerDay);
export const secondsBetweenTimestampDate = toDate(microsPerSecond);
export const hoursBetweenTimestampDate = toDate(microsPerHour);
export const daysBetweenTimestampDate = toDate(microsPerDay);
export const minutesBetween = ofTimestamps(microsPerMinute);
export const weeksBetween = ofTimestamps(microsPerWeek);
export const minutesBetweenDate = ofDates(microsPerMinute);
export const weeksBetweenDate = ofDates(microsPerWeek);
export const minutesBetweenDateTimestamp = toTimestamp(microsPerMinute);
export const weeksBetweenDateTimestamp = toTimestamp(microsPerWeek);
export const minutesBetweenTimestampDate = toDate(microsPerMinute);
export const weeksBetweenTimestampDate = toDate(microsPerWeek);
