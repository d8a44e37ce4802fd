import { setTimeout as wait } from "node:timers/promises";
import type { Calls, Send } from "./calls.js";
import { isNoTable } from "./reasons.js";

const POLL = 500;
const LONGEST = 120_000;

/** Makes the table, unless it is there by now, and waits until it can be used. */
export async function makeTable(calls: Calls, send: Send): Promise<void> {
  const { table } = calls.place;
  try {
    await send((client, abort) =>
      client.createTable(
        {
          TableName: table,
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [
            { AttributeName: "space", AttributeType: "S" },
            { AttributeName: "key", AttributeType: "B" },
          ],
          KeySchema: [
            { AttributeName: "space", KeyType: "HASH" },
            { AttributeName: "key", KeyType: "RANGE" },
          ],
        },
        abort,
      ),
    );
  } catch (error) {
    if (error instanceof Error && error.name === "AccessDeniedException")
      throw calls.problem(
        `there is no such table, and these credentials may not make it: \`aws dynamodb create-table --table-name ${table} --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=space,AttributeType=S AttributeName=key,AttributeType=B --key-schema AttributeName=space,KeyType=HASH AttributeName=key,KeyType=RANGE\` does, with credentials that may`,
        error,
      );
    // Another process makes it.
    if (!(error instanceof Error && error.name === "ResourceInUseException")) throw error;
  }
  const end = performance.now() + LONGEST;
  for (;;) {
    const status = await statusOf(calls, send);
    if (status === "ACTIVE") break;
    if (performance.now() > end)
      throw calls.problem(`the new table is still ${status ?? "not there"} after two minutes`);
    await wait(POLL);
  }
  await expireRows(calls, send);
}

/** Has DynamoDB remove items when their `expires` is over. Where that may not be set, rows stay. */
async function expireRows({ place: { table } }: Calls, send: Send): Promise<void> {
  try {
    await send((client, abort) =>
      client.updateTimeToLive(
        { TableName: table, TimeToLiveSpecification: { Enabled: true, AttributeName: "expires" } },
        abort,
      ),
    );
  } catch (error) {
    // These credentials may not, or another process has done it.
    if (!(error instanceof Error && ["AccessDeniedException", "ValidationException"].includes(error.name))) throw error;
  }
}

async function statusOf(calls: Calls, send: Send): Promise<string | undefined> {
  try {
    const { Table } = await send((client, abort) => client.describeTable({ TableName: calls.place.table }, abort));
    return Table?.TableStatus;
  } catch (error) {
    // A new table is not seen at once.
    if (isNoTable(error)) return undefined;
    throw error;
  }
}
