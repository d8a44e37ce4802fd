import { resolve } from "node:path";
import { type StoreKindName, storeSchemas } from "./schemas.js";
import type { StoreKind } from "./store.js";

/** How each kind is opened. Its driver is loaded only then. */
const opens: Readonly<Record<StoreKindName, StoreKind["open"]>> = {
  embedded: async ({ path }, { folder }) =>
    (await import("./embedded/index.js")).openEmbedded(resolve(folder, String(path))),
  sqlite: async ({ path }, { folder }) =>
    (await import("./sqlite/index.js")).openSqlite({ path: resolve(folder, String(path)) }),
  postgres: async (settings) => (await import("./postgres/index.js")).openPostgresStore({ url: "", ...settings }),
  redis: async ({ url }) => (await import("./redis/index.js")).openRedis(String(url)),
  cassandra: async (settings) =>
    (await import("./cassandra/index.js")).openCassandra({ hosts: "", datacenter: "", keyspace: "", ...settings }),
  dynamodb: async (settings) => (await import("./dynamodb/index.js")).openDynamoDB(settings),
};

/** Every kind of online store, by its name in `feat.yaml`. */
export const onlineStores: ReadonlyMap<string, StoreKind> = new Map(
  (Object.keys(storeSchemas) as StoreKindName[]).map((kind) => [
    kind,
    { kind, schema: storeSchemas[kind], open: opens[kind] },
  ]),
);
