import type { ScalarOverload } from "../../../functions/overloads.js";
import { caseOf, cast, fn, isIn, number, op, type Sql, text } from "../../tree/index.js";
import { forEach, type SqlCell } from "../cell.js";
import { DAY, elapsed, type Kind, midnight, pairNames, pairs, unitNames, type units } from "../standard/elapsed.js";
import { quotient } from "./numbers.js";
import { bigint, bound, ONE, ZERO } from "./values.js";

/*
 * Inside expressions a timestamp is a BIGINT of microseconds and a date an INT of days since the epoch, in UTC. Spark's
 * own types appear only within one call. The session is in UTC, so a TIMESTAMP shows the clock of UTC.
 */

/** The clock's time at an instant as a TIMESTAMP: in UTC, or in a zone. */
export const local = (micros: Sql, zone: Sql | undefined): Sql =>
  zone === undefined ? fn("timestamp_micros", micros) : fn("from_utc_timestamp", fn("timestamp_micros", micros), zone);
const dateOf = (days: Sql): Sql => fn("date_from_unix_date", days);
const trunc = (unit: Sql, time: Sql): Sql => fn("date_trunc", unit, time);
export const micros = (time: Sql): Sql => fn("unix_micros", time);
/** Days since the epoch. */
export const days = (date: Sql): Sql => fn("unix_date", date);

const parts = {
  year_of: (time: Sql) => fn("year", time),
  quarter_of: (time: Sql) => fn("quarter", time),
  month_of: (time: Sql) => fn("month", time),
  week_of: (time: Sql) => fn("weekofyear", time),
  day_of: (time: Sql) => fn("day", time),
  day_of_year: (time: Sql) => fn("dayofyear", time),
  day_of_week: (time: Sql) => op("+", fn("weekday", time), ONE),
} as const;
const partNames = ["year_of", "quarter_of", "month_of", "week_of", "day_of", "day_of_year", "day_of_week"] as const;
const clock =
  (name: string): SqlCell =>
  ([t, zone]) =>
    bigint(fn(name, local(t!, zone)));
const isWeekend = (time: Sql): Sql => op(">=", fn("weekday", time), number(5));

/**
 * The first instant at which the zone's clocks show the start of the unit. If clocks skip it, the instant at which they
 * would have shown it without the change.
 */
const startInZone = (t: Sql, unit: Sql, zone: Sql): Sql => {
  const shown = (instant: Sql): Sql => micros(local(instant, zone));
  const by = (begin: Sql, near: Sql): Sql => op("-", begin, op("-", shown(near), near));
  return bound("begin", micros(trunc(unit, local(t, zone))), (begin) =>
    bound("before", by(begin, op("-", begin, DAY)), (before) => {
      const after = bound("after", by(begin, op("+", begin, DAY)), (own) =>
        caseOf([[op("=", shown(own), begin), own]], before),
      );
      return caseOf([[op("=", shown(before), begin), before]], after);
    }),
  );
};
/** Hours of elapsed time: when clocks go back, the two hours with the same name stay two hours. */
const startOf: SqlCell = ([t, unit, zone], facts) => {
  if (zone === undefined) return micros(trunc(unit!, fn("timestamp_micros", t!)));
  const shown = local(t!, zone);
  const onClock = op("-", t!, op("-", micros(shown), micros(trunc(unit!, shown))));
  const clockUnits = ["minute", "hour"];
  const literal = facts[1]!.literal;
  if (typeof literal === "string") return clockUnits.includes(literal) ? onClock : startInZone(t!, unit!, zone);
  return caseOf([[isIn(unit!, clockUnits.map(text)), onClock]], startInZone(t!, unit!, zone));
};

/**
 * Whole calendar months, toward zero (MEANING 92). A month is complete when the same day and time of day are reached
 * again.
 */
const months =
  ([a, b]: readonly [Kind, Kind]): SqlCell =>
  ([from, to, zone]) => {
    const shown = (kind: Kind, value: Sql): Sql =>
      kind === "timestamp" ? local(value, zone) : cast(dateOf(value), "TIMESTAMP");
    return bound("from", shown(a, from!), (x) =>
      bound("to", shown(b, to!), (y) => {
        const rest = (time: Sql): Sql => op("-", micros(time), micros(trunc(text("month"), time)));
        const years = op("*", op("-", fn("year", y), fn("year", x)), number(12));
        const difference = op("-", op("+", years, fn("month", y)), fn("month", x));
        const one = (operator: "<" | ">"): Sql => caseOf([[op(operator, rest(y), rest(x)), ONE]], ZERO);
        return bigint(caseOf([[op(">=", y, x), op("-", difference, one("<"))]], op("+", difference, one(">"))));
      }),
    );
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
        bigint(parts[name](local(t!, zone))),
  ),
  ...forEach(
    partNames,
    (name) => `${name}/date`,
    (name): SqlCell =>
      ([d]) =>
        bigint(parts[name](dateOf(d!))),
  ),
  "is_weekend/timestamp": ([t, zone]) => isWeekend(local(t!, zone)),
  "is_weekend/date": ([d]) => isWeekend(dateOf(d!)),
  "hour_of/timestamp": clock("hour"),
  "minute_of/timestamp": clock("minute"),
  "second_of/timestamp": clock("second"),
  "start_of/timestamp": startOf,
  "start_of/date": ([d, unit]) => days(cast(trunc(unit!, cast(dateOf(d!), "TIMESTAMP")), "DATE")),
  "timestamp/date": ([d]) => midnight(d!),
  "date/timestamp": ([t]) => days(cast(fn("timestamp_micros", t!), "DATE")),
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
