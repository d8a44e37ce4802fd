import type { SourceBinding, SourceColumn } from "../../../artifacts.js";
import { DataError, messageOf } from "../../../errors.js";
import { scalar } from "../../../types.js";
import { type Conversion, separator } from "../../sources/conversion.js";
import { faultText } from "../../sources/fault-text.js";
import type { Matched } from "../../sources/match.js";
import type { RawColumn } from "../../sources/part.js";
import { sourcePlace } from "../../sources/place.js";
import { conversion, converts } from "../convert.js";
import type { Engine } from "../engine.js";
import { asTime } from "./as-time.js";
import { firstRow } from "./first-row.js";
import { instantFrom } from "./instants.js";

/** A bound source and its data. */
export interface BoundSource {
  readonly source: SourceBinding;
  readonly parts: readonly Matched[];
}

/**
 * The problem of a source's value that does not convert, from the engine's error, with its row and file if they are
 * found. Null for any other error.
 */
export async function valueFault(engine: Engine, bound: Iterable<BoundSource>, error: unknown): Promise<string | null> {
  const [place, column, path = "", what, takes = "", time = ""] = messageOf(error).split(separator);
  if (column === undefined || what === undefined) return null;
  for (const { source, parts } of bound) {
    if (!place!.endsWith(sourcePlace(source))) continue;
    const found = await rowOf(engine, source, parts, column);
    return faultText({ source, column, path, what, takes, where: found, time: time.split("\n")[0]! });
  }
  return null;
}

async function rowOf(
  engine: Engine,
  source: SourceBinding,
  parts: readonly Matched[],
  column: string,
): Promise<string | null> {
  for (const { part, columns } of parts) {
    const raw = columns.get(column);
    if (!raw) continue;
    for (const { problem, read } of conversionsOf(source, column, raw)) {
      if (problem === null) continue;
      const found = await firstRow(engine, source, part, [read], problem);
      if (found !== null) return found.where;
    }
  }
  return null;
}

function conversionsOf(
  source: SourceBinding,
  column: string,
  raw: RawColumn,
): readonly (Conversion & { readonly read: RawColumn })[] {
  const { time, created, until, deleted } = source;
  const roles = [time, created, until].filter((role) => role?.column === column);
  const own = columnsOver(source, column);
  const instant = asTime(raw);
  return [
    ...roles.map((role) => ({ ...instantFrom(role!, instant.physical, instant.sql), read: instant })),
    ...(roles.length > 0 ? [] : own.map(({ type }) => ({ ...conversion(type, raw.physical, raw.sql), read: raw }))),
    ...(deleted === column ? [{ ...conversion(scalar("bool", true), raw.physical, raw.sql), read: raw }] : []),
  ];
}

/** The declared columns, and the sequence, that read a column of the data. */
function columnsOver({ columns, sequence }: SourceBinding, column: string): readonly SourceColumn[] {
  const all = sequence === undefined ? columns : [...columns, { name: sequence.column, ...sequence }];
  return all.filter((each) => each.column === column);
}

/**
 * Throws if a column's type cannot convert to the declared one. A column without any value always fits (MEANING 133).
 */
export async function checkTypes(engine: Engine, { source, parts }: BoundSource): Promise<void> {
  const deleted: readonly SourceColumn[] =
    source.deleted === undefined ? [] : [{ name: source.deleted, column: source.deleted, type: scalar("bool", true) }];
  const sequence: readonly SourceColumn[] =
    source.sequence === undefined ? [] : [{ name: source.sequence.column, ...source.sequence }];
  const roles = new Set([source.time.column, source.created?.column, source.until?.column]);
  for (const declared of [...source.columns, ...sequence, ...deleted]) {
    if (roles.has(declared.column)) continue;
    for (const { part, columns } of parts) {
      const raw = columns.get(declared.column);
      if (!raw || converts(declared.type, raw.physical)) continue;
      const { problem } = conversion(declared.type, raw.physical, raw.sql);
      const found = problem === null ? null : await firstRow(engine, source, part, [raw], problem);
      if (found === null) continue;
      const [path = "", what = "", takes = ""] = found.problem.split(separator);
      throw new DataError(
        faultText({ source, column: declared.column, path, what, takes, where: found.where, time: null }),
      );
    }
  }
}
