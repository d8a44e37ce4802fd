import type { Redis } from "ioredis";
import type { Connection } from "./connection.js";
import { runScript } from "./run-script.js";
import { forgetView } from "./script.js";

const KEYS_PER_SCAN = 1000;

/**
 * Removes what stands under a view's record and under the keys that begin with it. The metas go before the rows, so that nobody takes
 * what is left for all there is. They go once more at the end, with the mark: a run that began meanwhile may have lost rows.
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
    // A row's key has a `:` behind the fingerprint, which has none itself.
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

/** A text as a pattern that only it matches. */
const globText = (text: string): string => text.replace(/[\\*?[\]]/g, "\\$&");
