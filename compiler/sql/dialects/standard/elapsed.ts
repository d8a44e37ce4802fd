import { cast, number, op, type Sql } from "../../tree/index.js";
import type { SqlCell } from "../cell.js";

/*
 * Spans between instants. On every engine a timestamp is an integer of microseconds and a date an integer of days since
 * the epoch, in UTC.
 */

export const DAY = number(86_400_000_000n);
export const units = {
  seconds: number(1_000_000n),
  minutes: number(60_000_000n),
  hours: number(3_600_000_000n),
  days: DAY,
  weeks: number(604_800_000_000n),
} as const;
export const unitNames = ["seconds", "minutes", "hours", "days", "weeks"] as const;

/** A date counts as its midnight. */
export const midnight = (date: Sql): Sql => op("*", cast(date, "BIGINT"), DAY);
export type Kind = "timestamp" | "date";
export const pairs = {
  timestamp: ["timestamp", "timestamp"],
  date: ["date", "date"],
  date_timestamp: ["date", "timestamp"],
  timestamp_date: ["timestamp", "date"],
} as const satisfies Readonly<Record<string, readonly [Kind, Kind]>>;
export const pairNames = ["timestamp", "date", "date_timestamp", "timestamp_date"] as const;

/** The units between two instants. `float`: the engine's name of float64. */
export const elapsed = (float: string, unit: keyof typeof units, [a, b]: readonly [Kind, Kind]): SqlCell => {
  const instant = (kind: Kind, value: Sql): Sql => (kind === "date" ? midnight(value) : value);
  return ([from, to]) => op("/", cast(op("-", instant(b, to!), instant(a, from!)), float), units[unit]);
};
