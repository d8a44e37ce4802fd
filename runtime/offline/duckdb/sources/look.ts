/**
 * A look at a source's data before a statement reads it.
 *
 * In: what the statement reads of it. Out: how many rows there are, and how many of them will never be seen.
 * Always: an error names what is there and the way out; nothing of the data is changed or kept.
 */
import type { DataColumn, SourceRead } from "../../../artifacts.js";
import { DataError } from "../../../errors.js";
import { nearest } from "../../../nearest.js";
import type { SourceReport } from "../../warehouse.js";
import { pathOf } from "../bind.js";
import type { Engine } from "../engine.js";
import { sourcePlace } from "../errors.js";
import { identifier } from "../text.js";
import { checkTime } from "./check-time.js";

export async function lookAt(engine: Engine, source: SourceRead): Promise<SourceReport> {
  const { time, key } = source;
  await checkColumns(engine, source);
  const times = [time, ...source.otherTimes];
  const selected = times.map(({ sql }, index) => `${sql} AS c${index}`);
  const types = await engine.columns(
    `(SELECT ${selected.join(", ")} FROM ${identifier(source.binding.relation)} AS data)`,
  );
  let days = false;
  for (const [index, each] of times.entries()) {
    const written = await checkTime(engine, source, each, types[index]!.type);
    if (each === time) days = written;
  }

  const isNoTime = `${time.sql} IS NULL${types[0]!.type.family === "float" ? ` OR NOT isfinite(${time.sql})` : ""}`;
  const isNoKey = key.length === 0 ? "FALSE" : key.map(({ sql }) => `${sql} IS NULL`).join(" OR ");
  const counts = [isNoTime, `NOT (${isNoTime}) AND (${isNoKey})`, source.late ?? "FALSE"];
  const [row] = await engine.rows(
    `SELECT count(*), ${counts.map((condition) => `count(*) FILTER (WHERE ${condition})`).join(", ")} FROM ${identifier(source.binding.relation)} AS data`,
  );
  const [rows = 0, withoutTime = 0, withoutKey = 0, writtenLate = 0] = (row ?? []).map(Number);
  return { source: source.name, rows, withoutTime, withoutKey, writtenLate, time: time.column, days };
}

/** Every column that is read must be there, in whichever case. */
async function checkColumns(engine: Engine, source: SourceRead): Promise<void> {
  const there = (await engine.columns(`${identifier(source.binding.relation)} AS data`)).map(({ name }) => name);
  const folded = new Set(there.map((name) => name.toLowerCase()));
  const read: readonly DataColumn[] = [
    source.time,
    ...source.otherTimes,
    ...source.key,
    ...source.columns,
    ...source.others,
  ];
  // A column whose name holds a line end has another name in the relation.
  const renamed = new Map(source.binding.renamed?.map(({ from, to }) => [from, to]));
  const missing = read.find(({ column }) => !folded.has((renamed.get(column) ?? column).toLowerCase()));
  if (missing === undefined) return;
  const { name, column } = missing;
  const taken = new Set(read.map((each) => each.column.toLowerCase()));
  const near = nearest(
    column,
    there.filter((each) => !taken.has(each.toLowerCase())),
  );
  const path = pathOf(source.binding);
  const where = path === null ? "" : ` (${path})`;
  const isColumn = source.columns.some((each) => each.name === name) || source.key.some((each) => each.name === name);
  const fix = isColumn ? `\`${name}: { type: …, column: ${JSON.stringify(near)} }\`` : `\`${near}\``;
  const help = near === null ? "" : `; did you mean "${near}"? Then say ${fix} in its YAML`;
  throw new DataError(
    `${sourcePlace(source.binding)}there is no column "${column}" in its data${where}; it has ${there.map((each) => `"${each}"`).join(", ")}${help}`,
  );
}
