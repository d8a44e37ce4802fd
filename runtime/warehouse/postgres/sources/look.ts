/**
 * Checks a source's data before a statement reads it.
 *
 * In: a source that is bound, and which of its rows are reported. Out: how many rows there are, and how many of them
 * will never be visible. Always: an error says what is in the data and how to fix it. No data is changed or kept.
 */
import {
  nullableColumn,
  roleColumns,
  type SourceBinding,
  type SourceRead,
  type SourceTime,
} from "../../../artifacts.js";
import type { Matched } from "../../sources/match.js";
import type { RawColumn } from "../../sources/part.js";
import type { SourceReport } from "../../warehouse.js";
import type { Engine } from "../engine.js";
import { identifier } from "../text.js";
import type { View } from "./bind.js";
import { checkTime } from "./check-time.js";
import type { Size } from "./sample.js";

/** How much of a large table is looked at. */
export interface Looking {
  /** The size of the source's table. Null if it is small, or unknown: then all rows are counted. */
  readonly large: Size | null;
  /** Runs an action while the source's relation has only a sample of so many rows. */
  readonly sampled: <T>(size: Size, rows: number, action: () => Promise<T>) => Promise<T>;
}

export async function lookAt(
  engine: Engine,
  { name, late }: SourceRead,
  { source, parts }: View,
  { large, sampled }: Looking,
): Promise<SourceReport> {
  const days: (boolean | null)[] = [];
  for (const { part, columns } of parts) {
    for (const role of ["time", "created", "until"] as const) {
      const time = source[role];
      const raw = time && columns.get(time.column);
      if (!time || !raw) continue;
      const written = await checkTime(engine, { source, role, time, part, raw });
      if (role === "time") days.push(written);
    }
  }
  const known = days.filter((written) => written !== null);
  const [time, created] = [identifier(roleColumns.time), identifier(roleColumns.created)];
  const relation = identifier(source.relation);
  const count = async (sql: string): Promise<number> => Number((await engine.rows(sql))[0]?.[0]);
  const report = { source: name, time: source.time.column, days: known.length > 0 && known.every(Boolean) };
  const judged = async (rows: number): Promise<Pick<SourceReport, "writtenLate" | "judged">> => {
    if (late === null) return { writtenLate: 0, judged: rows };
    const isLate = `${created} > ${time} + CAST(${late} AS BIGINT)`;
    if (large !== null)
      return sampled(large, ROWS_JUDGED, async () => {
        const [row] = await engine.rows(`SELECT count(*) FILTER (WHERE ${isLate}), count(*) FROM ${relation}`);
        return { writtenLate: Number(row?.[0]), judged: Number(row?.[1]) };
      });
    // A few late rows are enough for a report. All rows are read only if the first ones have none.
    const all = `SELECT ${created}, ${time} FROM ${relation}`;
    const first = await count(`SELECT count(*) FROM (${all} LIMIT ${ROWS_FIRST}) AS "first" WHERE ${isLate}`);
    if (first > 0 || rows <= ROWS_FIRST) return { writtenLate: first, judged: Math.min(rows, ROWS_FIRST) };
    return { writtenLate: await count(`SELECT count(*) FROM ${relation} WHERE ${isLate}`), judged: rows };
  };
  if (await areWhole(source, parts)) {
    // No row is left out, so the number of all rows is only told, and reading all of them would cost more than a run.
    const rows = large === null ? await count(`SELECT count(*) FROM ${relation}`) : Math.round(large.rows);
    const about = large === null ? {} : ({ estimated: true } as const);
    return { ...report, rows, ...about, withoutTime: 0, withoutKey: 0, ...(await judged(rows)) };
  }
  const keys = source.key.map((key) => {
    const nullable = source.columns.find((column) => column.name === key)?.type.nullable;
    return `${identifier(nullable ? key : nullableColumn(key))} IS NULL`;
  });
  const isNoKey = keys.length === 0 ? "FALSE" : keys.join(" OR ");
  const [row] = await engine.rows(
    `SELECT count(*), count(*) FILTER (WHERE ${time} IS NULL), count(*) FILTER (WHERE ${time} IS NOT NULL AND (${isNoKey})) FROM ${relation}`,
  );
  const [rows = 0, noTime = 0, withoutKey = 0] = (row ?? []).map(Number);
  const withoutTime = noTime === 0 ? 0 : noTime - (await infinitelyLate(engine, { source, parts }));
  return { ...report, rows, withoutTime, withoutKey, ...(await judged(rows)) };
}

/** How many rows are judged first. */
const ROWS_FIRST = 20_000;
/** How many rows of a large table are judged, on pages from all over it. */
const ROWS_JUDGED = 8_000;

/**
 * True if the database keeps every row from being without a time or key. Then rows are only counted. An instant may
 * still be infinite, and such a row has a time.
 */
async function areWhole(source: SourceBinding, parts: readonly Matched[]): Promise<boolean> {
  const keys = source.columns.filter(({ name }) => source.key.includes(name));
  for (const { part, columns } of parts) {
    const time = columns.get(source.time.column);
    if (!time || !isInstant(time, source.time)) return false;
    const read = [time];
    for (const { column, type } of keys) {
      const raw = columns.get(column);
      // A value of another type may convert to null.
      if (!raw || !sameType(type.kind, raw)) return false;
      read.push(raw);
    }
    const whole = await part.withoutNull(read);
    if (!read.every((column) => whole.has(column))) return false;
  }
  return true;
}

const isInstant = ({ physical: { family } }: RawColumn, { format }: SourceTime): boolean =>
  family === "time" && (format === "timestamp" || format === "iso8601");

const sameType = (kind: string, { physical: { family } }: RawColumn): boolean =>
  kind === "string" ? family === "text" : (kind === "int64" || kind === "int32") && family === "integer";

/** Rows whose time is `infinity`. They have a time, but are never visible. */
async function infinitelyLate(engine: Engine, { source, parts }: Pick<View, "source" | "parts">): Promise<number> {
  let count = 0;
  for (const { part, columns } of parts) {
    const raw = columns.get(source.time.column);
    if (!raw || !["time", "date", "text"].includes(raw.physical.family)) continue;
    const text = raw.physical.family === "text" ? `lower(btrim(CAST(${raw.sql} AS TEXT)))` : raw.sql;
    const [row] = await engine.rows(`SELECT count(*) FROM ${part.from([raw])} AS data WHERE ${text} = 'infinity'`);
    count += Number(row?.[0]);
  }
  return count;
}
