import { exactly, example, gives } from "../define.js";
import type { Overload, ScalarFunction } from "../row.js";
import { zone } from "./zones.js";

/* Whole calendar months and years, toward zero (MEANING 92). */

const pairs = [
  ["timestamp", "timestamp", "timestamp", ""],
  ["date", "date", "date", "Date"],
  ["date_timestamp", "date", "timestamp", "DateTimestamp"],
  ["timestamp_date", "timestamp", "date", "TimestampDate"],
] as const;

const overloads = (unit: "months" | "years"): readonly Overload[] =>
  pairs.map(([key, a, b, suffix]) => ({
    key,
    params: [exactly("a", a), exactly("b", b), ...(key === "timestamp" ? [zone] : [])],
    result: gives("int64"),
    nulls: "strict",
    ts: `${unit}Between${suffix}`,
  }));

const whole =
  "toward zero; negative if b is before a. The calendar is that of UTC, or for two instants that of the zone.";

export const calendarBetween: readonly ScalarFunction[] = [
  {
    name: "months_between",
    doc: `The number of whole months from a to b, ${whole} A month is over when the same day of the month and time of day are reached again; after a start on the 31st, a month without a 31st is over on the 1st of the next month.`,
    overloads: overloads("months"),
    examples: [
      example('months_between(date("2024-01-15"), date("2024-03-14"))', 1),
      example('months_between(date("2024-01-31"), date("2024-02-29"))', 0),
      example('months_between(date("2024-01-31"), date("2024-03-01"))', 1),
      example('months_between(date("2024-03-01"), date("2024-01-31"))', -1),
      example('months_between(date("2024-01-01"), timestamp("2024-01-31T23:59:59Z"))', 0),
      example(
        'months_between(timestamp("2024-01-31T23:00:00Z"), timestamp("2024-02-29T23:00:00Z"), "Europe/Berlin")',
        1,
      ),
    ],
  },
  {
    name: "years_between",
    doc: `The number of whole years from a to b, ${whole} After a start on 29 February, a year is over on 1 March if it has no 29 February.`,
    overloads: overloads("years"),
    examples: [
      example('years_between(date("2004-02-29"), date("2005-02-28"))', 0),
      example('years_between(date("2004-02-29"), date("2005-03-01"))', 1),
      example('years_between(date("2005-03-01"), date("2004-02-29"))', -1),
      example('years_between(date("0001-01-01"), date("9999-12-31"))', 9998),
      example('years_between(date("2024-05-02"), date("2024-05-01"))', 0),
    ],
  },
];
