import type { SourceRead, TimeRead } from "../../../artifacts.js";
import { epochUnit } from "../../../epoch-unit.js";
import { DataError } from "../../../errors.js";
import type { Engine } from "../engine.js";
import { sourcePlace } from "../errors.js";
import type { Family, Physical } from "../physical.js";
import { identifier } from "../text.js";
import { type FoundRow, firstRow } from "./first-row.js";

/**
 * Throws if a time column does not have the declared format. First the type of the data is checked, then the texts in
 * it. Returns whether all instants are written as dates, which are read as their midnights.
 */
export async function checkTime(engine: Engine, source: SourceRead, time: TimeRead, type: Physical): Promise<boolean> {
  const { family } = type;
  const { role, column, format, sql } = time;
  const fail = (what: string): never => {
    throw new DataError(`${sourcePlace(source.binding)}${what}`);
  };
  const its = role === "time" ? `its time column \`${column}\`` : `the column \`${column}\` of \`${role}\``;
  const wants = wanted[format];
  if (isDay(family) && wants === "instant") {
    if (role === "time") fail(`${its} is a DATE in the data, which says no instant of the day: ${sayWhich(column)}`);
    return false;
  }
  if (family === "text") return checkTexts(engine, source, time, its, fail);
  if (wants === "day" && (family === "time" || family === "nanos")) await checkDays(engine, source, time);
  if (takes[wants].has(family)) return false;
  // A column without values cannot be wrong (MEANING 133).
  const finite = family === "float" ? ` AND isfinite(${sql})` : "";
  const number = numbers.has(family) ? `max(abs(CAST(${sql} AS DOUBLE)))` : "NULL";
  const [row] = await engine.rows(
    `SELECT count(*), ${number}, any_value(CAST(${sql} AS VARCHAR)) FROM ${identifier(source.binding.relation)} AS data WHERE ${sql} IS NOT NULL${finite}`,
  );
  const [count, greatest, some] = row ?? [];
  if (Number(count) === 0) return false;
  const example = JSON.stringify(String(some));
  if (numbers.has(family))
    fail(
      `${its} is ${type.name} in the data (${example}), not a ${wants === "day" ? "date" : "timestamp"}: ${sayUnit(time, Number(greatest))}`,
    );
  if (wants === "number" && (family === "time" || family === "nanos" || isDay(family)))
    fail(
      `${its} is ${type.name} in the data (${example}), and format \`${format}\` takes numbers: leave out \`format\``,
    );
  return fail(`${its} is ${type.name} in the data (${example}), which is not a time`);
}

type Wanted = "instant" | "day" | "number";
const wanted: Readonly<Record<TimeRead["format"], Wanted>> = {
  timestamp: "instant",
  iso8601: "instant",
  date: "day",
  unix_s: "number",
  unix_ms: "number",
  unix_us: "number",
  unix_ns: "number",
};
const numbers: ReadonlySet<Family> = new Set(["integer", "float", "decimal"]);
const takes: Readonly<Record<Wanted, ReadonlySet<Family>>> = {
  instant: new Set(["time", "nanos"]),
  day: new Set(["date", "time", "nanos"]),
  number: numbers,
};
const isDay = (family: Family): boolean => family === "date";

export const sayWhich = (column: string): string =>
  `write \`time: { column: ${column}, format: date, at: end }\` where a day's rows are known when it is over, else \`at: start\``;
const sayUnit = ({ role, column }: TimeRead, size: number): string =>
  `by its size it counts ${names[epochUnit(size)]} since 1970; write \`${role}: { column: ${column}, format: unix_${epochUnit(size)} }\``;
const names = { s: "seconds", ms: "milliseconds", us: "microseconds", ns: "nanoseconds" } as const;

/** A date has no time of day. Cut to its day, an instant would be visible before it came (MEANING 131). */
async function checkDays(engine: Engine, source: SourceRead, { role, column, sql }: TimeRead): Promise<void> {
  const fault = `CASE WHEN isfinite(${sql}) AND ${sql} <> date_trunc('day', ${sql}) THEN '' END`;
  const found = await firstRow(engine, source, sql, fault);
  if (found !== null) throw new DataError(`${sourcePlace(source.binding)}${hasTimeOfDay(found, role, column)}`);
}

const hasTimeOfDay = ({ where, value }: FoundRow, role: TimeRead["role"], column: string): string =>
  `${where}, column \`${column}\`: ${JSON.stringify(String(value).slice(0, 60))} has a time of day, and \`${role}\` has format \`date\`; ` +
  "where the times are instants, declare the column `timestamp` and leave out `format` and `at`";

/** Checks texts, as CSV and JSON have them, and numbers that do not cast to a time. */
async function checkTexts(
  engine: Engine,
  source: SourceRead,
  time: TimeRead,
  its: string,
  fail: (what: string) => never,
): Promise<boolean> {
  const { role, column, format, sql } = time;
  const wants = wanted[format];
  const isNumber = `regexp_full_match(trim(${sql}), '[+-]?[0-9]+(\\.[0-9]*)?([eE][+-]?[0-9]+)?')`;
  const read: Readonly<Record<Wanted, string>> = {
    instant: `coalesce(TRY_CAST(${sql} AS TIMESTAMPTZ), TRY_CAST(${sql} AS TIMESTAMP))`,
    day: `TRY_CAST(${sql} AS DATE)`,
    number: `TRY_CAST(${sql} AS DECIMAL(29, 9))`,
  };
  const bad = `${sql} IS NOT NULL AND ${read[wants]} IS NULL`;
  // Behind the day stands a time other than midnight, or a zone other than UTC.
  const cut = wants === "day" ? `regexp_matches(${sql}, '[0-9][Tt ].*[1-9]')` : "FALSE";
  const [row] = await engine.rows(
    `SELECT count(*) FILTER (WHERE ${bad}), bool_and(${isNumber}), max(CASE WHEN ${isNumber} THEN abs(TRY_CAST(${sql} AS DOUBLE)) END), ` +
      `bool_and(regexp_full_match(trim(${sql}), '[0-9]{4}-[0-9]{2}-[0-9]{2}')), coalesce(bool_or(${cut}), FALSE) FROM ${identifier(source.binding.relation)} AS data`,
  );
  const [faults, allNumbers, greatest, allDays, someCut] = row ?? [];
  if (wants !== "number" && allNumbers === true)
    fail(`${its} has numbers, not times: ${sayUnit(time, Number(greatest))}`);
  if (Number(faults) > 0) {
    const found = await firstRow(engine, source, sql, `CASE WHEN ${bad} THEN '' END`);
    const value = JSON.stringify(String(found?.value).slice(0, 60));
    fail(
      `${found?.where}, column \`${column}\`: ${value} is not a valid time; ${forms[wants]} (\`${role}\` has format \`${format}\`)`,
    );
  }
  if (someCut === true) {
    const found = await firstRow(engine, source, sql, `CASE WHEN ${cut} THEN '' END`);
    if (found !== null) fail(hasTimeOfDay(found, role, column));
  }
  return wants === "instant" && allDays === true;
}

const forms: Readonly<Record<Wanted, string>> = {
  instant:
    'write times like "2024-01-31T09:00:00Z" or "2024-01-31 09:00:00", and leave a field empty where there is none',
  day: 'write dates like "2024-01-31", and leave a field empty where there is none',
  number: "write numbers, and leave a field empty where there is none; texts of times need no `format`",
};
