/** `onError: "missing"`: a service gets what is there when the store fails for a view. */
import { randomBytes } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { createClientRuntime } from "../../runtime/client/index.js";
import { keyEncoder } from "../../runtime/codec/index.js";
import { StoreError } from "../../runtime/errors.js";
import { openRedis } from "../../runtime/online/redis/index.js";
import type { OnlineStore, ViewSpace } from "../../runtime/online/store.js";
import { scalar } from "../../runtime/types.js";
import { hour, project, put, service, statsView } from "./artifacts.js";
import { newSpace, temporaryFolder } from "./stores.js";
import { tamperedKinds } from "./tamper.js";

const T = 1_700_006_400 * 1_000_000;
const at = new Date(T / 1000);
const [stats, other] = [statsView(), { ...statsView(), name: "other", fingerprint: "o0" }];
const both = service({
  name: "both_v1",
  keys: [{ name: "customer_id", type: scalar("int64") }],
  steps: ["stats", "other"].map((view) => ({
    kind: "read",
    id: view,
    view,
    hop: 0,
    key: (scope) => [scope.keys.customer_id!],
  })),
  features: ["stats", "other"].flatMap((view) =>
    ["spend", "total", "ratio"].map((feature) => ({
      name: `${view}_${feature}`,
      type: stats.features.find(({ name }) => name === feature)!.type,
      step: view,
      feature,
    })),
  ),
});
type Both = Record<string, number | null>;

const clientOf = (store: OnlineStore, space: ViewSpace, onError?: "missing") =>
  createClientRuntime(project(space.project, [stats, other], [both]), { online: store, onError });
const serviceOf = (...args: Parameters<typeof clientOf>) =>
  clientOf(...args).service<{ customer_id: number }, Both, "stats" | "other">("both_v1");

const present = { spend: "present", total: "present", ratio: "present" };
const missing = { spend: "missing", total: "missing", ratio: "missing" };
const named = (view: string, of: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [`${view}_${name}`, value]));

describe.each(tamperedKinds(temporaryFolder()))("$kind", ({ open }) => {
  const tampered = open();
  const { store } = tampered;
  afterAll(() => tampered.close());

  async function filled(): Promise<ViewSpace> {
    const space = newSpace("stats");
    const rows = [1, 2].map((id) => ({ key: [id], at: T, time: T - hour, values: [id * 10, T - hour, 4, 2.5] }));
    await put(store, space, stats, rows, { asOf: T, complete: T });
    await put(store, { ...space, view: "other", fingerprint: "o0" }, other, rows, { asOf: T, complete: T });
    return space;
  }
  const key = keyEncoder(stats.keys)([1]);

  test("a row whose bytes can't be read: its view is missing and named, the other view is there", async () => {
    const space = await filled();
    await tampered.set(space, key, randomBytes(20));
    await expect(serviceOf(store, space).get({ customer_id: 1 }, { at })).rejects.toBeInstanceOf(StoreError);
    const rows = await serviceOf(store, space, "missing").getMany([{ customer_id: 1 }, { customer_id: 2 }], { at });
    const [first, second] = rows;
    expect(first).toEqual({
      features: {
        ...named("stats", { spend: null, total: 0, ratio: 0 }),
        ...named("other", { spend: 10, total: 10, ratio: 2.5 }),
      },
      statuses: { ...named("stats", missing), ...named("other", present) },
      asOf: { stats: null, other: at },
      failed: { stats: expect.any(StoreError) },
    });
    expect(first!.failed!.stats!.message).toContain(`the row of view stats for customer_id 1`);
    expect(second!.statuses).toEqual({ ...named("stats", present), ...named("other", present) });
    expect(second).not.toHaveProperty("failed");
  });

  test("a meta that can't be read: every row misses the view", async () => {
    const space = await filled();
    await tampered.set(space, null, randomBytes(20));
    const json = clientOf(store, space, "missing").json("both_v1");
    const rows = await json.getMany([{ customer_id: 1 }, { customer_id: 9 }], { at: T });
    for (const row of rows) {
      expect(row.failed).toEqual({ stats: expect.stringContaining("can't read the metadata of view stats") });
      expect(row).toMatchObject({ asOf: { stats: null }, statuses: named("stats", missing) });
      expect(row.error).toBeUndefined();
    }
    expect(rows.map(({ features }) => features.other_spend)).toEqual([10, null]);
  });

  test("a view that was never filled is an error all the same", async () => {
    const space = newSpace("stats");
    await expect(serviceOf(store, space, "missing").get({ customer_id: 1 }, { at })).rejects.toThrow(
      /views other, stats are not in the online store/,
    );
  });
});

test("a store that can't be reached: all views are missing and named, and an abort rejects", async () => {
  await using store = openRedis("redis://127.0.0.1:1", { timeout: 5000 });
  const client = serviceOf(store, newSpace("stats"), "missing");
  const row = await client.get({ customer_id: 1 }, { at });
  expect(row.statuses).toEqual({ ...named("stats", missing), ...named("other", missing) });
  expect(row.asOf).toEqual({ stats: null, other: null });
  expect(Object.values(row.failed!).map(({ message }) => message)).toEqual([
    "Redis at 127.0.0.1:1: connection refused",
    "Redis at 127.0.0.1:1: connection refused",
  ]);
  const reason = new Error("the caller went away");
  await expect(client.get({ customer_id: 1 }, { at, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
