import type { ScalarOverload } from "../../../functions/overloads.js";
import { caseOf, fn, isIn, number, op, type Sql, sql, text, typeName } from "../../tree/index.js";
import { type ArgumentFacts, forEach, type SqlCell } from "../cell.js";
import { DAY, elapsed, type Kind, midnight, pairNames, pairs, unitNames, type units } from "../standard/elapsed.js";
import { datetime, micros } from "./instants.js";
import { bound, once } from "./values.js";

/*
 * Inside expressions a timestamp is an INT64 of microseconds and a date an INT64 of days since the epoch, in UTC.
 * BigQuery's own types appear only within one call.
 */

const dateOf = (days: Sql): Sql => fn("DATE_FROM_UNIX_DATE", days);
/** The local time that a date or an instant is. */
const shown = (kind: Kind, value: Sql, zone?: Sql): Sql =>
  kind === "timestamp" ? datetime(value, zone) : fn("DATETIME", sql`${dateOf(value)}`, sql`TIME '00:00:00'`);

/** The language's units, and BigQuery's words for them. */
const words = {
  second: "SECOND",
  minute: "MINUTE",
  hour: "HOUR",
  day: "DAY",
  week: "ISOWEEK",
  month: "MONTH",
  quarter: "QUARTER",
  year: "YEAR",
} as const;
const isUnit = (unit: unknown): unit is keyof typeof words => typeof unit === "string" && unit in words;
/** The start of a unit of a local time. BigQuery takes the unit as a word alone. */
export const truncated = (time: Sql, unit: Sql, literal: unknown): Sql => {
  const by = (word: string): Sql => fn("DATETIME_TRUNC", time, typeName(word));
  if (isUnit(literal)) return by(words[literal]);
  return caseOf(Object.entries(words).map(([name, word]) => [op("=", unit, text(name)), by(word)] as const));
};

const part = (name: string, time: Sql): Sql => sql`EXTRACT(${typeName(name)} FROM ${time})`;
const parts = {
  year_of: "YEAR",
  quarter_of: "QUARTER",
  month_of: "MONTH",
  week_of: "ISOWEEK",
  day_of: "DAY",
  day_of_year: "DAYOFYEAR",
} as const;
const partNames = ["year_of", "quarter_of", "month_of", "week_of", "day_of", "day_of_year"] as const;
/** From Monday, 1, to Sunday. BigQuery counts from Sunday. */
const weekday = (time: Sql): Sql =>
  op("+", fn("MOD", op("+", part("DAYOFWEEK", time), number(5)), number(7)), number(1));
const isWeekend = (time: Sql): Sql => isIn(part("DAYOFWEEK", time), [number(1), number(7)]);
const clock =
  (name: string): SqlCell =>
  ([t, zone]) =>
    part(name, datetime(t!, zone));

/**
 * The first instant at which the zone's clocks show the start of the unit. If clocks skip it, the instant at which they
 * would have shown it without the change.
 */
const startInZone = (t: Sql, unit: Sql, zone: Sql, literal: unknown): Sql => {
  const at = (instant: Sql): Sql => micros(datetime(instant, zone));
  const by = (begin: Sql, near: Sql): Sql => op("-", begin, op("-", at(near), near));
  return bound("begin", micros(truncated(datetime(t, zone), unit, literal)), (begin) =>
    bound("before", by(begin, op("-", begin, DAY)), (before) => {
      const after = bound("after", by(begin, op("+", begin, DAY)), (own) =>
        caseOf([[op("=", at(own), begin), own]], before),
      );
      return caseOf([[op("=", at(before), begin), before]], after);
    }),
  );
};
const clockUnits = ["second", "minute", "hour"];
/** Hours of elapsed time: when clocks go back, the two hours with the same name stay two hours. */
export const onClock = (t: Sql, unit: Sql, zone: Sql | undefined, literal: unknown): Sql => {
  const local = datetime(t, zone);
  return op("-", t, op("-", micros(local), micros(truncated(local, unit, literal))));
};
const startOf: SqlCell = ([instant, unit, zone], facts) =>
  once("t", instant!, (t) => {
    const literal = facts[1]!.literal;
    if (zone === undefined) return micros(truncated(datetime(t, undefined), unit!, literal));
    if (isUnit(literal))
      return clockUnits.includes(literal) ? onClock(t, unit!, zone, literal) : startInZone(t, unit!, zone, literal);
    return caseOf(
      [[isIn(unit!, clockUnits.map(text)), onClock(t, unit!, zone, literal)]],
      startInZone(t, unit!, zone, literal),
    );
  });
const startOfDate: SqlCell = ([d, unit], facts) => {
  const literal = (facts[1] as ArgumentFacts).literal;
  return fn("UNIX_DATE", fn("DATE", truncated(shown("date", d!), unit!, literal)));
};

/**
 * Whole calendar months, toward zero (MEANING 92). A month is complete when the same day and time of day are reached
 * again.
 */
const months =
  ([a, b]: readonly [Kind, Kind]): SqlCell =>
  ([from, to, zone]) =>
    bound("from", shown(a, from!, zone), (x) =>
      bound("to", shown(b, to!, zone), (y) => {
        const rest = (time: Sql): Sql =>
          fn("DATETIME_DIFF", time, fn("DATETIME_TRUNC", time, typeName("MONTH")), typeName("MICROSECOND"));
        const difference = fn("DATETIME_DIFF", y, x, typeName("MONTH"));
        const one = (operator: "<" | ">"): Sql => caseOf([[op(operator, rest(y), rest(x)), number(1)]], number(0));
        return caseOf([[op(">=", y, x), op("-", difference, one("<"))]], op("+", difference, one(">")));
      }),
    );
const years = (of: readonly [Kind, Kind]): SqlCell => {
  const counted = months(of) as Exclude<SqlCell, string>;
  return (args, facts) => fn("DIV", counted(args, facts), number(12));
};

export const times = {
  ...forEach(
    unitNames.flatMap((unit) => pairNames.map((of) => `${unit}_between/${of}` as const)),
    (key) => key,
    (key) => {
      const [unit, of] = key.split("_between/") as [keyof typeof units, keyof typeof pairs];
      return elapsed("FLOAT64", unit, pairs[of]);
    },
  ),
  ...forEach(
    pairNames,
    (of) => `months_between/${of}`,
    (of) => months(pairs[of]),
  ),
  ...forEach(
    pairNames,
    (of) => `years_between/${of}`,
    (of) => years(pairs[of]),
  ),
  ...forEach(
    partNames,
    (name) => `${name}/timestamp`,
    (name): SqlCell =>
      ([t, zone]) =>
        part(parts[name], datetime(t!, zone)),
  ),
  ...forEach(
    partNames,
    (name) => `${name}/date`,
    (name): SqlCell =>
      ([d]) =>
        part(parts[name], dateOf(d!)),
  ),
  "day_of_week/timestamp": ([t, zone]) => weekday(datetime(t!, zone)),
  "day_of_week/date": ([d]) => weekday(dateOf(d!)),
  "is_weekend/timestamp": ([t, zone]) => isWeekend(datetime(t!, zone)),
  "is_weekend/date": ([d]) => isWeekend(dateOf(d!)),
  "hour_of/timestamp": clock("HOUR"),
  "minute_of/timestamp": clock("MINUTE"),
  "second_of/timestamp": clock("SECOND"),
  "start_of/timestamp": startOf,
  "start_of/date": startOfDate,
  "timestamp/date": ([d]) => midnight(d!),
  "date/timestamp": ([t]) => fn("UNIX_DATE", fn("DATE", datetime(t!, undefined))),
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
