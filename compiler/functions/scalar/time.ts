import { exactly, example, gives } from "../define.js";
import type { Overload, ScalarFunction } from "../row.js";
import { calendar } from "./calendar.js";
import { calendarBetween } from "./calendar-between.js";

type Unit = "seconds" | "minutes" | "hours" | "days" | "weeks";

const between = (unit: Unit): ScalarFunction => ({
  name: `${unit}_between`,
  doc: `The number of ${unit} from a to b, with fraction; negative if b is before a. A date counts as its midnight in UTC.`,
  overloads: [
    {
      key: "timestamp",
      params: [exactly("a", "timestamp"), exactly("b", "timestamp")],
      result: gives("float64"),
      nulls: "strict",
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
            { seconds: 5400, minutes: 90, hours: 1.5, weeks: 1.5 / 168 }[unit],
          ),
        ],
});

/** A date stands for its midnight. */
function mixed(unit: Unit): readonly Overload[] {
  const pair = (key: string, a: "date" | "timestamp", b: "date" | "timestamp"): Overload => {
    const name = key.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return {
      key,
      params: [exactly("a", a), exactly("b", b)],
      result: gives("float64"),
      nulls: "strict",
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
  between("minutes"),
  between("hours"),
  between("days"),
  between("weeks"),
  ...calendarBetween,
  ...calendar,
];
