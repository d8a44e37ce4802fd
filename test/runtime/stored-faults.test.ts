/** Bytes in a store that no store wrote are an error of the rows that read them, and of nothing else. */
import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:net";
import { Redis } from "ioredis";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { createClientRuntime } from "../../runtime/client/index.js";
import { keyEncoder, sortableBytes } from "../../runtime/codec/index.js";
import { StoreError } from "../../runtime/errors.js";
import { materialize } from "../../runtime/materialize/index.js";
import { openRedis } from "../../runtime/online/redis/index.js";
import type { ViewSpace } from "../../runtime/online/store.js";
import { openDuckDB } from "../../runtime/warehouse/duckdb/index.js";
import { redisKey } from "../stores/redis-under-test.js";
import { ownRedis } from "../support/own-redis.js";
import { hour, project, put, statsService, statsView } from "./artifacts.js";
import { statsMaterialize } from "./materialize-artifact.js";
import { newSpace, temporaryFolder } from "./stores.js";
import { tamperedKinds } from "./tamper.js";

const T = 1_700_006_400 * 1_000_000;
const view = statsView();
const encodeKey = keyEncoder(view.keys);
const key = (id: number) => encodeKey([id]);
const warehouse = await openDuckDB();
afterAll(() => warehouse.close());

const projectIn = ({ project: name }: ViewSpace) => project(name, [view], [statsService(view)]);
const row = (id: number, at = T) => ({ key: [id], at, time: at - hour, values: [id * 10, at - hour, 4, 2.5] });

describe.each(tamperedKinds(temporaryFolder()))("$kind", ({ open }) => {
  const tampered = open();
  const { store } = tampered;
  afterAll(() => tampered.close());

  /** Customers 1, 2 and 3, as of T. */
  async function filled(at = T): Promise<ViewSpace> {
    const space = newSpace("stats");
    await put(store, space, view, [row(1, at), row(2, at), row(3, at)], { asOf: at, complete: at });
    return space;
  }
  const clientOf = (space: ViewSpace) => createClientRuntime(projectIn(space), { online: store });
  const json = (space: ViewSpace, ids: readonly number[], at = T) =>
    clientOf(space)
      .json("stats_v1")
      .getMany(
        ids.map((customer_id) => ({ customer_id })),
        { at },
      );
  const spends = async (space: ViewSpace, ids: readonly number[], at = T) =>
    (await json(space, ids, at)).map(({ features, error }) => (error === undefined ? features.spend : "error"));
  async function rows(values: string): Promise<void> {
    await warehouse.run(
      `CREATE OR REPLACE TEMP TABLE rows AS SELECT * FROM (VALUES ${values}) t(customer_id, time, live, until, spend, seen, views, rating)`,
    );
  }
  const run = (space: ViewSpace, at: number, from: number | null = null) =>
    materialize({ warehouse, store, project: projectIn(space), views: [statsMaterialize("table")], at, from });

  const damages: readonly (readonly [string, (bytes: Buffer, space: ViewSpace) => Promise<Buffer> | Buffer])[] = [
    ["random bytes", () => randomBytes(16)],
    ["no bytes", () => Buffer.alloc(0)],
    ["zeros", (bytes) => Buffer.alloc(bytes.length)],
    ["a cut", (bytes) => bytes.subarray(0, bytes.length - 1)],
    ["bytes at its end", (bytes) => Buffer.concat([bytes, Buffer.of(0)])],
    ["a flipped bit", (bytes) => Buffer.from(bytes.map((byte, at) => (at === 12 ? byte ^ 1 : byte)))],
    ["another format", (bytes) => Buffer.concat([Buffer.of(1), bytes.subarray(1)])],
    ["another program's text", () => Buffer.from('{"spend": 7}')],
    ["a T far ahead", (bytes) => Buffer.concat([bytes.subarray(0, 1), sortableBytes(2n ** 60n), bytes.subarray(9)])],
    ["another key's", (_, space) => tampered.get(space, key(2))],
    ["another view's", async () => tampered.get(await filled(), key(1))],
  ];

  test.each(damages)("a row of %s fails alone, with its key, view and store; a run replaces it", async (_, damage) => {
    const space = await filled();
    await tampered.set(space, key(1), await damage(await tampered.get(space, key(1)), space));
    expect(await spends(space, [3, 1, 2, 1, 9])).toEqual([30, "error", 20, "error", null]);
    const message = new RegExp(
      `^can't read the row of view stats for customer_id 1 in the online store at ${store.address}: its .*; materialize the view again$`,
    );
    expect((await json(space, [3, 1]))[1]).toMatchObject({
      keys: { customer_id: 1 },
      error: expect.stringMatching(message),
    });
    const service = clientOf(space).service<{ customer_id: number }, Record<string, unknown>>("stats_v1");
    const at = new Date(T / 1000);
    const many = await service.getMany([{ customer_id: 1 }, { customer_id: 2 }], { at });
    expect(many[0]!.error).toBeInstanceOf(StoreError);
    expect(() => many[0]!.features).toThrow(message);
    expect(many[1]!.features.spend).toBe(20);
    await expect(service.get({ customer_id: 1 }, { at })).rejects.toThrow(message);
    await expect(service.get({ customer_id: 1 }, { at })).rejects.toBeInstanceOf(StoreError);
    await rows(`(1, ${T}, true, NULL::BIGINT, 11, ${T}, 1, 0.5)`);
    expect((await run(space, T)).views[0]).toMatchObject({ rows: 1, written: 1 });
    expect(await spends(space, [1, 2, 3])).toEqual([11, 20, 30]);
  });

  test.each(damages)(
    "a view's meta of %s is an error of its rows, never read as missing; a run replaces it",
    async (name, damage) => {
      const space = await filled();
      const good = await tampered.get(space, null);
      const other = name === "another key's" ? tampered.get(space, key(1)) : tampered.get(await filled(), null);
      await tampered.set(space, null, await (name.startsWith("another ") ? other : damage(good, space)));
      const message =
        /^can't read the metadata of view stats in the online store at .*: its .*; materialize the view again$/;
      for (const { error } of await json(space, [1, 2, 9])) expect(error).toMatch(message);
      await rows(`(1, ${T}, true, NULL::BIGINT, 11, ${T}, 1, 0.5)`);
      await expect(run(space, T + hour, T)).rejects.toThrow(/materialize the view without --from/);
      await expect(store.advance(space, { asOf: T, complete: null })).rejects.toThrow(message);
      await run(space, T + hour);
      expect(await spends(space, [1, 2], T + hour)).toEqual([11, null]);
    },
  );

  test("other views of the batch are read", async () => {
    const [bad, good] = [await filled(), await filled()];
    await tampered.set(bad, null, randomBytes(16));
    await tampered.set(good, key(1), randomBytes(16));
    const answers = await store.read([bad, good].map((space) => ({ space, keys: [key(1), key(2)] })));
    expect(answers.map(({ meta }) => "why" in meta)).toEqual([true, false]);
  });
});

describe("redis", () => {
  const client = new Redis(ownRedis());
  const store = openRedis(ownRedis(), { timeout: 10_000 });
  afterAll(async () => {
    client.disconnect();
    await store.close();
  });
  const json = (space: ViewSpace, ids: readonly number[]) =>
    createClientRuntime(projectIn(space), { online: store })
      .json("stats_v1")
      .getMany(
        ids.map((customer_id) => ({ customer_id })),
        { at: T },
      );

  const kinds: readonly (readonly [string, (key: Buffer) => Promise<unknown>])[] = [
    ["list", (at) => client.rpush(at, "x")],
    ["set", (at) => client.sadd(at, "x")],
    ["hash", (at) => client.hset(at, "x", "y")],
    ["zset", (at) => client.zadd(at, 1, "x")],
    ["stream", (at) => client.xadd(at, "*", "x", "y")],
  ];
  test.each(kinds)(
    "a %s under a row's key or the meta's key is an error that names the key, never read as missing",
    async (kind, make) => {
      const space = newSpace("stats");
      await put(store, space, view, [row(2)], { asOf: T, complete: T });
      await make(redisKey(space, key(1)));
      const prefix = redisKey(space, Buffer.alloc(0)).toString();
      const named = `the Redis key "${prefix}\\x01\\x80\\x00\\x00\\x00\\x00\\x00\\x00\\x01" holds a ${kind}, which is another program's; delete that key`;
      const [first, second, absent] = await json(space, [1, 2, 9]);
      expect(first!.error).toContain(`the row of view stats for customer_id 1 in the online store at ${store.address}`);
      expect(first!.error).toContain(named);
      expect([second!.features.spend, absent!.features.spend, absent!.error]).toEqual([20, null, undefined]);
      // The store replaces nothing of another program's, and writes no part of the batch.
      await expect(put(store, space, view, [row(3), row(1), row(4)], null)).rejects.toThrow(`holds a ${kind}`);
      expect((await json(space, [3, 4])).map(({ features }) => features.spend)).toEqual([null, null]);
      expect(await client.type(redisKey(space, key(1)))).toBe(kind);

      await client.del(redisKey(space, null));
      await make(redisKey(space, null));
      const all = await json(space, [2, 9]);
      for (const { error } of all) expect(error).toContain(`"feat:${space.project}:stats:f0" holds a ${kind}`);
      await expect(store.advance(space, { asOf: T, complete: T })).rejects.toThrow(/delete that key/);
      for (const from of [null, T]) {
        const at = T + hour;
        const running = materialize({
          warehouse,
          store,
          project: projectIn(space),
          views: [statsMaterialize(100_000)],
          at,
          from,
        });
        await expect(running).rejects.toThrow(`holds a ${kind}, which is another program's; delete that key`);
      }
      expect(await client.type(redisKey(space, null))).toBe(kind);
    },
  );

  test("rows that are missing among thousands of keys are looked up too", async () => {
    const space = newSpace("stats");
    await put(store, space, view, [], { asOf: T, complete: T });
    await client.rpush(redisKey(space, key(7777)), "x");
    const ids = Array.from({ length: 12_000 }, (_, id) => id);
    const answers = await json(space, ids);
    expect(answers.flatMap(({ error }, id) => (error === undefined ? [] : [id]))).toEqual([7777]);
  });

  test.each([
    ["a number", ":7\r\n"],
    ["null", "_\r\n"],
    ["OK", "+OK\r\n"],
    ["an array that is too short", "*1\r\n$-1\r\n"],
    ["an array that is too long", "*3\r\n$-1\r\n$-1\r\n$-1\r\n"],
    ["an array of numbers", "*2\r\n:1\r\n:2\r\n"],
    ["arrays in an array", "*2\r\n*1\r\n:1\r\n$-1\r\n"],
    ["an error in an array", "*2\r\n-ERR x\r\n$-1\r\n"],
    ["lines of another protocol", "HTTP/1.1 400 Bad Request\r\n\r\n"],
    ["bytes of TLS", "\x15\x03\x03\x00\x02\x02\x46"],
  ])("an answer that Redis never gives is an error: %s", async (_, reply) => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.on("data", (asked) => {
        socket.write(
          /hello/i.test(asked.toString("latin1")) ? "%1\r\n+server\r\n+redis\r\n" : Buffer.from(reply, "latin1"),
        );
      });
    });
    const port = await listening(server);
    const online = openRedis(`redis://127.0.0.1:${port}`, { connectTimeout: 2000, timeout: 2000, writeTimeout: 2000 });
    onTestFinished(() => online.close());
    const space = newSpace("stats");
    const calls = [
      () => online.read([{ space, keys: [key(1)] }]),
      () => online.write(space, [{ key: key(1), value: Buffer.alloc(30) }]),
      () => online.advance(space, { asOf: 1, complete: 1 }),
    ];
    for (const call of calls) {
      const error = await call().then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(StoreError);
      expect(String(error)).toMatch(/never does: is it a proxy|does not speak Redis's protocol/);
      expect(String(error)).toContain(`127.0.0.1:${port}`);
    }
  });
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
