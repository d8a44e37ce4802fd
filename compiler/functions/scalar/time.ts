import { exactly, example, gives } from "../define.js";
import type { Overload, ScalarFunction } from "../row.js";

/*
 * Inside expressions a timestamp is a BIGINT of microseconds and a date an INTEGER of days since the epoch, in UTC; DuckDB's own types
 * appear for one call only.
 */

const units = { seconds: "1000000", hours: "3600000000", days: "86400000000" } as const;

const between = (unit: keyof typeof units): ScalarFunction => ({
  name: `${unit}_between`,
  doc: `How many ${unit} from a to b, with fraction, negative if b is before a. A date counts as its midnight in UTC.`,
  overloads: [
    {
      key: "timestamp",
      params: [exactly("a", "timestamp"), exactly("b", "timestamp")],
      result: gives("float64"),
      nulls: "strict",
      sql: { duckdb: `(({1} - {0})::DOUBLE / ${units[unit]}::DOUBLE)` },
      ts: `${unit}Between`,
    },
    ...mixed(unit),
  ],
  examples:
    unit === "days"
      ? [
          example('days_between(date("2024-02-28"), date("2024-03-01"))', 2),
          example('days_between(timestamp("2024-01-02T12:00:00Z"), timestamp("2024-01-01T00:00:00Z"))', -1.5),
          example('days_between(date("2024-01-01"), timestamp("2024-01-01T06:00:00Z"))', 0.25),
        ]
      : [
          example(
            `${unit}_between(timestamp("2024-01-01T00:00:00Z"), timestamp("2024-01-01T01:30:00Z"))`,
            unit === "hours" ? 1.5 : 5400,
          ),
        ],
});

/** Dates stand for their midnights. */
function mixed(unit: keyof typeof units): readonly Overload[] {
  const midnight = (arg: string): string => `${arg}::BIGINT * 86400000000`;
  const pair = (key: string, a: "date" | "timestamp", b: "date" | "timestamp"): Overload => {
    const from = a === "date" ? midnight("{0}") : "{0}";
    const to = b === "date" ? midnight("{1}") : "{1}";
    const name = key.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return {
      key,
      params: [exactly("a", a), exactly("b", b)],
      result: gives("float64"),
      nulls: "strict",
      sql: { duckdb: `((${to} - ${from})::DOUBLE / ${units[unit]}::DOUBLE)` },
      ts: `${unit}Between${name}`,
    };
  };
  return [
    pair("date", "date", "date"),
    pair("date_timestamp", "date", "timestamp"),
    pair("timestamp_date", "timestamp", "date"),
  ];
}

export const time: readonly ScalarFunction[] = [
  between("seconds"),
  between("hours"),
  between("days"),
  {
    name: "hour_of",
    doc: "The hour of the day in UTC, 0 to 23.",
    overloads: [
      {
        key: "timestamp",
        params: [exactly("t", "timestamp")],
        result: gives("int64"),
        nulls: "strict",
        sql: { duckdb: "hour(make_timestamp({0}))" },
        ts: "hourOf",
      },
    ],
    examples: [
      example('hour_of(timestamp("2024-01-01T23:59:59.999999Z"))', 23),
      example('hour_of(timestamp("1969-12-31T23:59:59Z"))', 23),
    ],
  },
  {
    name: "day_of_week",
    doc: "The day of the week in UTC, Monday 1 to Sunday 7.",
    overloads: [
      {
        key: "timestamp",
        params: [exactly("t", "timestamp")],
        result: gives("int64"),
        nulls: "strict",
        sql: { duckdb: "isodow(make_timestamp({0}))" },
        ts: "dayOfWeek",
      },
      {
        key: "date",
        params: [exactly("d", "date")],
        result: gives("int64"),
        nulls: "strict",
        sql: { duckdb: "isodow(make_date({0}))" },
        ts: "dayOfWeekDate",
      },
    ],
    examples: [
      example('day_of_week(timestamp("2024-01-01T00:00:00Z"))', 1),
      example('day_of_week(date("1969-12-28"))', 7),
    ],
  },
];
