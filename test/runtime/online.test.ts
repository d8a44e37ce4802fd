import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { StoreError } from "../../runtime/errors.js";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import { openRedis } from "../../runtime/online/redis/index.js";
import { readTexts, row } from "../stores/rows.js";
import { startRedis } from "../support/redis.js";
import { newSpace, temporaryFolder } from "./stores.js";

describe("embedded", () => {
  const folder = temporaryFolder();

  test("a path that can't be created", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect(() => openEmbedded(file)).toThrow(StoreError);
    expect(() => openEmbedded(join(file, "under"))).toThrow(/can't open the embedded store at .*file\/under/);
    expect(() => openEmbedded("")).toThrow(StoreError);
    mkdirSync(join(folder, "garbage"));
    writeFileSync(join(folder, "garbage", "data.mdb"), "this is not a database".repeat(1000));
    expect(() => openEmbedded(join(folder, "garbage"))).toThrow(StoreError);
    expect(() => openEmbedded("/proc/nowhere/online")).toThrow(StoreError);
  });
});

describe("redis", () => {
  test("no server: an error at once, with the address and without the password", async () => {
    const store = openRedis("redis://user:geheim@127.0.0.1:1/2", { timeout: 10_000 });
    const error = await readTexts(store, newSpace(), "k").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoreError);
    expect((error as StoreError).address).toBe("127.0.0.1:1/2");
    expect((error as StoreError).message).toBe("Redis at 127.0.0.1:1/2: connection refused");
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain("geheim");
    await store.close();
  });

  test.each([undefined, "", "localhost:6379", "http://localhost", "no url: geheim"])("not a Redis URL: %s", (url) => {
    expect(() => openRedis(url)).toThrow(StoreError);
    expect(() => openRedis(url)).not.toThrow(/geheim/);
  });

  test("a server that does not answer is an error after the timeout", async () => {
    const sockets = new Set<import("node:net").Socket>();
    const server = createServer((socket) => sockets.add(socket));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as import("node:net").AddressInfo;
    const store = openRedis(`redis://127.0.0.1:${port}`, { connectTimeout: 300, timeout: 300 });
    const started = Date.now();
    await expect(readTexts(store, newSpace(), "k")).rejects.toThrow(/no answer in time/);
    expect(Date.now() - started).toBeLessThan(5000);
    await store.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  test("a server that goes away and comes back", async () => {
    const server = await startRedis();
    const store = openRedis(server.url, { timeout: 5000 });
    const space = newSpace();
    await store.write(space, [row(space, "k", 1, "x")]);
    await server.stop();
    for (let attempt = 0; attempt < 3; attempt++)
      await expect(readTexts(store, space, "k")).rejects.toThrow(StoreError);
    const again = await startRedis(server.port);
    expect(await readTexts(store, space, "k")).toEqual([null]);
    expect(await store.write(space, [row(space, "k", 1, "y")])).toBe(1);
    expect(await readTexts(store, space, "k")).toEqual(["y"]);
    await store.close();
    await again.stop();
  });

  test("a connection that the server drops is opened again without an error", async () => {
    const server = await startRedis();
    const [store, killer] = [openRedis(server.url, { timeout: 5000 }), openRedis(server.url, { timeout: 5000 })];
    const space = newSpace();
    await store.write(space, [row(space, "k", 1, "x")]);
    const { Redis } = await import("ioredis");
    const admin = new Redis(server.url);
    await admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    expect(await Promise.all([readTexts(store, space, "k"), readTexts(store, space, "k")])).toEqual([["x"], ["x"]]);
    await admin.flushall();
    await admin.script("FLUSH");
    expect(await store.write(space, [row(space, "k", 0, "after the scripts were forgotten")])).toBe(1);
    admin.disconnect();
    await Promise.all([store.close(), killer.close(), server.stop()]);
  });
});
