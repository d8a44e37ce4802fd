import { randomUUID } from "node:crypto";
import type { Swap, ViewSpace } from "../store.js";
import { asBuffer, placeOf } from "./keys.js";
import { isUndecided } from "./reasons.js";
import type { Session, Statement } from "./session.js";
import type { Statements } from "./statements.js";

const ATTEMPTS = 8;

/** Changes a record if it is as expected. Returns whether it was. */
export async function swapRecord(session: Session, sql: Statements, space: ViewSpace, swap: Swap): Promise<boolean> {
  const place = placeOf(space, swap.key);
  const serial = session.consistencies.localSerial;
  const read = async () => (await session.query({ query: sql.record, params: place }, serial))[0];
  const { expected, value } = swap;
  if (expected === null && value === null) return (await read()) === undefined;
  const own = randomUUID();
  for (let attempt = 1; ; attempt++) {
    try {
      return (await session.decideOnce(statement(sql, place, swap, own), session.consistencies.localQuorum)).applied;
    } catch (error) {
      if (!isUndecided(error) || attempt === ATTEMPTS) throw error;
      // This read decides what is undecided.
      const found = await read();
      if (found?.writer === own) return true;
      const stored = found?.value as Buffer | undefined;
      const asBefore = expected === null ? stored === undefined : stored?.equals(expected) === true;
      // It was changed, perhaps by another one after it was changed here.
      if (!asBefore)
        throw session.problem(`whether a record of view ${space.view} was changed is not known: read it again`, error);
    }
  }
}

function statement(
  sql: Statements,
  place: readonly [string, number, Buffer],
  { expected, value }: Swap,
  own: string,
): Statement {
  if (value === null) return { query: sql.removeRecord, params: [...place, asBuffer(expected ?? NOTHING)] };
  if (expected === null) return { query: sql.makeRecord, params: [...place, asBuffer(value), own] };
  return { query: sql.changeRecord, params: [asBuffer(value), own, ...place, asBuffer(expected)] };
}

const NOTHING = Buffer.alloc(0);
