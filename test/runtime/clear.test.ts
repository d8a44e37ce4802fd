/** A view that is cleared, or lost by its server, while a run writes it. */
import { Redis } from "ioredis";
import { afterAll, describe, expect, test } from "vitest";
import { DataError } from "../../runtime/errors.js";
import { materialize } from "../../runtime/materialize/index.js";
import { openRedis } from "../../runtime/online/redis/index.js";
import type { OnlineStore } from "../../runtime/online/store.js";
import { openDuckDB } from "../../runtime/warehouse/duckdb/index.js";
import { metaIn, numbered, row } from "../stores/rows.js";
import { startRedis } from "../support/redis.js";
import { project, statsService, statsView } from "./artifacts.js";
import { statsMaterialize } from "./materialize-artifact.js";
import { newSpace, storeKinds } from "./stores.js";

const T = 1_700_006_400 * 1_000_000;
const warehouse = await openDuckDB();
afterAll(() => warehouse.close());
const runOf = (store: OnlineStore, name: string, at: number) => ({
  warehouse,
  store,
  project: project(name, [statsView()], [statsService(statsView())]),
  views: [statsMaterialize(100_000)],
  at,
});

describe.each(storeKinds())("clear on $kind", ({ open }) => {
  const store = open();
  afterAll(() => store.close());

  test("a run fails if its view is cleared meanwhile, and the view can't be read until the next run", async () => {
    const { project: name } = newSpace();
    const space = { project: name, view: "stats", fingerprint: "f0" };
    let clearing: Promise<number> | null = null;
    const running = materialize({
      ...runOf(store, name, T),
      onProgress: ({ rows }) => {
        if (rows > 20_000) clearing ??= store.clear(space);
      },
    });
    await expect(running).rejects.toThrow(DataError);
    await expect(running).rejects.toThrow(/view stats was emptied .* while it was being materialized: .* again$/);
    expect(await clearing).toBeGreaterThan(0);
    const [left] = await store.read([{ space, keys: [] }]);
    expect(metaIn(left).asOf).toBeNull();
    const { views } = await materialize(runOf(store, name, T + 1));
    expect(views[0]).toMatchObject({ rows: 100_000, written: 100_000, ahead: null });
  });
});

test("a run fails if Redis loses its data meanwhile, and the rest of its rows can't be read", async () => {
  const server = await startRedis();
  const admin = new Redis(server.url);
  await using store = openRedis(server.url, { timeout: 10_000 });
  const { project: name } = newSpace();
  let flushed: Promise<unknown> | null = null;
  const running = materialize({
    ...runOf(store, name, T),
    onProgress: ({ rows }) => {
      if (rows > 20_000) flushed ??= admin.flushall();
    },
  });
  await expect(running).rejects.toThrow(/the store lost its data, while it was being materialized/);
  await flushed;
  const [left] = await store.read([{ space: { project: name, view: "stats", fingerprint: "f0" }, keys: [] }]);
  expect(metaIn(left).asOf).toBeNull();
  admin.disconnect();
  await store.close();
  await server.stop();
});

test("Redis keeps nothing of a cleared view, and everything of the others", async () => {
  const server = await startRedis();
  const admin = new Redis(server.url);
  await using store = openRedis(server.url, { timeout: 10_000 });
  await admin.mset("feat:p:v2:f0", "x", "other", "y", "feat:p", "z");
  const space = { project: "p", view: "v", fingerprint: "f0" };
  await store.begin(space);
  await store.write(
    space,
    numbered(2500).map((key) => row(space, key, 1, key)),
  );
  await store.swap(space, [{ key: Buffer.from("r"), expected: null, value: Buffer.from("v") }]);
  await store.advance(space, { asOf: 5, complete: 5 });
  expect(await store.clear(space)).toBe(2500);
  expect((await admin.keys("*")).sort()).toEqual(["feat:p", "feat:p:v2:f0", "other"]);
  admin.disconnect();
  await store.close();
  await server.stop();
});
