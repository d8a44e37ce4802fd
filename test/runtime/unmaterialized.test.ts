/** Reads of views that the store was never filled for. */
import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, describe, expect, test } from "vitest";
import type { ServiceArtifact, ViewArtifact } from "../../runtime/artifacts.js";
import { createClientRuntime } from "../../runtime/client/index.js";
import type { ClientOptions } from "../../runtime/client/surface.js";
import { emptyValue } from "../../runtime/empty-value.js";
import { DataError, NotMaterializedError } from "../../runtime/errors.js";
import { openRedis } from "../../runtime/online/redis/index.js";
import type { OnlineStore } from "../../runtime/online/store.js";
import { scalar, type Type } from "../../runtime/types.js";
import { startRedis } from "../support/redis.js";
import { project, put, service, statsService, statsView } from "./artifacts.js";
import { newSpace, storeKinds } from "./stores.js";

const T = 1_700_006_400 * 1_000_000;
const stats = statsView();
const full = { asOf: T, complete: T };

const plain = (name: string, keys: ViewArtifact["keys"]): ViewArtifact => ({
  name,
  fingerprint: "f0",
  keys,
  latest: [{ name: "x", type: scalar("string", true) }],
  aggregates: [],
  ttl: null,
  every: null,
  features: [
    { name: "x", type: scalar("string", true), origin: { kind: "latest", column: "x" } },
    { name: "d", type: scalar("string"), origin: { kind: "latest", column: "x" }, default: "other" },
  ],
  compute: ({ latest }) => ({ x: latest.x ?? null, d: latest.x ?? "other" }),
});
/** Its key is null for customers without spend. */
const zips = plain("zips", [{ name: "zip", type: scalar("string") }]);
const world = plain("world", []);

const feature = (step: string, name: string) => ({
  name: `${step}_${name}`,
  type: scalar("string", true),
  step,
  feature: name,
});
const all: ServiceArtifact = service({
  name: "all_v1",
  keys: [{ name: "customer_id", type: scalar("int64") }],
  steps: [
    { kind: "read", id: "stats", view: "stats", hop: 0, key: ({ keys }) => [keys.customer_id!] },
    { kind: "read", id: "world", view: "world", hop: 0, key: () => [] },
    {
      kind: "read",
      id: "zips",
      view: "zips",
      hop: 1,
      key: ({ steps }) => [steps.stats!.spend === null ? null : `z${steps.stats!.spend}`],
    },
    {
      kind: "call",
      id: "sum",
      features: [
        { name: "copy", type: scalar("string"), origin: { kind: "input", from: "zips", name: "d" } },
        { name: "text", type: scalar("string"), origin: { kind: "computed" } },
      ],
      compute: ({ steps }) => ({ copy: steps.zips!.d!, text: `${steps.stats!.total} ${steps.world!.d}` }),
    },
  ],
  features: [
    feature("world", "x"),
    feature("world", "d"),
    feature("zips", "x"),
    feature("sum", "copy"),
    feature("sum", "text"),
  ],
});
const requestAlone: ServiceArtifact = service({
  name: "request_v1",
  request: [{ name: "a", type: scalar("int64") }],
  steps: [
    {
      kind: "call",
      id: "c",
      features: [{ name: "b", type: scalar("int64"), origin: { kind: "computed" } }],
      compute: ({ request }) => ({ b: request.a! }),
    },
  ],
  features: [{ name: "b", type: scalar("int64"), step: "c", feature: "b" }],
});
const views = [stats, zips, world];
const rows = {
  stats: [{ key: [1], at: T, time: T, values: [10, T, 4, 2.5] }],
  zips: [{ key: ["z10"], at: T, time: T, values: ["here"] }],
  world: [{ key: [], at: T, time: T, values: ["one"] }],
} as const;

async function failure(action: Promise<unknown>): Promise<NotMaterializedError> {
  const error: unknown = await action.then(
    (value) => value,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(NotMaterializedError);
  expect(error).toBeInstanceOf(DataError);
  return error as NotMaterializedError;
}

describe.each(storeKinds())("views that were never filled, on $kind", ({ open }) => {
  const store = open();
  afterAll(() => store.close());

  /** A new project with these views filled. */
  async function clientWith(filled: readonly (keyof typeof rows)[], options: Partial<ClientOptions> = {}) {
    const name = `p-${randomUUID()}`;
    for (const view of views.filter((candidate) => filled.includes(candidate.name as keyof typeof rows))) {
      const space = { project: name, view: view.name, fingerprint: "f0" };
      await put(store, space, view, rows[view.name as keyof typeof rows], full);
    }
    const runtime = createClientRuntime(project(name, views, [all, statsService(stats), requestAlone]), {
      online: store,
      ...options,
    });
    return { name, runtime, service: runtime.service<{ customer_id: number | null }, object>("all_v1") };
  }
  const at = { at: new Date(T / 1000) };

  test.each<[title: string, filled: readonly (keyof typeof rows)[], unfilled: readonly string[]]>([
    ["none of them", [], ["stats", "world", "zips"]],
    ["one of several", ["stats"], ["world", "zips"]],
    ["only the one of a later hop", ["stats", "world"], ["zips"]],
    ["only the one without keys", ["stats", "zips"], ["world"]],
    ["only the one whose value is a hop's key", ["zips", "world"], ["stats"]],
  ])("filled: %s; the error names all others, whatever the keys", async (_, filled, unfilled) => {
    const { runtime, service: reads } = await clientWith(filled);
    for (const customer_id of [1, 2, null]) {
      const { views: named, message, address } = await failure(reads.get({ customer_id }, at));
      expect(named).toEqual(unfilled);
      expect(address).toBe(store.address);
      expect(message).toContain(`feat materialize ${unfilled.join(" ")}\``);
      expect(message).toContain(store.address);
    }
    expect((await failure(reads.getMany([{ customer_id: null }, { customer_id: 1 }], at))).views).toEqual(unfilled);
    expect((await failure(runtime.json("all_v1").getMany([{ customer_id: 1 }]))).views).toEqual(unfilled);
  });

  test("if all views are filled, the service reads no view, or no rows are read, there is no error", async () => {
    const { service: reads } = await clientWith(["stats", "zips", "world"]);
    expect((await reads.get({ customer_id: 1 }, at)).features).toMatchObject({ zips_x: "here", world_x: "one" });
    expect((await reads.get({ customer_id: 9 }, at)).features).toMatchObject({ zips_x: null, sum_copy: "other" });
    const empty = await clientWith([]);
    expect((await empty.runtime.service<object, { b: number }>("request_v1").get({ a: 4 })).features.b).toBe(4);
    expect(await empty.service.getMany([])).toEqual([]);
  });

  test("a run that has not finished leaves the view unfilled, though it has rows", async () => {
    const { name, runtime } = await clientWith([]);
    await put(store, { project: name, view: "stats", fingerprint: "f0" }, stats, rows.stats, null);
    const service_ = runtime.service<{ customer_id: number }, object>("stats_v1");
    expect((await failure(service_.get({ customer_id: 1 }, at))).views).toEqual(["stats"]);
  });

  test("another definition or project leaves the view unfilled", async () => {
    const { name } = await clientWith(["stats"]);
    for (const [of, view] of [
      [name, { ...stats, fingerprint: "f1" }],
      [`${name}2`, stats],
    ] as const) {
      const other = createClientRuntime(project(of, [view], [statsService(view)]), { online: store });
      const read = other.service<{ customer_id: number }, object>("stats_v1").get({ customer_id: 1 }, at);
      expect((await failure(read)).message).toMatch(/never materialized there .*, or its definition changed since/);
    }
  });

  test("a client that is open reads a view as soon as it is filled", async () => {
    const { name, runtime } = await clientWith([]);
    const reads = runtime.service<{ customer_id: number }, { views: number }>("stats_v1");
    await failure(reads.get({ customer_id: 1 }, at));
    await put(store, { project: name, view: "stats", fingerprint: "f0" }, stats, rows.stats, full);
    expect((await reads.get({ customer_id: 1 }, at)).features.views).toBe(4);
    await store.clear({ project: name, view: "stats" });
    await failure(reads.get({ customer_id: 1 }, at));
  });

  test("`unmaterialized: missing` reads every feature of such a view as missing, even if it has rows", async () => {
    const { name, service: reads } = await clientWith(["stats"], { unmaterialized: "missing" });
    await put(store, { project: name, view: "zips", fingerprint: "f0" }, zips, rows.zips, null);
    const row = await reads.get({ customer_id: 1 }, at);
    expect(row).toEqual({
      features: { world_x: null, world_d: "other", zips_x: null, sum_copy: "other", sum_text: "10 other" },
      statuses: { world_x: "missing", world_d: "missing", zips_x: "missing", sum_copy: "missing", sum_text: "present" },
      asOf: { stats: at.at, world: null, zips: null },
    });
    const none = await clientWith([], { unmaterialized: "missing" });
    const [answer] = await none.runtime.json("stats_v1").getMany([{ customer_id: 1 }], { at: T });
    expect(new Set(Object.values(answer!.statuses))).toEqual(new Set(["missing"]));
    expect(answer!.features).toMatchObject({ spend: null, total: 0, views: null, ratio: 0 });
    expect(answer!.asOf).toEqual({ stats: null });
  });
});

test.each<[Type, unknown]>([
  [scalar("bool"), false],
  [scalar("int32"), 0],
  [scalar("int64"), 0],
  [scalar("float32"), 0],
  [scalar("float64"), 0],
  [scalar("string"), ""],
  [{ kind: "string", nullable: false, values: ["b", "a"] }, "b"],
  [scalar("bytes"), new Uint8Array()],
  [scalar("timestamp"), 0],
  [scalar("date"), 0],
  [scalar("json"), "{}"],
  [{ kind: "decimal", precision: 9, scale: 2, nullable: false }, 0],
  [{ kind: "enum", name: "e", values: ["x", "y"], nullable: false }, "x"],
  [{ kind: "array", element: scalar("int64", true), size: null, nullable: false }, []],
  [{ kind: "array", element: scalar("float32"), size: 3, nullable: false }, [0, 0, 0]],
  [{ kind: "map", key: scalar("string"), value: scalar("int64"), nullable: false }, new Map()],
  [
    {
      kind: "struct",
      fields: [
        { name: "a", type: scalar("int64") },
        { name: "b", type: scalar("int64", true) },
      ],
      nullable: false,
    },
    { a: 0, b: null },
  ],
])("the empty value of %o", (type, value) => {
  expect(emptyValue(type)).toEqual(value);
});

describe("Redis while a client is open", () => {
  const reads = (store: OnlineStore, name: string) =>
    createClientRuntime(project(name, [stats], [statsService(stats)]), { online: store })
      .service<{ customer_id: number }, { views: number }>("stats_v1")
      .get({ customer_id: 1 }, { at: new Date(T / 1000) });

  test("after it restarts empty, or is flushed, a read is an error, not zeros", async () => {
    const server = await startRedis();
    await using store = openRedis(server.url, { timeout: 10_000 });
    const space = newSpace("stats");
    await put(store, space, stats, rows.stats, full);
    expect((await reads(store, space.project)).features.views).toBe(4);
    await server.stop();
    const again = await startRedis(server.port);
    await failure(reads(store, space.project));
    await put(store, space, stats, rows.stats, full);
    expect((await reads(store, space.project)).features.views).toBe(4);
    const admin = new Redis(again.url);
    await admin.flushall();
    admin.disconnect();
    await failure(reads(store, space.project));
    await store.close();
    await again.stop();
  });

  test("another database of the same server is unfilled", async () => {
    const server = await startRedis();
    const space = newSpace("stats");
    await using filled = openRedis(`${server.url}/3`, { timeout: 10_000 });
    await put(filled, space, stats, rows.stats, full);
    await using empty = openRedis(`${server.url}/4`, { timeout: 10_000 });
    expect((await failure(reads(empty, space.project))).message).toContain(`127.0.0.1:${server.port}/4`);
    expect((await reads(filled, space.project)).features.views).toBe(4);
    await Promise.all([filled.close(), empty.close()]);
    await server.stop();
  });
});
