import { fork } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { rowCodec } from "../../runtime/codec/index.js";
import { StoreError } from "../../runtime/errors.js";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import { spaceText } from "../../runtime/online/meta.js";
import { openRedis } from "../../runtime/online/redis/index.js";
import type { OnlineStore, ReadAnswer, ViewMeta, ViewSpace } from "../../runtime/online/store.js";
import { Unreadable } from "../../runtime/online/unreadable.js";
import { scalar } from "../../runtime/types.js";
import type { Int } from "../../runtime/values.js";
import { startRedis } from "../support/redis.js";
import { newSpace, storeKinds, temporaryFolder } from "./stores.js";
import { int64 } from "./values.js";

const codecIn = (space: ViewSpace) =>
  rowCodec({ latest: [{ name: "x", type: scalar("string") }], aggregates: [] }, spaceText(space));
const row = (space: ViewSpace, name: string, at: Int, x: string) => {
  const key = Buffer.from(name);
  return { key, value: codecIn(space).encode(key, { at, time: at, live: true, until: null }, [x]) };
};
const decoded = (space: ViewSpace, keys: readonly string[], answer: ReadAnswer | undefined) =>
  answer!.rows.map((found, index) => {
    if (found instanceof Unreadable) throw new Error(found.why);
    return found === null ? null : codecIn(space).decode(Buffer.from(keys[index]!), found).stored.latest.x;
  });
async function readRows(store: OnlineStore, space: ViewSpace, ...keys: string[]) {
  const [answer] = await store.read([{ space, keys: keys.map((key) => Buffer.from(key)) }]);
  return decoded(space, keys, answer);
}

describe.each(storeKinds())("$kind", ({ open }) => {
  const store = open();
  afterAll(() => store.close());

  test("a row with a greater T stays, one with an equal T is overwritten, one with a smaller T is replaced", async () => {
    const space = newSpace();
    const steps: readonly [Int, string, string, number][] = [
      [10, "first", "first", 1],
      [9, "older", "first", 0],
      [10, "corrected", "corrected", 1],
      [11, "newer", "newer", 1],
      [-1, "before the epoch", "newer", 0],
      [2n ** 62n, "far", "far", 1],
      [2 ** 53 - 1, "less far", "far", 0],
    ];
    for (const [at, value, expected, put] of steps) {
      expect(await store.write(space, [row(space, "k", at, value)])).toBe(put);
      expect(await readRows(store, space, "k")).toEqual([expected]);
    }
  });

  test("whatever the order of writes, the greatest T wins", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(int64, { minLength: 1, maxLength: 8 }), async (times) => {
        const space = newSpace();
        for (const at of times as Int[]) await store.write(space, [row(space, "k", at, String(at))]);
        const greatest = [...(times as Int[])].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).at(-1);
        expect(await readRows(store, space, "k")).toEqual([String(greatest)]);
      }),
      { numRuns: 60 },
    );
  });

  test("concurrent writers: no older row wins", async () => {
    const space = newSpace();
    const other = open();
    const keys = Array.from({ length: 700 }, (_, index) => `k${index}`);
    await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        (at % 2 === 0 ? store : other).write(
          space,
          keys.map((key) => row(space, key, (at * 7) % 12, `at ${(at * 7) % 12}`)),
        ),
      ),
    );
    expect(new Set(await readRows(store, space, ...keys))).toEqual(new Set(["at 11"]));
    await other.close();
  });

  test("keys are bytes: zeros, prefixes and Unicode are distinct; a missing key is null", async () => {
    const space = newSpace();
    const keys = ["", "\0", "\0\0", "a", "a\0", "é", "😀", "a:b", "a".repeat(600)];
    await store.write(
      space,
      keys.map((key) => row(space, key, 1, `value of ${key}`)),
    );
    expect(await readRows(store, space, ...keys, "nobody", "a")).toEqual([
      ...keys.map((key) => `value of ${key}`),
      null,
      "value of a",
    ]);
  });

  test("views, fingerprints and projects are distinct, even if their joined names are equal", async () => {
    const base = newSpace("a");
    const spaces = [
      base,
      { ...base, view: "a:f0" },
      { ...base, fingerprint: "f1" },
      { ...base, project: `${base.project}:a` },
      { ...base, project: `${base.project}%3Aa` },
    ];
    for (const [index, space] of spaces.entries()) {
      await store.write(space, [row(space, "k", 1, `${index}`)]);
      await store.advance(space, { asOf: index, complete: null });
    }
    const answers = await store.read(spaces.map((space) => ({ space, keys: [Buffer.from("k")] })));
    expect(answers.map(({ meta }) => meta)).toEqual([0, 1, 2, 3, 4].map((asOf) => ({ asOf, complete: null })));
    for (const [index, space] of spaces.entries()) expect(await readRows(store, space, "k")).toEqual([`${index}`]);
  });

  test("meta only moves forward, each part on its own", async () => {
    const space = newSpace();
    const steps: readonly [ViewMeta, ViewMeta][] = [
      [
        { asOf: 5, complete: null },
        { asOf: 5, complete: null },
      ],
      [
        { asOf: 4, complete: 4 },
        { asOf: 5, complete: 4 },
      ],
      [
        { asOf: 2n ** 60n, complete: null },
        { asOf: 2n ** 60n, complete: 4 },
      ],
      [
        { asOf: 1, complete: 3 },
        { asOf: 2n ** 60n, complete: 4 },
      ],
      [
        { asOf: 1, complete: 6 },
        { asOf: 2n ** 60n, complete: 6 },
      ],
    ];
    expect((await store.read([{ space, keys: [] }]))[0]).toEqual({ meta: { asOf: null, complete: null }, rows: [] });
    for (const [put, expected] of steps) {
      await store.advance(space, put);
      expect((await store.read([{ space, keys: [] }]))[0]!.meta).toEqual(expected);
    }
  });

  test("one read takes many keys of several views", async () => {
    const [a, b] = [newSpace("a"), newSpace("b")];
    const keys = Array.from({ length: 6000 }, (_, index) => `k${index}`);
    await store.write(
      a,
      keys.map((key) => row(a, key, 1, `a ${key}`)),
    );
    await store.write(
      b,
      keys.map((key) => row(b, key, 1, `b ${key}`)),
    );
    const bytes = keys.map((key) => Buffer.from(key));
    const [ofA, ofB] = await store.read([
      { space: a, keys: bytes },
      { space: b, keys: bytes },
    ]);
    expect(decoded(a, keys, ofA)).toEqual(keys.map((key) => `a ${key}`));
    expect(decoded(b, keys, ofB)).toEqual(keys.map((key) => `b ${key}`));
  });

  test("what another connection wrote can be read at once; a closed store throws an error", async () => {
    const space = newSpace();
    const other = open();
    expect(await readRows(store, space, "k")).toEqual([null]);
    await other.write(space, [row(space, "k", 1, "x")]);
    expect(await readRows(store, space, "k")).toEqual(["x"]);
    await other.close();
    await expect(readRows(other, space, "k")).rejects.toThrow(StoreError);
    expect(await readRows(store, space, "k")).toEqual(["x"]);
  });
});

describe("embedded", () => {
  const folder = temporaryFolder();

  test("another process writes and reads the same folder", async () => {
    const path = join(folder, "shared");
    const space = newSpace();
    const store = openEmbedded(path);
    await store.write(space, [row(space, "mine", 1, "mine"), row(space, "both", 5, "newer")]);
    const child = fork(join(import.meta.dirname, "children/write-embedded.ts"), [path, JSON.stringify(space)], {
      execArgv: ["--import", "tsx", "--conditions=featlang-source"],
    });
    const code = await new Promise((resolve) => child.once("exit", resolve));
    expect(code).toBe(0);
    expect(await readRows(store, space, "mine", "theirs", "both")).toEqual(["mine", "theirs", "newer"]);
    await store.close();
  });

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
    const store = openRedis("redis://user:geheim@127.0.0.1:1/2");
    const error = await readRows(store, newSpace(), "k").catch((thrown: unknown) => thrown);
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
    const store = openRedis(`redis://127.0.0.1:${port}`, { connectTimeout: 300, commandTimeout: 300 });
    const started = Date.now();
    await expect(readRows(store, newSpace(), "k")).rejects.toThrow(/no answer in time/);
    expect(Date.now() - started).toBeLessThan(5000);
    await store.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  test("a server that goes away and comes back", async () => {
    const server = await startRedis();
    const store = openRedis(server.url);
    const space = newSpace();
    await store.write(space, [row(space, "k", 1, "x")]);
    await server.stop();
    for (let attempt = 0; attempt < 3; attempt++) await expect(readRows(store, space, "k")).rejects.toThrow(StoreError);
    const again = await startRedis(server.port);
    expect(await readRows(store, space, "k")).toEqual([null]);
    expect(await store.write(space, [row(space, "k", 1, "y")])).toBe(1);
    expect(await readRows(store, space, "k")).toEqual(["y"]);
    await store.close();
    await again.stop();
  });

  test("a connection that the server drops is opened again without an error", async () => {
    const server = await startRedis();
    const [store, killer] = [openRedis(server.url), openRedis(server.url)];
    const space = newSpace();
    await store.write(space, [row(space, "k", 1, "x")]);
    const { Redis } = await import("ioredis");
    const admin = new Redis(server.url);
    await admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    expect(await Promise.all([readRows(store, space, "k"), readRows(store, space, "k")])).toEqual([["x"], ["x"]]);
    await admin.flushall();
    await admin.script("FLUSH");
    expect(await store.write(space, [row(space, "k", 0, "after the scripts were forgotten")])).toBe(1);
    admin.disconnect();
    await Promise.all([store.close(), killer.close(), server.stop()]);
  });
});
