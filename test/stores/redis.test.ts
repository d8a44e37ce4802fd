import { Redis } from "ioredis";
import { ownRedis } from "../support/own-redis.js";
import { startRedis } from "../support/redis.js";
import { valkeyBinary } from "../support/valkey.js";
import { conformance } from "./conformance.js";
import { rawSingle } from "./redis-under-test.js";
import type { StoreUnderTest } from "./under-test.js";

async function redis(): Promise<StoreUnderTest> {
  const url = ownRedis();
  const raw = rawSingle(url);
  const guarded = await startRedis();
  const admin = new Redis(guarded.url);
  await admin.config("SET", "proto-max-bulk-len", "1048576");
  await admin.call("ACL", "SETUSER", "reader", "on", ">geheim", "~feat:*", "+select", "+mget", "+exists", "+type");
  await admin.call("ACL", "SETUSER", "nobody", "on", ">geheim");
  await admin.config("SET", "requirepass", "secret");
  const at = (user: string) => ({ url: guarded.url.replace("//", `//${user}:geheim@`) });
  return {
    ...raw,
    name: "redis",
    kind: "redis",
    settings: { url, timeout: 5000 },
    limits: { fits: 4_000_000, tooLarge: null },
    refused: [
      { title: "a wrong password", settings: at("default"), message: /refused the user or password/, fails: "read" },
      {
        title: "no password",
        settings: { url: guarded.url },
        message: /asks for one, and the URL has none/,
        fails: "read",
      },
      { title: "an unknown user", settings: at("stranger"), message: /refused the user or password/, fails: "read" },
      { title: "a user without rights", settings: at("nobody"), message: /the user may not do this/, fails: "read" },
      { title: "a user that only reads", settings: at("reader"), message: /the user may not do this/, fails: "write" },
      {
        title: "a database that isn't there",
        settings: { url: `${guarded.url.replace("//", "//:secret@")}/16` },
        message: /database 16 can't be selected/,
        fails: "read",
      },
      {
        title: "a server that isn't there",
        settings: { url: "redis://user:geheim@127.0.0.1:1/2" },
        message: /^Redis at 127\.0\.0\.1:1\/2: connection refused$/,
        fails: "read",
      },
    ],
    close: async () => {
      await raw.close();
      admin.disconnect();
      await guarded.stop();
    },
  };
}

conformance(redis, "redis");

conformance(async () => {
  const server = await startRedis(undefined, { binary: valkeyBinary() });
  const raw = rawSingle(server.url);
  return {
    ...raw,
    name: "valkey",
    kind: "redis",
    settings: { url: server.url, timeout: 5000 },
    limits: { fits: 4_000_000, tooLarge: null },
    refused: [],
    close: async () => {
      await raw.close();
      await server.stop();
    },
  };
}, "valkey");
