import { calendarUnits, dayUnits } from "../../../runtime/functions/calendar-parts.js";
import type { ScalarName } from "../../../runtime/types.js";
import { checked, exactly, example, gives } from "../define.js";
import type { Example, Overload, ScalarFunction } from "../row.js";
import { zone } from "./zones.js";

/* Parts of a date, or of the local time of a zone at an instant (MEANING 51, 93, B20). */

interface Part {
  readonly name: string;
  readonly doc: string;
  readonly ts: string;
  readonly gives?: ScalarName;
  /** A part of the time of day, which dates do not have. */
  readonly clock?: true;
  readonly examples: readonly Example[];
}

function row({ name, doc, ts, gives: kind = "int64", clock, examples }: Part): ScalarFunction {
  const timestamp: Overload = {
    key: "timestamp",
    params: [exactly("t", "timestamp"), zone],
    result: gives(kind),
    nulls: "strict",
    ts,
  };
  const date: Overload = {
    key: "date",
    params: [exactly("d", "date")],
    result: gives(kind),
    nulls: "strict",
    ts: `${ts}Date`,
  };
  return { name, doc, overloads: clock === true ? [timestamp] : [timestamp, date], examples };
}

const unitOf = (units: readonly string[]) =>
  checked(exactly("unit", "string"), (unit) => (units.includes(unit) ? null : `a unit is one of ${units.join(", ")}`));

const at = (text: string): string => `timestamp("${text}")`;

export const calendar: readonly ScalarFunction[] = [
  row({
    name: "year_of",
    doc: "The year of a date, or of an instant in UTC or the zone.",
    ts: "yearOf",
    examples: [
      example(`year_of(${at("2023-12-31T23:30:00Z")}, "Europe/Berlin")`, 2024),
      example('year_of(date("0001-01-01"))', 1),
      example(`year_of(${at("9999-12-31T23:59:59.999999Z")})`, 9999),
    ],
  }),
  row({
    name: "quarter_of",
    doc: "The quarter of the year, 1 to 4.",
    ts: "quarterOf",
    examples: [example('quarter_of(date("2024-03-31"))', 1), example('quarter_of(date("2024-10-01"))', 4)],
  }),
  row({
    name: "month_of",
    doc: "The month of the year, 1 to 12.",
    ts: "monthOf",
    examples: [example('month_of(date("2024-02-29"))', 2), example(`month_of(${at("1969-12-31T23:59:59Z")})`, 12)],
  }),
  row({
    name: "week_of",
    doc: "The week of the year by ISO 8601, 1 to 53: weeks begin on Monday, and the first holds the year's first Thursday.",
    ts: "weekOf",
    examples: [
      example('week_of(date("2021-01-03"))', 53),
      example('week_of(date("2024-12-30"))', 1),
      example(`week_of(${at("2024-01-08T00:00:00Z")})`, 2),
    ],
  }),
  row({
    name: "day_of",
    doc: "The day of the month, 1 to 31.",
    ts: "dayOf",
    examples: [
      example('day_of(date("2024-02-29"))', 29),
      example(`day_of(${at("2024-03-01T02:00:00Z")}, "America/New_York")`, 29),
    ],
  }),
  row({
    name: "day_of_year",
    doc: "The day of the year, 1 to 366.",
    ts: "dayOfYear",
    examples: [example('day_of_year(date("2024-12-31"))', 366), example('day_of_year(date("2023-03-01"))', 60)],
  }),
  row({
    name: "day_of_week",
    doc: "The day of the week, Monday 1 to Sunday 7: of a date, or of an instant in UTC or the zone.",
    ts: "dayOfWeek",
    examples: [
      example('day_of_week(timestamp("2024-01-01T00:00:00Z"))', 1),
      example('day_of_week(timestamp("2024-01-01T00:00:00Z"), "America/New_York")', 7),
      example('day_of_week(date("1969-12-28"))', 7),
    ],
  }),
  row({
    name: "is_weekend",
    doc: "Whether it is a Saturday or a Sunday.",
    ts: "isWeekend",
    gives: "bool",
    examples: [
      example('is_weekend(date("2024-06-01"))', true),
      example('is_weekend(timestamp("2024-06-03T00:00:00Z"))', false),
      example('is_weekend(timestamp("2024-06-03T00:00:00Z"), "America/New_York")', true),
    ],
  }),
  row({
    name: "hour_of",
    doc: "The hour of the day, 0 to 23, in UTC or the zone.",
    ts: "hourOf",
    clock: true,
    examples: [
      example('hour_of(timestamp("2024-01-01T23:59:59.999999Z"))', 23),
      example('hour_of(timestamp("1969-12-31T23:59:59Z"))', 23),
      example('hour_of(timestamp("2024-03-31T00:59:59Z"), "Europe/Berlin")', 1),
      example('hour_of(timestamp("2024-03-31T01:00:00Z"), "Europe/Berlin")', 3),
    ],
  }),
  row({
    name: "minute_of",
    doc: "The minute of the hour, 0 to 59, in UTC or the zone.",
    ts: "minuteOf",
    clock: true,
    examples: [
      example(`minute_of(${at("2024-01-01T10:59:00Z")})`, 59),
      example(`minute_of(${at("2024-01-01T10:00:00Z")}, "Asia/Kathmandu")`, 45),
    ],
  }),
  row({
    name: "second_of",
    doc: "The second of the minute, 0 to 59, without its fraction.",
    ts: "secondOf",
    clock: true,
    examples: [
      example(`second_of(${at("2024-01-01T10:00:59.999999Z")})`, 59),
      example(`second_of(${at("1969-12-31T23:59:59.5Z")})`, 59),
    ],
  }),
  {
    name: "start_of",
    doc:
      "The start of the unit that holds the instant: minute, hour, day, week (from Monday), month, quarter or year, in UTC or the zone; a date takes units " +
      "from day on. A day begins at its first midnight; if clocks skip midnight, it begins at the change.",
    overloads: [
      {
        key: "timestamp",
        params: [exactly("t", "timestamp"), unitOf(calendarUnits), zone],
        result: gives("timestamp"),
        nulls: "strict",
        ts: "startOf",
      },
      {
        key: "date",
        params: [exactly("d", "date"), unitOf(dayUnits)],
        result: gives("date"),
        nulls: "strict",
        ts: "startOfDate",
      },
    ],
    examples: [
      example(`string(start_of(${at("2024-05-15T10:20:30Z")}, "hour"))`, "2024-05-15T10:00:00.000000Z"),
      example(`string(start_of(${at("2024-05-15T10:20:30Z")}, "week"))`, "2024-05-13T00:00:00.000000Z"),
      example('string(start_of(date("2024-05-15"), "quarter"))', "2024-04-01"),
      example(`string(start_of(${at("2024-03-31T12:00:00Z")}, "day", "Europe/Berlin"))`, "2024-03-30T23:00:00.000000Z"),
      // Midnight occurs twice.
      example(
        `string(start_of(${at("2024-11-03T12:00:00Z")}, "day", "America/Havana"))`,
        "2024-11-03T04:00:00.000000Z",
      ),
      // Clocks skip midnight.
      example(
        `string(start_of(${at("2018-11-04T12:00:00Z")}, "day", "America/Sao_Paulo"))`,
        "2018-11-04T03:00:00.000000Z",
      ),
      example(`string(start_of(${at("2024-01-01T10:00:00Z")}, "hour", "Asia/Kolkata"))`, "2024-01-01T09:30:00.000000Z"),
    ],
  },
];
