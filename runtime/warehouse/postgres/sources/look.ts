/**
 * Checks a source's data before a statement reads it.
 *
 * In: a source that is bound, and which of its rows are reported. Out: how many rows there are, and how many of them
 * will never be visible. Always: an error says what is in the data and how to fix it. No data is changed or kept.
 */
import { nullableColumn, roleColumns, type SourceRead } from "../../../artifacts.js";
import type { SourceReport } from "../../warehouse.js";
import type { Engine } from "../engine.js";
import { identifier } from "../text.js";
import type { View } from "./bind.js";
import { checkTime } from "./check-time.js";

export async function lookAt(
  engine: Engine,
  { name, late }: SourceRead,
  { source, parts }: View,
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
  const keys = source.key.map((key) => {
    const nullable = source.columns.find((column) => column.name === key)?.type.nullable;
    return `${identifier(nullable ? key : nullableColumn(key))} IS NULL`;
  });
  const isNoKey = keys.length === 0 ? "FALSE" : keys.join(" OR ");
  const isLate = late === null ? "FALSE" : `${created} > ${time} + CAST(${late} AS BIGINT)`;
  const [row] = await engine.rows(
    `SELECT count(*), count(*) FILTER (WHERE ${time} IS NULL), count(*) FILTER (WHERE ${time} IS NOT NULL AND (${isNoKey})), ` +
      `count(*) FILTER (WHERE ${isLate}) FROM ${identifier(source.relation)}`,
  );
  const [rows = 0, noTime = 0, withoutKey = 0, writtenLate = 0] = (row ?? []).map(Number);
  return {
    source: name,
    time: source.time.column,
    days: known.length > 0 && known.every(Boolean),
    rows,
    withoutTime: noTime === 0 ? 0 : noTime - (await infinitelyLate(engine, { source, parts })),
    withoutKey,
    judged: rows,
    writtenLate,
  };
}

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
