import { resolve } from "node:path";
import { type StoreKindName, storeSchemas } from "./schemas.js";
import type { StoreKind } from "./store.js";

/** How each kind is opened. Its driver is loaded only then. */
const opens: Readonly<Record<StoreKindName, StoreKind["open"]>> = {
  embedded: async ({ path }, { folder }) =>
    (await import("./embedded/index.js")).openEmbedded(resolve(folder, String(path))),
  redis: async ({ url }) => (await import("./redis/index.js")).openRedis(String(url)),
};

/** Every kind of online store, by its name in `feat.yaml`. */
export const onlineStores: ReadonlyMap<string, StoreKind> = new Map(
  (Object.keys(storeSchemas) as StoreKindName[]).map((kind) => [
    kind,
    { kind, schema: storeSchemas[kind], open: opens[kind] },
  ]),
);
