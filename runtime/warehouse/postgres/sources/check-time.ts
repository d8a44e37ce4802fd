import type { SourceBinding, SourceTime } from "../../../artifacts.js";
import { epochUnit } from "../../../epoch-unit.js";
import { DataError } from "../../../errors.js";
import type { Family } from "../../physical.js";
import type { Part, RawColumn } from "../../sources/part.js";
import { sourcePlace } from "../../sources/place.js";
import { sayWhich, timeForms, wantedTimes } from "../../sources/time-words.js";
import type { Engine } from "../engine.js";
import { converting } from "./converting.js";
import { instantFrom } from "./instants.js";

/** A column of the data that holds a source's instants. */
export interface TimeRead {
  readonly source: SourceBinding;
  readonly role: "time" | "created" | "until";
  readonly time: SourceTime;
  readonly part: Part;
  readonly raw: RawColumn;
}

/**
 * Throws if a time column does not have the declared format. First the type of the data is checked, then the values in
 * it. Returns true if all instants are texts of dates, which are read as their midnights; null if there are none.
 */
export async function checkTime(engine: Engine, { source, role, time, part, raw }: TimeRead): Promise<boolean | null> {
  const { sql, physical } = converting.asTime(raw);
  const { family, name } = physical;
  const { column, format } = time;
  const wants = wantedTimes[format];
  const its = role === "time" ? `its time column \`${column}\`` : `the column \`${column}\` of \`${role}\``;
  const fail = (what: string): never => {
    throw new DataError(`${sourcePlace(source)}${what}`);
  };
  if (family === "date" && wants === "instant") {
    if (role === "time") fail(`${its} is a DATE in the data, which says no instant of the day: ${sayWhich(column)}`);
    return false;
  }
  // Every value is an instant, so no data needs to be read.
  if (family === "time" && wants === "instant") return false;
  const { problem } = instantFrom(time, physical, sql);
  const number = numbers.has(family) ? `max(abs(CAST(${sql} AS DOUBLE PRECISION)))` : "NULL";
  const day = family === "text" ? `bool_and(btrim(${sql}) ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')` : "FALSE";
  const bad = problem === null ? "NULL" : `min(CASE WHEN ${problem} IS NOT NULL THEN CAST(${sql} AS TEXT) END)`;
  const [row] = await engine.rows(`SELECT count(${sql}), ${number}, ${day}, ${bad} FROM ${part.from([raw])} AS data`);
  const [count, greatest, allDays, fault] = row ?? [];
  // A column without values cannot be wrong (MEANING 133).
  if (Number(count) === 0) return null;
  const some = async (): Promise<string> => {
    const [first] = await engine.rows(`SELECT min(CAST(${sql} AS TEXT)) FROM ${part.from([raw])} AS data`);
    return JSON.stringify(first?.[0]);
  };
  if (wants !== "number" && numbers.has(family)) {
    const unit = epochUnit(Number(greatest));
    fail(
      `${its} is ${name} in the data (${await some()}), not a ${wants === "day" ? "date" : "timestamp"}: by its size it counts ${units[unit]} since 1970; write \`${role}: { column: ${column}, format: unix_${unit} }\``,
    );
  }
  if (wants === "number" && (family === "time" || family === "date"))
    fail(
      `${its} is ${name} in the data (${await some()}), and format \`${format}\` takes numbers: leave out \`format\``,
    );
  if (!known.has(family)) fail(`${its} is ${name} in the data (${await some()}), which is not a time`);
  if (fault != null) {
    if (wants === "day" && family === "time")
      fail(
        `column \`${column}\`: ${JSON.stringify(fault.slice(0, 60))} has a time of day, and \`${role}\` has format \`date\`; where the times are instants, declare the column \`timestamp\` and leave out \`format\` and \`at\``,
      );
    fail(
      `column \`${column}\`: ${JSON.stringify(fault.slice(0, 60))} is not a valid time; ${timeForms[wants]} (\`${role}\` has format \`${format}\`)`,
    );
  }
  return wants === "instant" && allDays === "t";
}

const numbers: ReadonlySet<Family> = new Set(["integer", "float", "decimal"]);
const known: ReadonlySet<Family> = new Set(["integer", "float", "decimal", "time", "date", "text"]);
const units = { s: "seconds", ms: "milliseconds", us: "microseconds", ns: "nanoseconds" } as const;
