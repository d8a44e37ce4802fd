import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { types } from "cassandra-driver";
import { forEach } from "../for-each.js";
import { inBatches } from "../in-batches.js";
import { spaceText, viewText } from "../meta.js";
import type { ViewName, ViewSpace } from "../store.js";
import { GRACE } from "../unordered-read.js";
import { PARTS } from "./keys.js";
import type { Session } from "./session.js";
import type { Statements } from "./statements.js";

const PARTS_PER_QUERY = 16;
const PARTS_AT_ONCE = 32;
const parts: readonly number[] = Array.from({ length: PARTS }, (_, part) => part);

/**
 * Removes all of a view, for all its definitions. While `clearing` stands, no run begins and no meta moves. The metas are
 * removed first. Readers who saw them before may still read rows, so the rows stay until such a read is over. Rows are
 * removed as of a time that is later than that of each of them, whatever the clocks of those who wrote them.
 */
export async function clearView(
  session: Session,
  sql: Statements,
  name: ViewName,
  consistency: types.consistencies,
): Promise<number> {
  const quorum = session.consistencies.localQuorum;
  const [view, own] = [viewText(name), randomUUID()];
  await session.decide({ query: sql.beginClear, params: [own, view] }, quorum);
  const found = await session.query({ query: sql.spaces, params: [view] }, quorum);
  const spaces = found.flatMap(({ fingerprint }) =>
    typeof fingerprint === "string" ? [{ ...name, fingerprint }] : [],
  );
  for (const { fingerprint } of spaces)
    await session.decide({ query: sql.forgetMeta, params: [view, fingerprint] }, quorum);
  if (spaces.length > 0) await wait(GRACE);
  let rows = 0;
  for (const space of spaces) rows += await clearSpace(session, sql, space, consistency);
  await session.decide({ query: sql.endClear, params: [view, own] }, quorum);
  return rows;
}

/** Removes one definition. The caller sees to it that no run fills it. */
export async function dropSpace(
  session: Session,
  sql: Statements,
  space: ViewSpace,
  consistency: types.consistencies,
): Promise<number> {
  const params = [viewText(space), space.fingerprint];
  await session.decide({ query: sql.forgetMeta, params }, session.consistencies.localQuorum);
  await wait(GRACE);
  return clearSpace(session, sql, space, consistency);
}

async function clearSpace(
  session: Session,
  sql: Statements,
  space: ViewSpace,
  consistency: types.consistencies,
): Promise<number> {
  const quorum = session.consistencies.localQuorum;
  const text = spaceText(space);
  let rows = 0;
  const filled = new Set<number>();
  const keys = new Set<string>();
  let last = 0n;
  for (const some of inBatches(parts, PARTS_PER_QUERY)) {
    for await (const page of session.pages({ query: sql.rowsOfParts, params: [text, some] }, quorum))
      for (const { part, key, written } of page) {
        filled.add(part as number);
        keys.add((key as Buffer).toString("latin1"));
        last = later(last, BigInt(written ?? 0));
      }
    for await (const page of session.pages({ query: sql.recordsOfParts, params: [text, some] }, quorum))
      for (const { part, key } of page)
        await session.decide({ query: sql.forgetRecord, params: [text, part as number, key as Buffer] }, quorum);
    rows += keys.size;
    keys.clear();
  }
  const floor = await raiseFloor(session, sql, viewText(space), last);
  await forEach([...filled], PARTS_AT_ONCE, (part) =>
    session.batch([{ query: sql.removePart, params: [floor, text, part] }], consistency),
  );
  return rows;
}

/** Sets the time before which rows of the view are removed, and never back. Later writes have later times. */
async function raiseFloor(session: Session, sql: Statements, view: string, last: bigint): Promise<bigint> {
  const quorum = session.consistencies.localQuorum;
  for (;;) {
    const [found] = await session.query({ query: sql.view, params: [view] }, quorum);
    const before = found?.floor == null ? null : BigInt(found.floor);
    const floor = later(BigInt(Date.now()) * 1000n, later(last, (before ?? 0n) + 1n));
    const { applied } = await session.decide({ query: sql.raiseFloor, params: [floor, view, before] }, quorum);
    if (applied) return floor;
  }
}

function later(a: bigint, b: bigint): bigint {
  if (a < b) return b;
  return a;
}
