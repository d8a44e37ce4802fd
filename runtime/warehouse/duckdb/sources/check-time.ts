import type { SourceBinding, SourceTime } from "../../../artifacts.js";
import { epochUnit } from "../../../epoch-unit.js";
import { DataError } from "../../../errors.js";
import type { Family } from "../../physical.js";
import type { Part, RawColumn } from "../../sources/part.js";
import { sourcePlace } from "../../sources/place.js";
import { sayWhich, timeForms, type Wanted, wantedTimes } from "../../sources/time-words.js";
import type { Engine } from "../engine.js";
import { asTime } from "./as-time.js";
import { type FoundRow, firstRow } from "./first-row.js";
import { instantFrom } from "./instants.js";

/** A column of one part of the data that holds a source's instants. */
export interface TimeRead {
  readonly source: SourceBinding;
  readonly role: "time" | "created" | "until";
  readonly time: SourceTime;
  readonly part: Part;
  readonly raw: RawColumn;
}

/**
 * Throws if a time column does not have the declared format. First the type of the data is checked, then the texts in
 * it. Returns true if all instants are written as dates, which are read as their midnights; null if there are none.
 */
export async function checkTime(engine: Engine, read: TimeRead): Promise<boolean | null> {
  const { role, source, part, time } = read;
  const { column, format } = time;
  const { sql, physical } = asTime(read.raw);
  const { family } = physical;
  const several = /[*?[]/.test(source.location.kind === "file" ? source.location.path : "");
  const fail = (what: string): never => {
    throw new DataError(`${sourcePlace(source)}${what}`);
  };
  const of = several && part.files !== null ? ` of ${part.files[0]}` : "";
  const its = role === "time" ? `its time column \`${column}\`${of}` : `the column \`${column}\`${of} of \`${role}\``;
  const wants = wantedTimes[format];
  if (isDay(family) && wants === "instant") {
    if (role === "time") fail(`${its} is a DATE in the data, which says no instant of the day: ${sayWhich(column)}`);
    return false;
  }
  if (family === "text") return checkTexts(engine, read, its, fail);
  if (wants === "day" && (family === "time" || family === "nanos")) await checkDays(engine, read);
  if (takes[wants].has(family)) return false;
  // A column without values cannot be wrong (MEANING 133).
  const finite = family === "float" ? ` AND isfinite(${sql})` : "";
  const number = numbers.has(family) ? `max(abs(CAST(${sql} AS DOUBLE)))` : "NULL";
  const [row] = await engine.rows(
    `SELECT count(*), ${number}, any_value(CAST(${sql} AS VARCHAR)) FROM ${part.from([read.raw])} AS data WHERE ${sql} IS NOT NULL${finite}`,
  );
  const [count, greatest, some] = row ?? [];
  if (Number(count) === 0) return null;
  const example = JSON.stringify(String(some));
  if (numbers.has(family))
    fail(
      `${its} is ${physical.name} in the data (${example}), not a ${wants === "day" ? "date" : "timestamp"}: ${sayUnit(read, Number(greatest))}`,
    );
  if (wants === "number" && (family === "time" || family === "nanos" || isDay(family)))
    fail(
      `${its} is ${physical.name} in the data (${example}), and format \`${format}\` takes numbers: leave out \`format\``,
    );
  return fail(`${its} is ${physical.name} in the data (${example}), which is not a time`);
}

const numbers: ReadonlySet<Family> = new Set(["integer", "float", "decimal"]);
const takes: Readonly<Record<Wanted, ReadonlySet<Family>>> = {
  instant: new Set(["time", "nanos"]),
  day: new Set(["date", "time", "nanos"]),
  number: numbers,
};
const isDay = (family: Family): boolean => family === "date";

const sayUnit = ({ role, time: { column } }: TimeRead, size: number): string =>
  `by its size it counts ${names[epochUnit(size)]} since 1970; write \`${role}: { column: ${column}, format: unix_${epochUnit(size)} }\``;
const names = { s: "seconds", ms: "milliseconds", us: "microseconds", ns: "nanoseconds" } as const;

/** A date has no time of day. Cut to its day, an instant would be visible before it came (MEANING 131). */
async function checkDays(engine: Engine, { source, part, raw, role, time }: TimeRead): Promise<void> {
  const fault = `CASE WHEN isfinite(${raw.sql}) AND ${raw.sql} <> date_trunc('day', ${raw.sql}) THEN '' END`;
  const found = await firstRow(engine, source, part, [raw], fault);
  if (found !== null) throw new DataError(`${sourcePlace(source)}${hasTimeOfDay(found, role, time.column)}`);
}

const hasTimeOfDay = ({ where, value }: FoundRow, role: TimeRead["role"], column: string): string =>
  `${where}, column \`${column}\`: ${JSON.stringify(String(value).slice(0, 60))} has a time of day, and \`${role}\` has format \`date\`; ` +
  "where the times are instants, declare the column `timestamp` and leave out `format` and `at`";

/** Checks texts, as CSV and JSON have them, and numbers that do not cast to a time. */
async function checkTexts(
  engine: Engine,
  read: TimeRead,
  its: string,
  fail: (what: string) => never,
): Promise<boolean | null> {
  const { source, part, role, time } = read;
  const { column, format } = time;
  const raw = asTime(read.raw);
  const { sql } = raw;
  const wants = wantedTimes[format];
  const isNumber = `regexp_full_match(trim(${sql}), '[+-]?[0-9]+(\\.[0-9]*)?([eE][+-]?[0-9]+)?')`;
  // True if there is a time other than midnight, or a zone other than UTC, after the day.
  const cut = wants === "day" ? `regexp_matches(${sql}, '[0-9][Tt ].*[1-9]')` : "FALSE";
  const { problem } = instantFrom(time, raw.physical, sql);
  const bad = `NOT ${cut} AND ${problem} IS NOT NULL`;
  const [row] = await engine.rows(
    `SELECT count(*) FILTER (WHERE ${bad}), bool_and(${isNumber}), max(CASE WHEN ${isNumber} THEN abs(TRY_CAST(${sql} AS DOUBLE)) END), ` +
      `bool_and(regexp_full_match(trim(${sql}), '[0-9]{4}-[0-9]{2}-[0-9]{2}')), coalesce(bool_or(${cut}), FALSE) FROM ${part.from([read.raw])} AS data`,
  );
  const [faults, allNumbers, greatest, allDays, someCut] = row ?? [];
  // The digits of a folder's name may be a day.
  if (wants !== "number" && allNumbers === true && read.raw.folder !== true)
    fail(`${its} has numbers, not times: ${sayUnit(read, Number(greatest))}`);
  if (Number(faults) > 0) {
    const found = await firstRow(engine, source, part, [raw], `CASE WHEN ${bad} THEN '' END`);
    const value = JSON.stringify(String(found?.value).slice(0, 60));
    fail(
      `${found?.where}, column \`${column}\`: ${value} is not a valid time; ${timeForms[wants]} (\`${role}\` has format \`${format}\`)`,
    );
  }
  if (someCut === true) {
    const found = await firstRow(engine, source, part, [raw], `CASE WHEN ${cut} THEN '' END`);
    if (found !== null) fail(hasTimeOfDay(found, role, column));
  }
  return allDays === null ? null : wants === "instant" && allDays === true;
}
