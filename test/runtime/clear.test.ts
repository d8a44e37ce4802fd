/** Removes a view's rows from a store, alone and while others write and read. */
import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, describe, expect, test } from "vitest";
import { rowCodec } from "../../runtime/codec/index.js";
import { DataError } from "../../runtime/errors.js";
import { materialize } from "../../runtime/materialize/index.js";
import { spaceText } from "../../runtime/online/meta.js";
import { openRedis } from "../../runtime/online/redis/index.js";
import type { OnlineStore, ReadAnswer, ViewSpace } from "../../runtime/online/store.js";
import { Unreadable } from "../../runtime/online/unreadable.js";
import { scalar } from "../../runtime/types.js";
import { openDuckDB } from "../../runtime/warehouse/duckdb/index.js";
import { startRedis } from "../support/redis.js";
import { project, statsService, statsView } from "./artifacts.js";
import { statsMaterialize } from "./materialize-artifact.js";
import { newSpace, storeKinds } from "./stores.js";

const row = (space: ViewSpace, name: string, at = 1) => {
  const codec = rowCodec({ latest: [{ name: "x", type: scalar("string") }], aggregates: [] }, spaceText(space));
  const key = Buffer.from(name);
  return { key, value: codec.encode(key, { at, time: at, live: true, until: null }, [name]) };
};
const keys = (count: number) => Array.from({ length: count }, (_, index) => `k${index}`);
const meta = { asOf: 5, complete: 5 };
async function fill(store: OnlineStore, space: ViewSpace, count: number): Promise<void> {
  await store.write(
    space,
    keys(count).map((key) => row(space, key)),
  );
  await store.advance(space, meta);
}
async function found(store: OnlineStore, space: ViewSpace, count: number) {
  const [answer] = await store.read([{ space, keys: keys(count).map((key) => Buffer.from(key)) }]);
  return { asOf: asOfIn(answer!), rows: answer!.rows.filter((bytes) => bytes !== null).length };
}
function asOfIn({ meta }: ReadAnswer) {
  if (meta instanceof Unreadable) throw new Error(meta.why);
  return meta.asOf;
}
const gone = { asOf: null, rows: 0 };

const T = 1_700_006_400 * 1_000_000;
const warehouse = await openDuckDB();
afterAll(() => warehouse.close());
const runOf = (store: OnlineStore, name: string, at: number) => ({
  warehouse,
  store,
  project: project(name, [statsView()], [statsService(statsView())]),
  views: [statsMaterialize("big")],
  at,
});

describe.each(storeKinds())("clear on $kind", ({ open }) => {
  const store = open();
  afterAll(() => store.close());

  test("removes all rows and the meta of all definitions, and nothing else", async () => {
    const space = newSpace("v");
    const older = { ...space, fingerprint: "f1" };
    const others: readonly ViewSpace[] = [
      { ...space, view: "v2" },
      { ...space, view: "v:f0" },
      { ...space, view: "*" },
      { ...space, view: "[v]" },
      { ...space, view: "\\v" },
      { ...space, project: `${space.project}2` },
      { ...space, project: `${space.project}:v` },
      { ...space, project: `*${randomUUID()}` },
    ];
    await fill(store, space, 12_000);
    await fill(store, older, 20);
    // A run of a third definition that died.
    const second = { ...space, fingerprint: "f2" };
    await store.write(second, [row(second, "k0")]);
    for (const other of others) await fill(store, other, 3);
    expect(await store.clear(space)).toBe(12_021);
    for (const cleared of [space, older, { ...space, fingerprint: "f2" }])
      expect(await found(store, cleared, 12_000)).toEqual(gone);
    for (const other of others) expect(await found(store, other, 3)).toEqual({ asOf: 5, rows: 3 });
    expect(await store.clear(space)).toBe(0);
    // Clearing a view that is named like a pattern removes nothing of other views.
    for (const other of others.slice(2, 5)) expect(await store.clear(other)).toBe(3);
    for (const other of [...others.slice(0, 2), ...others.slice(5)])
      expect(await found(store, other, 3)).toEqual({ asOf: 5, rows: 3 });
    // A T older than the one before is accepted again.
    await fill(store, space, 2);
    expect(await found(store, space, 2)).toEqual({ asOf: 5, rows: 2 });
  });

  test("a mark is valid until the view is cleared", async () => {
    const space = newSpace("v");
    const mark = await store.begin(space);
    expect(await store.begin({ project: space.project, view: "v" })).toBe(mark);
    expect(await store.advance(space, meta, mark)).toBe(true);
    expect(await store.begin(space)).toBe(mark);
    await store.clear({ project: space.project, view: "v2" });
    expect(await store.advance(space, meta, mark)).toBe(true);
    await store.clear(space);
    expect(await store.advance(space, meta, mark)).toBe(false);
    expect(await found(store, space, 1)).toEqual(gone);
    expect(await store.begin(space)).not.toBe(mark);
  });

  test("a reader meanwhile finds all rows, or a view without meta, but never a part", async () => {
    const space = newSpace("v");
    const other = open();
    const count = 11_000;
    for (let round = 0; round < 3; round++) {
      await fill(store, space, count);
      const clearing = { over: false };
      const cleared = other.clear(space).finally(() => {
        clearing.over = true;
      });
      while (!clearing.over) {
        const { asOf, rows } = await found(store, space, count);
        if (asOf !== null) expect(rows).toBe(count);
        // The embedded store answers within the same turn of the event loop.
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(await cleared).toBe(count);
      expect(await found(store, space, count)).toEqual(gone);
    }
    await other.close();
  });

  test("a run fails if its view is cleared meanwhile, and the view can't be read until the next run", async () => {
    const { project: name } = newSpace();
    const space = { project: name, view: "stats", fingerprint: "f0" };
    let clearing: Promise<number> | null = null;
    const running = materialize({
      ...runOf(store, name, T),
      onProgress: ({ rows }) => {
        if (rows > 50_000) clearing ??= store.clear(space);
      },
    });
    await expect(running).rejects.toThrow(DataError);
    await expect(running).rejects.toThrow(/view stats was emptied .* while it was being materialized: .* again$/);
    expect(await clearing).toBeGreaterThan(0);
    const [left] = await store.read([{ space, keys: [] }]);
    expect(asOfIn(left!)).toBeNull();
    const { views } = await materialize(runOf(store, name, T + 1));
    expect(views[0]).toMatchObject({ rows: 300_000, written: 300_000, ahead: null });
  });
});

test("a run fails if Redis loses its data meanwhile, and the rest of its rows can't be read", async () => {
  const server = await startRedis();
  const admin = new Redis(server.url);
  await using store = openRedis(server.url);
  const { project: name } = newSpace();
  let flushed: Promise<unknown> | null = null;
  const running = materialize({
    ...runOf(store, name, T),
    onProgress: ({ rows }) => {
      if (rows > 50_000) flushed ??= admin.flushall();
    },
  });
  await expect(running).rejects.toThrow(/the store lost its data, while it was being materialized/);
  await flushed;
  const [left] = await store.read([{ space: { project: name, view: "stats", fingerprint: "f0" }, keys: [] }]);
  expect(asOfIn(left!)).toBeNull();
  admin.disconnect();
  await store.close();
  await server.stop();
});

test("Redis keeps nothing of a cleared view, and everything of the others", async () => {
  const server = await startRedis();
  const admin = new Redis(server.url);
  await using store = openRedis(server.url);
  await admin.mset("feat:p:v2:f0", "x", "other", "y", "feat:p", "z");
  const space = { project: "p", view: "v", fingerprint: "f0" };
  await store.begin(space);
  await fill(store, space, 2500);
  expect(await store.clear(space)).toBe(2500);
  expect((await admin.keys("*")).sort()).toEqual(["feat:p", "feat:p:v2:f0", "other"]);
  admin.disconnect();
  await store.close();
  await server.stop();
});
