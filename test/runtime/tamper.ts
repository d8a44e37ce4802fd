import { join } from "node:path";
import { Redis } from "ioredis";
import { open } from "lmdb";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import { spacePrefix } from "../../runtime/online/embedded/prefix.js";
import { openRedis } from "../../runtime/online/redis/index.js";
import type { OnlineStore, ViewSpace } from "../../runtime/online/store.js";
import { redisKey } from "../stores/redis-under-test.js";
import { ownRedis } from "../support/own-redis.js";

/** A store, and access to its bytes as another program has it. `key` is a packed key; null is the view's meta. */
export interface Tampered {
  readonly store: OnlineStore;
  get(space: ViewSpace, key: Uint8Array | null): Promise<Buffer>;
  set(space: ViewSpace, key: Uint8Array | null, bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export const tamperedKinds = (folder: string): readonly { readonly kind: string; readonly open: () => Tampered }[] => [
  { kind: "embedded", open: () => tamperedEmbedded(join(folder, "online")) },
  { kind: "redis", open: () => tamperedRedis(ownRedis()) },
];

function tamperedRedis(url: string): Tampered {
  const [store, client] = [openRedis(url, { timeout: 10_000 }), new Redis(url)];
  return {
    store,
    get: async (space, key) => (await client.getBuffer(redisKey(space, key)))!,
    set: async (space, key, bytes) => void (await client.set(redisKey(space, key), Buffer.from(bytes))),
    close: async () => {
      client.disconnect();
      await store.close();
    },
  };
}

function tamperedEmbedded(path: string): Tampered {
  const store = openEmbedded(path);
  const db = open<Buffer, Uint8Array>({ path, encoding: "binary", keyEncoding: "binary", overlappingSync: false });
  const full = (space: ViewSpace, key: Uint8Array | null) =>
    Buffer.concat([spacePrefix(space), key ?? Buffer.alloc(0)]);
  return {
    store,
    get: async (space, key) => {
      db.resetReadTxn();
      return Buffer.from(db.getBinary(full(space, key))!);
    },
    set: async (space, key, bytes) => db.transactionSync(() => void db.putSync(full(space, key), Buffer.from(bytes))),
    close: async () => {
      await db.close();
      await store.close();
    },
  };
}
