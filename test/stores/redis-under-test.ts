import { Redis } from "ioredis";
import { Keys } from "../../runtime/online/redis/keys.js";
import { clusterLayout, metaKey, wholeLayout } from "../../runtime/online/redis/layout.js";
import type { ViewSpace } from "../../runtime/online/store.js";
import type { Cluster } from "../support/redis-cluster.js";
import type { StoreUnderTest } from "./under-test.js";

/** The key in Redis. `key` is a packed key; null is the view's meta. */
export function redisKey(space: ViewSpace, key: Uint8Array | null, mode: "single" | "cluster" = "single"): Buffer {
  const layout = mode === "cluster" ? clusterLayout() : wholeLayout();
  const shard = key === null ? layout.shards[0]! : layout.shardOf(key);
  const keys = new Keys();
  if (key === null) return keys.meta(space, shard);
  const row = keys.row(space, shard, key);
  return Buffer.concat([row.prefix, row.key]);
}

type Raw = Pick<StoreUnderTest, "get" | "set" | "close">;

export function rawSingle(url: string): Raw {
  const client = new Redis(url);
  return {
    get: (space, key) => client.getBuffer(redisKey(space, key)),
    set: async (space, key, bytes) => void (await client.set(redisKey(space, key), Buffer.from(bytes))),
    close: async () => client.disconnect(),
  };
}

/** Each shard has a meta. `set` gives all of them the same bytes. */
export function rawCluster({ nodes }: Cluster): Raw {
  const client = new Redis.Cluster(nodes.map(({ port }) => ({ host: "127.0.0.1", port })));
  const metas = (space: ViewSpace) => clusterLayout().shards.map((shard) => metaKey(shard.recordKey(space), space));
  return {
    get: (space, key) => client.getBuffer(redisKey(space, key, "cluster")),
    set: async (space, key, bytes) => {
      const keys = key === null ? metas(space) : [redisKey(space, key, "cluster")];
      await Promise.all(keys.map((each) => client.set(each, Buffer.from(bytes))));
    },
    close: async () => client.disconnect(),
  };
}
