import type { ScalarOverload } from "../../../functions/overloads.js";
import { cast, fillSql, fn, number, op, type Sql, sql, text, typeName } from "../../tree/index.js";
import { forEach, type SqlCell } from "../cell.js";
import { elapsed, type Kind, midnight, pairNames, pairs, unitNames, type units } from "../standard/elapsed.js";
import { helper } from "./values.js";

/*
 * Inside expressions a timestamp is a BIGINT of microseconds and a date an INTEGER of days since the epoch, in UTC.
 * Postgres's own types appear only within one call.
 */

const EPOCH = sql`DATE '1970-01-01'`;
/** The local time at an instant as a TIMESTAMP: in UTC, or in a zone. */
export const local = (micros: Sql, zone: Sql | undefined): Sql =>
  zone === undefined ? helper("timestamp", micros) : helper("local", micros, zone);
const dateOf = (days: Sql): Sql => op("+", EPOCH, days);
const trunc = (unit: Sql, time: Sql): Sql => fn("date_trunc", unit, time);
export const micros = (time: Sql): Sql => helper("micros", time);
/** Days since the epoch. */
const days = (date: Sql): Sql => op("-", date, EPOCH);

const part = (name: string, time: Sql): Sql =>
  cast(fillSql("extract({name} FROM {time})", [], { name: typeName(name), time }), "BIGINT");
const parts = {
  quarter_of: "quarter",
  month_of: "month",
  week_of: "week",
  day_of: "day",
  day_of_year: "doy",
  day_of_week: "isodow",
} as const;
const partNames = ["quarter_of", "month_of", "week_of", "day_of", "day_of_year", "day_of_week"] as const;
const clock =
  (name: string): SqlCell =>
  ([t, zone]) =>
    part(name, local(t!, zone));
const isWeekend = (time: Sql): Sql => op(">", part("isodow", time), number(5));
/** The second without its fraction. */
const second: SqlCell = ([t, zone]) => part("second", trunc(text("second"), local(t!, zone)));

const months =
  ([a, b]: readonly [Kind, Kind]): SqlCell =>
  ([from, to, zone]) => {
    const shown = (kind: Kind, value: Sql): Sql =>
      kind === "timestamp" ? local(value, zone) : cast(dateOf(value), "TIMESTAMP");
    return helper("months", shown(a, from!), shown(b, to!));
  };
const years = (of: readonly [Kind, Kind]): SqlCell => {
  const counted = months(of) as Exclude<SqlCell, string>;
  return (args, facts) => op("/", counted(args, facts), number(12));
};

export const times = {
  ...forEach(
    unitNames.flatMap((unit) => pairNames.map((of) => `${unit}_between/${of}` as const)),
    (key) => key,
    (key) => {
      const [unit, of] = key.split("_between/") as [keyof typeof units, keyof typeof pairs];
      return elapsed("DOUBLE PRECISION", unit, pairs[of]);
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
  "year_of/timestamp": ([t, zone]) => helper("year", local(t!, zone)),
  "year_of/date": ([d]) => helper("year", cast(dateOf(d!), "TIMESTAMP")),
  ...forEach(
    partNames,
    (name) => `${name}/timestamp`,
    (name): SqlCell =>
      ([t, zone]) =>
        part(parts[name], local(t!, zone)),
  ),
  ...forEach(
    partNames,
    (name) => `${name}/date`,
    (name): SqlCell =>
      ([d]) =>
        part(parts[name], dateOf(d!)),
  ),
  "is_weekend/timestamp": ([t, zone]) => isWeekend(local(t!, zone)),
  "is_weekend/date": ([d]) => isWeekend(dateOf(d!)),
  "hour_of/timestamp": clock("hour"),
  "minute_of/timestamp": clock("minute"),
  "second_of/timestamp": second,
  "start_of/timestamp": ([t, unit, zone]) =>
    zone === undefined ? micros(trunc(unit!, helper("timestamp", t!))) : helper("start_of", t!, unit!, zone),
  "start_of/date": ([d, unit]) => days(cast(trunc(unit!, cast(dateOf(d!), "TIMESTAMP")), "DATE")),
  "timestamp/date": ([d]) => midnight(d!),
  "date/timestamp": ([t]) => days(cast(helper("timestamp", t!), "DATE")),
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
