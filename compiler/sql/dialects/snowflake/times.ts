import type { ScalarOverload } from "../../../functions/overloads.js";
import { caseOf, cast, fn, isIn, number, op, type Sql, sql, text, typeName } from "../../tree/index.js";
import { forEach, type SqlCell } from "../cell.js";
import { DAY, elapsed, type Kind, midnight, pairNames, pairs, unitNames, type units } from "../standard/elapsed.js";
import { quotient } from "./numbers.js";
import { bigint, ONE, ZERO } from "./values.js";

/*
 * Inside expressions a timestamp is an integer of microseconds and a date an integer of days since the epoch, in UTC.
 * Snowflake's own types appear only within one call. They are TIMESTAMP_NTZ, which no setting of a session changes, and
 * DATE. Weeks are ISO's where a function says so; DATE_TRUNC follows the session's WEEK_START, so weeks are counted.
 */

const EPOCH = sql`DATE '1970-01-01'`;
/** The clock's time at an instant: in UTC, or in a zone. */
export const local = (micros: Sql, zone: Sql | undefined): Sql => {
  const utc = fn("to_timestamp_ntz", micros, number(6));
  return zone === undefined ? utc : fn("convert_timezone", text("UTC"), zone, utc);
};
export const micros = (time: Sql): Sql => bigint(sql`DATE_PART(EPOCH_MICROSECOND, ${time})`);
export const dateOf = (days: Sql): Sql => fn("dateadd", typeName("DAY"), days, EPOCH);
export const days = (date: Sql): Sql => bigint(fn("datediff", typeName("DAY"), EPOCH, date));
const midnightOf = (date: Sql): Sql => cast(dateOf(date), "TIMESTAMP_NTZ");

/** Monday is 1. */
const weekday = (time: Sql): Sql => fn("dayofweekiso", time);
const monday = (time: Sql): Sql =>
  fn("dateadd", typeName("DAY"), op("-", ONE, weekday(time)), fn("date_trunc", text("day"), time));
const unitNamesOfTime = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"] as const;
/** The start of a unit of a local time. */
export const truncated = (unit: Sql, time: Sql, literal: unknown): Sql => {
  const by = (name: string): Sql => (name === "week" ? monday(time) : fn("date_trunc", text(name), time));
  if (typeof literal === "string") return by(literal);
  return caseOf(unitNamesOfTime.map((name) => [op("=", unit, text(name)), by(name)] as const));
};

const parts = {
  year_of: "year",
  quarter_of: "quarter",
  month_of: "month",
  week_of: "weekiso",
  day_of: "day",
  day_of_year: "dayofyear",
  day_of_week: "dayofweekiso",
} as const;
const partNames = ["year_of", "quarter_of", "month_of", "week_of", "day_of", "day_of_year", "day_of_week"] as const;
const clock =
  (name: string): SqlCell =>
  ([t, zone]) =>
    bigint(fn(name, local(t!, zone)));
const isWeekend = (time: Sql): Sql => op(">", weekday(time), number(5));

/**
 * The first instant at which the zone's clocks show the start of the unit. If clocks skip it, the instant at which they
 * would have shown it without the change.
 */
const startInZone = (t: Sql, unit: Sql, zone: Sql, literal: unknown): Sql => {
  const shown = (instant: Sql): Sql => micros(local(instant, zone));
  const by = (begin: Sql, near: Sql): Sql => op("-", begin, op("-", shown(near), near));
  const begin = micros(truncated(unit, local(t, zone), literal));
  const [before, after] = [by(begin, op("-", begin, DAY)), by(begin, op("+", begin, DAY))];
  return caseOf(
    [
      [op("=", shown(before), begin), before],
      [op("=", shown(after), begin), after],
    ],
    before,
  );
};
export const onClock = (t: Sql, unit: Sql, zone: Sql | undefined, literal: unknown): Sql => {
  const shown = local(t, zone);
  return op("-", t, op("-", micros(shown), micros(truncated(unit, shown, literal))));
};
/** Hours of elapsed time: when clocks go back, the two hours with the same name stay two hours. */
const startOf: SqlCell = ([t, unit, zone], facts) => {
  const literal = facts[1]!.literal ?? undefined;
  if (zone === undefined) return micros(truncated(unit!, local(t!, undefined), literal));
  const clockUnits = ["second", "minute", "hour"];
  if (typeof literal === "string")
    return clockUnits.includes(literal) ? onClock(t!, unit!, zone, literal) : startInZone(t!, unit!, zone, literal);
  return caseOf(
    [[isIn(unit!, clockUnits.map(text)), onClock(t!, unit!, zone, literal)]],
    startInZone(t!, unit!, zone, literal),
  );
};

/**
 * Whole calendar months, toward zero (MEANING 92). A month is complete when the same day and time of day are reached
 * again.
 */
const months =
  ([a, b]: readonly [Kind, Kind]): SqlCell =>
  ([from, to, zone]) => {
    const shown = (kind: Kind, value: Sql): Sql => (kind === "timestamp" ? local(value, zone) : midnightOf(value));
    const [x, y] = [shown(a, from!), shown(b, to!)];
    const rest = (time: Sql): Sql => op("-", micros(time), micros(fn("date_trunc", text("month"), time)));
    const years = op("*", op("-", fn("year", y), fn("year", x)), number(12));
    const difference = op("-", op("+", years, fn("month", y)), fn("month", x));
    const one = (operator: "<" | ">"): Sql => caseOf([[op(operator, rest(y), rest(x)), ONE]], ZERO);
    return bigint(caseOf([[op(">=", y, x), op("-", difference, one("<"))]], op("+", difference, one(">"))));
  };
const years = (of: readonly [Kind, Kind]): SqlCell => {
  const counted = months(of) as Exclude<SqlCell, string>;
  return (args, facts) => quotient(counted(args, facts), number(12));
};

export const times = {
  ...forEach(
    unitNames.flatMap((unit) => pairNames.map((of) => `${unit}_between/${of}` as const)),
    (key) => key,
    (key) => {
      const [unit, of] = key.split("_between/") as [keyof typeof units, keyof typeof pairs];
      return elapsed("DOUBLE", unit, pairs[of]);
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
        bigint(fn(parts[name], local(t!, zone))),
  ),
  ...forEach(
    partNames,
    (name) => `${name}/date`,
    (name): SqlCell =>
      ([d]) =>
        bigint(fn(parts[name], dateOf(d!))),
  ),
  "is_weekend/timestamp": ([t, zone]) => isWeekend(local(t!, zone)),
  "is_weekend/date": ([d]) => isWeekend(dateOf(d!)),
  "hour_of/timestamp": clock("hour"),
  "minute_of/timestamp": clock("minute"),
  "second_of/timestamp": clock("second"),
  "start_of/timestamp": startOf,
  "start_of/date": ([d, unit], facts) =>
    days(cast(truncated(unit!, midnightOf(d!), facts[1]!.literal ?? undefined), "DATE")),
  "timestamp/date": ([d]) => midnight(d!),
  "date/timestamp": ([t]) => days(cast(local(t!, undefined), "DATE")),
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
