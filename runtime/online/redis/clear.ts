import type { Redis } from "ioredis";
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
    // A row's key has a `:` after the fingerprint. A fingerprint has none.
    const isRow = (key: Buffer): boolean => key.includes(":", beginning.length);
    rows += await connection.run((client) => unlink(client, keys.filter(isRow)));
    await connection.run((client) =>
      unlink(
        client,
        keys.filter((key) => !isRow(key)),
      ),
    );
  } while (cursor !== "0");
  await forget();
  return rows;
}

async function scan(client: Redis, cursor: string, pattern: string): Promise<readonly [string, readonly Buffer[]]> {
  const [next, keys] = await client.scanBuffer(cursor, "MATCH", pattern, "COUNT", KEYS_PER_SCAN);
  return [next.toString(), keys];
}

const unlink = (client: Redis, keys: readonly Buffer[]): Promise<number> =>
  keys.length === 0 ? Promise.resolve(0) : client.unlink([...keys]);

/** A glob pattern that matches only this text. */
const globText = (text: string): string => text.replace(/[\\*?[\]]/g, "\\$&");
