import { openEmbedded } from "./embedded/index.js";
import { openRedis } from "./redis/index.js";
import type { StoreKind } from "./store.js";

/** Every kind of online store, by its name in `feat.yaml`. */
export const onlineStores: ReadonlyMap<string, StoreKind> = new Map(
  (
    [
      { kind: "embedded", location: "path", open: openEmbedded },
      { kind: "redis", location: "url", open: openRedis },
    ] satisfies StoreKind[]
  ).map((row) => [row.kind, row]),
);
