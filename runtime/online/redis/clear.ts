import type { Redis } from "ioredis";
import { isRowKey } from "../record-key.js";
import type { Connection } from "./connection.js";
import { runScript } from "./run-script.js";
import { forgetView } from "./script.js";

const KEYS_PER_SCAN = 1000;

/**
 * Removes a view's record and everything under the keys that begin with it. The metas are removed before the rows, so
 * that nobody takes the remaining rows for all of them. The metas and the mark are removed again at the end, because a
 * run that began in the meantime may have lost rows.
 */
export async function clearView(connection: Connection, record: Buffer): Promise<number> {
  const forget = () => connection.run((client) => runScript(client, forgetView, [record], []));
  const beginning = Buffer.concat([record, Buffer.from(":")]);
  const pattern = `${globText(beginning.toString())}*`;
  await forget();
  let rows = 0;
  let cursor = "0";
  do {
    const [next, keys] = await connection.run((client) => scan(client, cursor, pattern));
    cursor = next;
    const [ofRows, others] = parted(keys, (key) => isRow(key, beginning.length));
    rows += await connection.run((client) => unlink(client, ofRows));
    await connection.run((client) => unlink(client, others));
  } while (cursor !== "0");
  await forget();
  return rows;
}

/** A key of a row or a record has a `:` after the fingerprint. A fingerprint has none. */
function isRow(key: Buffer, fingerprintAt: number): boolean {
  const end = key.indexOf(":", fingerprintAt);
  return end !== -1 && isRowKey(key.subarray(end + 1));
}

const parted = <T>(all: readonly T[], test: (each: T) => boolean): readonly [readonly T[], readonly T[]] => [
  all.filter(test),
  all.filter((each) => !test(each)),
];

async function scan(client: Redis, cursor: string, pattern: string): Promise<readonly [string, readonly Buffer[]]> {
  const [next, keys] = await client.scanBuffer(cursor, "MATCH", pattern, "COUNT", KEYS_PER_SCAN);
  return [next.toString(), keys];
}

const unlink = (client: Redis, keys: readonly Buffer[]): Promise<number> =>
  keys.length === 0 ? Promise.resolve(0) : client.unlink([...keys]);

/** A glob pattern that matches only this text. */
const globText = (text: string): string => text.replace(/[\\*?[\]]/g, "\\$&");
