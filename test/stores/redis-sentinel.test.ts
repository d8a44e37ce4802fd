import { afterAll, beforeAll, expect, test } from "vitest";
import { StoreError } from "../../runtime/errors.js";
import { startWatched, type Watched } from "../support/redis-cluster.js";
import { until } from "../support/until.js";
import { bytesOf, numbered, readTexts, row } from "./rows.js";
import { newSpace, openStore } from "./under-test.js";

let watched: Watched;
beforeAll(async () => {
  watched = await startWatched("features");
}, 60_000);
afterAll(() => watched?.stop());

const settings = () => {
  const [first, ...others] = watched.sentinels.map(({ port }) => `127.0.0.1:${port}`);
  return { url: `redis://${first}/3`, mode: "sentinel", primary: "features", nodes: others, timeout: 5000 };
};

test("the Sentinels name the primary, and the URL the database", async () => {
  await using store = await openStore("redis", settings());
  await using direct = await openStore("redis", { url: `${watched.primary.url}/3`, timeout: 5000 });
  const space = newSpace();
  await store.write(space, [row(space, "k", 1, "x")]);
  expect(await readTexts(direct, space, "k")).toEqual(["x"]);
  expect(store.address).toMatch(/^features of the Sentinels 127\.0\.0\.1:[0-9]+,127\.0\.0\.1:[0-9]+,/);
});

test("a Sentinel that is down is passed over", async () => {
  await using store = await openStore("redis", { ...settings(), url: "redis://127.0.0.1:1/3" });
  expect(await readTexts(store, newSpace(), "k")).toEqual([null]);
});

test("a primary that no Sentinel knows, and Sentinels that are not there, are errors with the cause", async () => {
  await using unknown = await openStore("redis", { ...settings(), primary: "nobody" });
  await expect(readTexts(unknown, newSpace(), "k")).rejects.toThrow(
    /^Redis at nobody of the Sentinels .*: no Sentinel names the primary.*is `primary` the name that they have for it\?$/,
  );
  await using nowhere = await openStore("redis", { ...settings(), url: "redis://127.0.0.1:1", nodes: [] });
  await expect(readTexts(nowhere, newSpace(), "k")).rejects.toThrow(
    /no Sentinel names the primary \(.*\): is one of them running/,
  );
});

test("reads go to the replica, and those that must be current to the primary", async () => {
  await using store = await openStore("redis", { ...settings(), read_from: "replica" });
  const space = newSpace();
  await store.write(space, [row(space, "k", 1, "x")]);
  await until(async () => (await readTexts(store, space, "k"))[0] === "x");
  // A replica that gets nothing shows which of the two answers.
  const { Redis } = await import("ioredis");
  const admin = new Redis(watched.replica.port, "127.0.0.1");
  await admin.config("SET", "replica-read-only", "no");
  await admin.select(3);
  await admin.flushdb();
  expect(await readTexts(store, space, "k")).toEqual([null]);
  const [answer] = await store.read([{ space, keys: [bytesOf("k")] }], { current: true });
  expect(answer!.rows[0]).toBeInstanceOf(Uint8Array);
  await admin.config("SET", "replica-read-only", "yes");
  admin.disconnect();
});

// The last test: it stops the primary, which neither answers nor ends its connections.
test("a primary that hangs: each call ends in time, then the replica is the primary, and a run from before fails", async () => {
  await using store = await openStore("redis", { ...settings(), timeout: 250, write_timeout: 1000 });
  const space = newSpace();
  const names = numbered(100);
  const write = (at: number) =>
    store.write(
      space,
      names.map((name) => row(space, name, at, `at ${at}`)),
    );
  const mark = await store.begin(space);
  await write(1);
  process.kill(watched.primary.pid, "SIGSTOP");
  const failed: string[] = [];
  await until(async () => {
    try {
      await write(2);
      return (await readTexts(store, space, ...names)).every((text) => text === "at 2");
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      failed.push(error.message);
      return false;
    }
  });
  expect(failed.length).toBeGreaterThan(0);
  for (const message of failed) expect(message).toMatch(/^Redis at features of the Sentinels .*: .+/);
  expect(await store.advance(space, { asOf: 2, complete: 2 }, mark)).toBe(false);
  expect(await store.advance(space, { asOf: 2, complete: 2 }, await store.begin(space))).toBe(true);
}, 60_000);
