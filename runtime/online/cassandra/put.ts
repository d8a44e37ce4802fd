import type { types } from "cassandra-driver";
import { fromSortableBytes, INSTANT_AT } from "../../codec/index.js";
import type { Int } from "../../values.js";
import { forEach } from "../for-each.js";
import { spaceText, viewText } from "../meta.js";
import { stays } from "../newer.js";
import type { StoredRow, ViewSpace } from "../store.js";
import { asBuffer, placeOf } from "./keys.js";
import type { Session, Statement } from "./session.js";
import type { Statements } from "./statements.js";

const ROWS_AT_ONCE = 128;

/**
 * Puts rows with distinct keys. Returns how many were put.
 *
 * Each write carries a time of its own for Cassandra, by which it decides between writes of an equal T: it is later than
 * that of what is stored, so a correction wins also where this machine's clock is behind. It is later than the time of
 * the last removal of the view too (`floor`), or the removal would take the row with it.
 */
export async function putRows(
  session: Session,
  sql: Statements,
  space: ViewSpace,
  rows: readonly StoredRow[],
  consistency: types.consistencies,
): Promise<number> {
  const quorum = session.consistencies.localQuorum;
  const [view] = await session.query({ query: sql.view, params: [viewText(space)] }, quorum);
  const floor = BigInt(view?.floor ?? 0);
  const text = spaceText(space);
  const put = async ({ key, value, expires }: StoredRow): Promise<boolean> => {
    const place = placeOf(space, key);
    const t = BigInt(fromSortableBytes(value.subarray(INSTANT_AT, INSTANT_AT + 8)));
    for (;;) {
      const [found] = await session.query({ query: sql.rowToWrite, params: place }, quorum);
      const stored = found?.value as Buffer | null | undefined;
      if (found === undefined) {
        await session.batch(
          [{ query: sql.put, params: [...place, t, asBuffer(value), after(floor), ttlOf(expires)] }],
          consistency,
        );
        return true;
      }
      if (stored && stays(text, key, stored, value)) return false;
      const [standing, written] = [BigInt(found.t), BigInt(found.written ?? 0)];
      if (standing > t) {
        // It is damaged. Only this very one is removed, not what another writer may have put there since.
        await session.batch([{ query: sql.removeDamaged, params: [written, ...place, standing] }], consistency);
        continue;
      }
      const time = after(written > floor ? written : floor);
      const statements: Statement[] = [
        { query: sql.put, params: [...place, t, asBuffer(value), time, ttlOf(expires)] },
      ];
      if (standing < t) statements.push({ query: sql.removeOlder, params: [time, ...place, t] });
      await session.batch(statements, consistency);
      return true;
    }
  };
  const done = await forEach(rows, ROWS_AT_ONCE, put);
  return done.filter((each) => each).length;
}

/** How many seconds a row stays. 0 if it does not expire; Cassandra keeps nothing for more than 20 years. */
function ttlOf(expires: Int | undefined): number {
  if (expires === undefined) return 0;
  const seconds = Number(BigInt(expires) / 1_000_000n) - Math.floor(Date.now() / 1000) + 1;
  return seconds > LONGEST_TTL ? 0 : Math.max(1, seconds);
}
const LONGEST_TTL = 630_720_000;

/** Now in microseconds, or just after a time that is later. */
function after(time: bigint): bigint {
  const now = BigInt(Date.now()) * 1000n;
  return now > time ? now : time + 1n;
}
