import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { inBatches } from "../in-batches.js";
import { isRowKey } from "../record-key.js";
import type { ViewName, ViewSpace } from "../store.js";
import { GRACE } from "../unordered-read.js";
import { deleteItems } from "./batches.js";
import type { Send } from "./calls.js";
import { type Item, metaPlaces, partitions, viewPlace } from "./items.js";
import { isRefused } from "./reasons.js";

const PARTITIONS_AT_ONCE = 16;

/**
 * Removes all of a view, for all its definitions. While `clearing` stands in the view's item, no run begins and no meta
 * moves. The metas are removed first. Readers who saw them before may still read rows, so the rows stay until such a
 * read is over.
 */
export async function clearView(send: Send, table: string, view: ViewName): Promise<number> {
  const own = { S: randomUUID() };
  const { Attributes } = await send((client, abort) =>
    client.updateItem(
      {
        TableName: table,
        Key: viewPlace(view),
        UpdateExpression: "SET clearing = :c REMOVE mark",
        ExpressionAttributeValues: { ":c": own },
        ReturnValues: "ALL_NEW",
      },
      abort,
    ),
  );
  const spaces = (Attributes?.fingerprints?.SS ?? []).map((fingerprint) => ({ ...view, fingerprint }));
  await deleteItems(send, table, spaces.flatMap(metaPlaces));
  if (spaces.length > 0) await wait(GRACE);
  let rows = 0;
  for (const space of spaces) rows += await clearSpace(send, table, space);
  try {
    // The fingerprints stay: a writer adds one only once.
    await send((client, abort) =>
      client.updateItem(
        {
          TableName: table,
          Key: viewPlace(view),
          UpdateExpression: "REMOVE clearing",
          ConditionExpression: "clearing = :c",
          ExpressionAttributeValues: { ":c": own },
        },
        abort,
      ),
    );
  } catch (error) {
    // Another one clears the view too, and ends later.
    if (!isRefused(error)) throw error;
  }
  return rows;
}

/** Removes one definition. The caller sees to it that no run fills it. */
export async function dropSpace(send: Send, table: string, space: ViewSpace): Promise<number> {
  await deleteItems(send, table, metaPlaces(space));
  await wait(GRACE);
  return clearSpace(send, table, space);
}

async function clearSpace(send: Send, table: string, space: ViewSpace): Promise<number> {
  let rows = 0;
  for (const batch of inBatches(partitions(space), PARTITIONS_AT_ONCE))
    await Promise.all(
      batch.map(async (partition) => {
        let from: Item | undefined;
        do {
          const { Items = [], LastEvaluatedKey } = await send((client, abort) =>
            client.query(
              {
                TableName: table,
                KeyConditionExpression: "#s = :s",
                ProjectionExpression: "#s, #k",
                ExpressionAttributeNames: { "#s": "space", "#k": "key" },
                ExpressionAttributeValues: { ":s": { S: partition } },
                ConsistentRead: true,
                ExclusiveStartKey: from,
              },
              abort,
            ),
          );
          rows += Items.filter(({ key }) => key?.B !== undefined && isRowKey(key.B)).length;
          await deleteItems(send, table, Items);
          from = LastEvaluatedKey;
        } while (from !== undefined);
      }),
    );
  return rows;
}
