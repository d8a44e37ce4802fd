import { setTimeout as wait } from "node:timers/promises";
import { inBatches } from "../in-batches.js";
import type { Send } from "./calls.js";
import { type Item, nameOf } from "./items.js";

const KEYS_PER_GET = 100;
const ITEMS_PER_WRITE = 25;
const FIRST_WAIT = 20;
const LONGEST_WAIT = 1000;

/** The items at these places, by `nameOf`. A place may occur several times. */
export async function getItems(
  send: Send,
  table: string,
  places: readonly Item[],
  consistent: boolean,
): Promise<ReadonlyMap<string, Item>> {
  const distinct = [...new Map(places.map((each) => [nameOf(each), each])).values()];
  const found = new Map<string, Item>();
  const get = async (keys: readonly Item[]): Promise<readonly Item[]> => {
    const { Responses, UnprocessedKeys } = await send((client, abort) =>
      client.batchGetItem({ RequestItems: { [table]: { Keys: [...keys], ConsistentRead: consistent } } }, abort),
    );
    for (const item of Responses?.[table] ?? []) found.set(nameOf(item), item);
    return UnprocessedKeys?.[table]?.Keys ?? [];
  };
  await Promise.all(inBatches(distinct, KEYS_PER_GET).map((batch) => untilDone(batch, get)));
  return found;
}

export async function deleteItems(send: Send, table: string, places: readonly Item[]): Promise<void> {
  const remove = async (keys: readonly Item[]): Promise<readonly Item[]> => {
    const requests = keys.map((Key) => ({ DeleteRequest: { Key } }));
    const { UnprocessedItems } = await send((client, abort) =>
      client.batchWriteItem({ RequestItems: { [table]: requests } }, abort),
    );
    return (UnprocessedItems?.[table] ?? []).flatMap(({ DeleteRequest }) =>
      DeleteRequest?.Key ? [DeleteRequest.Key] : [],
    );
  };
  await Promise.all(inBatches(places, ITEMS_PER_WRITE).map((batch) => untilDone(batch, remove)));
}

/** DynamoDB does a part of a batch where it is busy, or where the answer would be too large, and says what is left. */
async function untilDone(
  batch: readonly Item[],
  work: (part: readonly Item[]) => Promise<readonly Item[]>,
): Promise<void> {
  for (let [left, attempt] = [batch, 0]; left.length > 0; ) {
    const still = await work(left);
    // A part that was done is progress; only without any is the table busy.
    attempt = still.length < left.length ? 0 : attempt + 1;
    left = still;
    if (left.length > 0) await wait(Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt));
  }
}
