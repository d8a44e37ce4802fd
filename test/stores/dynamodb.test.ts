import { randomUUID } from "node:crypto";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { openDynamoDB } from "../../runtime/online/dynamodb/index.js";
import { metaPlaces, rowPlace } from "../../runtime/online/dynamodb/items.js";
import { startDynamoDB } from "../support/dynamodb.js";
import { freePort } from "../support/free-port.js";
import { conformance } from "./conformance.js";
import { type FaultyServer, faults } from "./faults.js";
import type { StoreUnderTest } from "./under-test.js";

/** One server for the whole file. The last tests kill it and start it again. */
const server = { running: null as ReturnType<typeof startDynamoDB> | null };
const running = (): ReturnType<typeof startDynamoDB> => {
  server.running ??= startDynamoDB();
  return server.running;
};

async function dynamodb(): Promise<StoreUnderTest> {
  const { endpoint } = await running();
  const region = "eu-central-1";
  process.env.AWS_ACCESS_KEY_ID = "feat";
  process.env.AWS_SECRET_ACCESS_KEY = "geheim";
  const client = new DynamoDB({ endpoint, region });
  const table = `feat_${randomUUID()}`;
  const settings = { table, region, endpoint, timeout: 5000, write_timeout: 60_000 };
  // Reading does not make the table.
  await using store = await openDynamoDB({ table, region, endpoint });
  await store.begin({ project: "p", view: "v" });
  await client
    .createTable({
      TableName: "other_table",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    })
    .catch(() => undefined);
  return {
    name: "dynamodb",
    kind: "dynamodb",
    settings,
    get: async (space, key) => {
      const Key = key === null ? metaPlaces(space)[0]! : rowPlace(space, key);
      const { Item } = await client.getItem({ TableName: table, Key, ConsistentRead: true });
      return Item?.value?.B === undefined ? null : Buffer.from(Item.value.B);
    },
    set: async (space, key, bytes) => {
      const version = { S: randomUUID() };
      const places = key === null ? metaPlaces(space) : [rowPlace(space, key)];
      for (const place of places)
        await client.putItem({ TableName: table, Item: { ...place, value: { B: bytes }, version } });
    },
    expires: async (space, key) => {
      const { TimeToLiveDescription: rule } = await client.describeTimeToLive({ TableName: table });
      if (rule?.TimeToLiveStatus !== "ENABLED") throw new Error("rows of the table do not expire");
      const Key = rowPlace(space, key);
      const { Item } = await client.getItem({ TableName: table, Key, ConsistentRead: true });
      const at = Item?.[rule.AttributeName ?? ""]?.N;
      return at === undefined ? null : Number(at);
    },
    many: 300,
    limits: { fits: 400_000, tooLarge: 410_000 },
    refused: [
      {
        title: "a table that isn't there",
        settings: { ...settings, table: "nowhere" },
        message:
          /^DynamoDB table nowhere in eu-central-1 at http:.*: there is no such table; `feat materialize` makes it/,
        fails: "read",
      },
      {
        title: "another region",
        settings: { ...settings, region: "us-east-1" },
        message: /there is no such table.*the target's `table` and `region` name it/,
        fails: "read",
      },
      {
        title: "another program's table",
        settings: { ...settings, table: "other_table" },
        message: /the table was not made by Feat/,
        fails: "read",
      },
      {
        title: "a region that can't be",
        settings: { table, region: "not a region" },
        message: /`not a region` is the name of no region/,
        fails: "read",
      },
      {
        title: "a server that isn't there",
        settings: { ...settings, endpoint: "http://127.0.0.1:1" },
        message: /127\.0\.0\.1:1: connection refused$/,
        fails: "read",
      },
      {
        title: "a region that isn't there",
        settings: { table, region: "nowhere-1", endpoint: "http://dynamodb.nowhere-1.invalid" },
        message: /no such host .*: is nowhere-1 a region\?/,
        fails: "read",
      },
    ],
    close: async () => {
      await client.deleteTable({ TableName: table });
      client.destroy();
    },
  };
}

async function faulty(): Promise<FaultyServer> {
  const prepared = async () => {
    const { endpoint, port } = await running();
    // A table that is not there is another error.
    await using store = await openDynamoDB({ region: "eu-central-1", endpoint });
    await store.begin({ project: "p", view: "v" });
    return port;
  };
  const port = await prepared();
  return {
    kind: "dynamodb",
    port,
    settings: (own) => ({
      region: "eu-central-1",
      endpoint: `http://127.0.0.1:${own}`,
      timeout: 1000,
      write_timeout: 1500,
    }),
    kill: async () => (await running()).stop(),
    restart: async () => {
      server.running = startDynamoDB(port);
      await prepared();
    },
    suspend: () => void running().then(({ signal }) => signal("SIGSTOP")),
    resume: () => void running().then(({ signal }) => signal("SIGCONT")),
    stop: async () => (await running()).stop(),
  };
}

conformance(dynamodb, "dynamodb");
faults(faulty, freePort, "dynamodb");
