/**
 * Checks a source's data before a statement reads it.
 *
 * In: a source that is bound, and which of its rows are reported. Out: how many rows there are, and how many of them
 * will never be visible. Always: an error says what is in the data and how to fix it. No data is changed or kept.
 */
import { nullableColumn, roleColumns, type SourceBinding, type SourceRead } from "../../../artifacts.js";
import type { Matched } from "../../sources/match.js";
import type { RawColumn } from "../../sources/part.js";
import { relationSql } from "../../sources/relation.js";
import type { SourceReport } from "../../warehouse.js";
import type { Engine } from "../engine.js";
import { identifier } from "../text.js";
import { asTime } from "./as-time.js";
import { checkTime } from "./check-time.js";
import { converting } from "./converting.js";
import type { BoundSource } from "./fault.js";

export async function lookAt(
  engine: Engine,
  { name, late }: SourceRead,
  { source, parts }: BoundSource,
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
  const report = { source: name, time: source.time.column, days: known.length > 0 && known.every(Boolean) };
  const relation = identifier(source.relation);
  const [time, created] = [identifier(roleColumns.time), identifier(roleColumns.created)];
  const keys = source.key.map((key) => {
    const nullable = source.columns.find((column) => column.name === key)?.type.nullable;
    return `${identifier(nullable ? key : nullableColumn(key))} IS NULL`;
  });
  const isNoKey = keys.length === 0 ? "FALSE" : keys.join(" OR ");
  const isLate = late === null ? "FALSE" : `${created} > ${time} + CAST(${late} AS BIGINT)`;
  if (await areWhole(source, parts)) {
    const count = async (sql: string): Promise<number> => Number((await engine.rows(sql))[0]?.[0]);
    const rows = await count(`SELECT count(*) FROM ${relation}`);
    const whole = { ...report, rows, withoutTime: 0, withoutKey: 0 };
    if (late === null) return { ...whole, writtenLate: 0, judged: rows };
    // A few late rows are enough for a report. All rows are read only if the first ones have none.
    const first = await firstRows(source, parts);
    const judge = async (from: string): Promise<Pick<SourceReport, "writtenLate" | "judged">> => {
      const [row] = await engine.rows(`SELECT count(*) FILTER (WHERE ${isLate}), count(*) FROM ${from}`);
      return { writtenLate: Number(row?.[0]), judged: Number(row?.[1]) };
    };
    const judged = first === null || rows <= ROWS_FIRST ? null : await judge(first);
    return { ...whole, ...(judged !== null && judged.writtenLate > 0 ? judged : await judge(relation)) };
  }
  const [row] = await engine.rows(
    `SELECT count(*), count(*) FILTER (WHERE ${time} IS NULL), count(*) FILTER (WHERE ${time} IS NOT NULL AND (${isNoKey})), ` +
      `count(*) FILTER (WHERE ${isLate}) FROM ${relation}`,
  );
  const [rows = 0, noTime = 0, withoutKey = 0, writtenLate = 0] = (row ?? []).map(Number);
  const withoutTime = noTime === 0 ? 0 : noTime - (await infinitelyLate(engine, { source, parts }));
  return { ...report, rows, withoutTime, withoutKey, writtenLate, judged: rows };
}

/** How many rows are read first. */
const ROWS_FIRST = 1_000_000;

/** The first rows of a source's files, as its relation has them. Null if reading them costs as much as reading all. */
async function firstRows(source: SourceBinding, parts: readonly Matched[]): Promise<string | null> {
  const files = parts.reduce((sum, { part }) => sum + (part.files?.length ?? 0), 0);
  const first: Matched[] = [];
  for (const matched of parts) {
    const part = matched.part.first(Math.ceil(ROWS_FIRST / files));
    if (part === null) return null;
    first.push({ ...matched, part });
  }
  return `(${await relationSql(source, first, null, converting)})`;
}

/** True if the files themselves say that every row has a time and key. Then rows are only counted. */
async function areWhole(source: SourceBinding, parts: readonly Matched[]): Promise<boolean> {
  const texts = new Set(source.columns.filter(({ type }) => type.kind === "string").map(({ column }) => column));
  const keys = source.columns.filter(({ name }) => source.key.includes(name)).map(({ column }) => column);
  for (const { part, columns } of parts) {
    const read: RawColumn[] = [];
    for (const name of [source.time.column, ...keys]) {
      const column = columns.get(name);
      if (!column || !(exact.has(column.physical.family) || (column.physical.family === "text" && texts.has(name))))
        return false;
      read.push(column);
    }
    const whole = await part.withoutNull(read);
    if (!read.every((column) => whole.has(column))) return false;
  }
  return true;
}
/** Values of these families never read as null. */
const exact: ReadonlySet<string> = new Set(["integer", "time", "nanos", "date", "bool"]);

/** Rows whose time is `infinity`. They have a time, but are never visible. */
async function infinitelyLate(engine: Engine, { source, parts }: BoundSource): Promise<number> {
  let count = 0;
  for (const { part, columns } of parts) {
    const raw = columns.get(source.time.column);
    if (!raw) continue;
    const { sql, physical } = asTime(raw);
    const text = physical.family === "text" ? `lower(trim(${sql}))` : sql;
    if (!infinite.has(physical.family)) continue;
    const [row] = await engine.rows(`SELECT count(*) FROM ${part.from([raw])} AS data WHERE ${text} = 'infinity'`);
    count += Number(row?.[0]);
  }
  return count;
}
const infinite: ReadonlySet<string> = new Set(["text", "time", "nanos", "date"]);
