import { Redis } from "ioredis";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { rowCodec } from "../../runtime/codec/index.js";
import { StoreError } from "../../runtime/errors.js";
import { spaceText } from "../../runtime/online/meta.js";
import { openRedis } from "../../runtime/online/redis/index.js";
import type { OnlineStore, StoredRow } from "../../runtime/online/store.js";
import { scalar } from "../../runtime/types.js";
import { newProject } from "../cli/feat.js";
import { startRedis } from "../support/redis.js";

const server = await startRedis();
const admin = new Redis(server.url);
const at = `127.0.0.1:${server.port}`;
afterAll(async () => {
  admin.disconnect();
  await server.stop();
});

const space = { project: "p", view: "v", fingerprint: "f" };
const key = Buffer.from("k");
const codec = rowCodec({ latest: [{ name: "x", type: scalar("string") }], aggregates: [] }, spaceText(space));
const row = (x: string): StoredRow => ({
  key,
  value: codec.encode(key, { at: 1, time: 1, live: true, until: null }, [x]),
});

/** Redis databases by number, of which some hold keys. */
async function filled(): Promise<readonly number[]> {
  const info = await admin.info("keyspace");
  return [...info.matchAll(/^db(\d+):/gm)].map(([, database]) => Number(database));
}

/** One call of each kind on a store. */
const calls: Readonly<Record<string, (store: OnlineStore) => Promise<unknown>>> = {
  read: (store) => store.read([{ space, keys: [key] }]),
  write: (store) => store.write(space, [row("staging")]),
  advance: (store) => store.advance(space, { asOf: 1, complete: 1 }),
};

/** Expects that each call fails, alone and together with others, and that no database was written to. */
async function refused(open: () => OnlineStore, message: RegExp): Promise<void> {
  const before = await filled();
  for (const names of [...Object.keys(calls).map((name) => [name]), Object.keys(calls), Object.keys(calls)]) {
    const said = await Promise.allSettled(
      names.map(async (name) => {
        await using store = open();
        await calls[name]!(store);
      }),
    );
    for (const each of said) {
      if (each.status === "fulfilled") throw new Error(`${names.join()} went through`);
      expect(each.reason).toBeInstanceOf(StoreError);
      expect(each.reason.message).toMatch(message);
    }
  }
  expect(await filled()).toEqual(before);
}

describe("the database in a Redis URL", () => {
  beforeEach(() => admin.flushall());

  test.each([
    ["/16", /database 16 can't be selected: it has no such database/],
    ["/2147483647", /database 2147483647 can't be selected/],
    ["/2147483648", /can't have \(`2147483648`\)/],
    ["/18446744073709551616", /can't have/],
    ["/abc", /can't have \(`abc`\)/],
    ["/-1", /can't have \(`-1`\)/],
    ["/+1", /can't have/],
    ["/1.5", /can't have \(`1\.5`\)/],
    ["/1e0", /can't have/],
    ["/0x1", /can't have/],
    ["/01", /can't have/],
    ["/1/2", /can't have \(`1\/2`\)/],
    ["/1/", /can't have/],
    ["//1", /can't have/],
    ["/ 1", /can't have/],
    ["/%201", /can't have/],
    ["/%zz", /`%` in its database/],
    ["/１", /can't have/],
    ["?db=16", /database 16 can't be selected/],
    ["?db=abc", /can't have/],
    ["?db=", /can't have/],
    ["/1?db=2", /two databases, 1 and 2/],
    ["?db=1&db=2", /`db` twice/],
    ["?database=1", /an unknown parameter \(`database`\)/],
    ["/1#2", /has a `#`/],
  ])("137: a database that can't be selected is an error, and no other is touched: %s", async (path, message) => {
    await refused(() => openRedis(`redis://${at}${path}`, { timeout: 10_000 }), message);
  });

  test.each([
    ["", 0],
    ["/", 0],
    ["/0", 0],
    ["/15", 15],
    ["/%31", 1],
    ["?db=2", 2],
    ["/?db=2", 2],
    ["/2?db=2", 2],
    ["/3?family=4", 3],
  ])("137: the database of the URL is used, and no other: %s", async (path, database) => {
    await using store = openRedis(`redis://${at}${path}`, { timeout: 10_000 });
    for (const call of Object.values(calls)) await call(store);
    expect(await filled()).toEqual([database]);
  });

  test("137: a user who may not SELECT gets an error, at once and after a reconnect", async () => {
    await admin.call("ACL", "SETUSER", "staging", "reset", "on", ">pw", "~*", "+@all", "-select");
    const url = `redis://staging:pw@${at}/1`;
    const message = /database 1 can't be selected: the user may not do this .*SELECT/;
    await refused(() => openRedis(url, { timeout: 10_000 }), message);
    await admin.call("ACL", "SETUSER", "staging", "+select");
    await using store = openRedis(url, { timeout: 10_000 });
    await store.write(space, [row("first")]);
    await admin.call("ACL", "SETUSER", "staging", "-select");
    // The old connection, which uses the database already, loses no call.
    await store.write(space, [row("second")]);
    await admin.call("CLIENT", "KILL", "USER", "staging");
    for (let again = 0; again < 3; again++)
      for (const call of Object.values(calls)) await expect(call(store)).rejects.toThrow(message);
    await expect(Promise.all(Object.values(calls).map((call) => call(store)))).rejects.toThrow(message);
    expect(await filled()).toEqual([1]);
    await admin.call("ACL", "SETUSER", "staging", "+select");
    await store.write(space, [row("third")]);
    expect(await filled()).toEqual([1]);
  });

  test("137: a reconnect selects the database before any other command", async () => {
    await using store = openRedis(`redis://${at}/7`, { timeout: 10_000 });
    for (let again = 0; again < 5; again++) {
      await Promise.all(Object.values(calls).map((call) => call(store)));
      await admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      await Promise.all([...Object.values(calls), ...Object.values(calls)].map((call) => call(store)));
    }
    expect(await filled()).toEqual([7]);
  });

  test.each([
    ["/16", /error: Redis at .*\/16: database 16 can't be selected/],
    ["/abc", /error: the Redis URL names a database that Redis can't have \(`abc`\)/],
  ])("137: the command line exits with 3 and prints no stack: %s", async (path, message) => {
    const project = await newProject();
    project.write(
      "feat.yaml",
      project.read("feat.yaml").replace(/online: .*/, `online: { kind: redis, url: "redis://${at}${path}" }`),
    );
    for (const argv of [["materialize"], ["get", "checkout_v1", "--key", "customer_id=1", "--request", "amount=1"]]) {
      const { code, err } = await project.feat(argv);
      expect(err).toMatch(message);
      expect(err).not.toMatch(/\n\s+at /);
      expect(code).toBe(3);
    }
    expect(await filled()).toEqual([]);
  });

  test.each([
    [`redis://user:geheim%@${at}/1`, /`%` in its password/],
    [`redis://user:12/geheim@${at}/1`, /`\/`, `\?` or `@` in its password/],
    [`redis://user:gehe#im@${at}/1`, /can't be read/],
    [`redis://user:12#geheim@${at}/1`, /has a `#`/],
    [`redis://${at}/1?geheim`, /unknown parameter/],
    [`redis://user:geheim@${at}:x/1`, /can't be read/],
    [`redis:geheim`, /must begin with redis:\/\//],
  ])("a URL that can't be read is an error that hides what may be its password: %#", (url, message) => {
    expect(() => openRedis(url)).toThrow(message);
    expect(() => openRedis(url)).toThrow(StoreError);
    if (!url.includes("?")) expect(() => openRedis(url)).not.toThrow(/geheim/);
  });
});
