import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { StoreError } from "../../runtime/errors.js";
import { clusterLayout } from "../../runtime/online/redis/layout.js";
import type { OnlineStore } from "../../runtime/online/store.js";
import { type Cluster, type ClusterNode, moveSlot, startCluster } from "../support/redis-cluster.js";
import { until } from "../support/until.js";
import { conformance } from "./conformance.js";
import { rawCluster } from "./redis-under-test.js";
import { bytesOf, metaIn, numbered, readTexts, row } from "./rows.js";
import { newSpace, openStore } from "./under-test.js";

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster(1);
}, 60_000);
afterAll(() => cluster?.stop());
const settings = () => ({ url: cluster.url, mode: "cluster", timeout: 5000 });

conformance(async () => {
  const raw = rawCluster(cluster);
  return {
    ...raw,
    name: "redis cluster",
    kind: "redis",
    settings: settings(),
    limits: { fits: 4_000_000, tooLarge: null },
    refused: [
      {
        title: "no cluster",
        settings: { ...settings(), url: "redis://127.0.0.1:1" },
        message: /^Redis at the cluster of 127\.0\.0\.1:1: 127\.0\.0\.1:1: connection refused$/,
        fails: "read",
      },
      {
        title: "without the mode",
        settings: { url: cluster.url },
        message: /it is a node of a Redis Cluster: its `mode` is `cluster`/,
        fails: "write",
      },
    ],
  };
}, "redis cluster");

/** Nodes that tests ended. */
const gone = new Set<ClusterNode>();

/** The primary that has a slot. */
async function ownerOf(slot: number): Promise<ClusterNode> {
  const asked = cluster.nodes.find((node) => !gone.has(node))!;
  const ranges = (await asked.admin.call("CLUSTER", "SLOTS")) as [number, number, [string, number]][];
  const [, , [, port]] = ranges.find(([from, to]) => from <= slot && slot <= to)!;
  return cluster.nodes.find((node) => node.port === port)!;
}

test("the URL may name a node that is down, if `nodes` names another", async () => {
  await using store = await openStore("redis", {
    ...settings(),
    url: "redis://127.0.0.1:1",
    nodes: [`127.0.0.1:${cluster.nodes[1]!.port}`],
  });
  expect(await readTexts(store, newSpace(), "k")).toEqual([null]);
});

test("while a slot moves, rows are read and written on both nodes, and nothing is lost", async () => {
  const [mover, store] = [await openStore("redis", settings()), await openStore("redis", settings())];
  const space = newSpace();
  const { shards, shardOf } = clusterLayout();
  const shard = shards[7]!;
  const inShard = numbered(5000).filter((name) => shardOf(bytesOf(name)) === shard);
  const [names, absent] = [inShard.slice(3), inShard.slice(0, 3)];
  expect(names.length).toBeGreaterThan(8);
  const all = [...names, ...absent];
  const write = (by: OnlineStore, at: number) =>
    by.write(
      space,
      names.map((name) => row(space, name, at, `at ${at}`)),
    );
  await write(store, 1);
  await write(mover, 1);
  await store.advance(space, { asOf: 1, complete: 1 });
  const record = { key: bytesOf(names[0]!), expected: null, value: Buffer.from("v") };
  const slot = shard.slotOf(space)!;
  const from = await ownerOf(slot);
  const to = cluster.nodes.slice(0, 3).find((node) => node !== from)!;
  const expected = (at: number) => [...names.map(() => `at ${at}`), null, null, null];
  await moveSlot(cluster, slot, from, to, async () => {
    expect(await readTexts(store, space, ...all)).toEqual(expected(1));
    expect(await write(store, 3)).toBe(names.length);
    expect(await write(store, 2)).toBe(0);
    expect(await readTexts(store, space, ...all)).toEqual(expected(3));
    expect(await store.swap(space, [record])).toEqual([true]);
    expect(await store.swap(space, [record])).toEqual([false]);
    expect(await store.advance(space, { asOf: 2, complete: 2 })).toBe(true);
  });
  // One of the clients knew the old node only.
  for (const each of [mover, store]) {
    expect(await readTexts(each, space, ...all)).toEqual(expected(3));
    const [answer] = await each.read([{ space, keys: [bytesOf(names[0]!)], records: [bytesOf(names[0]!)] }]);
    expect([metaIn(answer), String(answer!.records[0])]).toEqual([{ asOf: 2, complete: 2 }, "v"]);
  }
  expect(await write(mover, 4)).toBe(names.length);
  expect(await store.clear(space)).toBe(names.length);
  await Promise.all([mover.close(), store.close()]);
}, 60_000);

describe("reads from replicas", () => {
  test("replicas answer reads, and the primary those that must be current", async () => {
    await using store = await openStore("redis", { ...settings(), read_from: "replica" });
    const space = newSpace();
    const reads = async () => {
      const infos = await Promise.all(cluster.nodes.map(({ admin }) => admin.info("commandstats")));
      const roles = await Promise.all(cluster.nodes.map(({ admin }) => admin.role()));
      const count = (role: string) =>
        infos
          .filter((_, index) => String(roles[index]![0]) === role)
          .reduce((sum, info) => sum + Number(/cmdstat_mget:calls=([0-9]+)/.exec(info)?.[1] ?? 0), 0);
      return { primary: count("master"), replica: count("slave") };
    };
    await store.write(space, [row(space, "k", 1, "x")]);
    await until(async () => (await readTexts(store, space, "k"))[0] === "x");
    const before = await reads();
    for (let again = 0; again < 10; again++) expect(await readTexts(store, space, "k")).toEqual(["x"]);
    const between = await reads();
    expect(between.replica - before.replica).toBe(10);
    expect(between.primary).toBe(before.primary);
    for (let at = 2; at < 12; at++) {
      await store.write(space, [row(space, "k", at, `at ${at}`)]);
      await store.read([{ space, keys: [bytesOf("k")] }], { current: true });
    }
    const after = await reads();
    expect(after.replica).toBe(between.replica);
    expect(after.primary - between.primary).toBe(10);
  });
});

// The last tests: each ends a primary. One is gone, and one neither answers nor ends its connections.
test.each(["SIGKILL", "SIGSTOP"] as const)(
  "a primary that gets %s: each call ends in time, then its replica answers, and a run from before fails",
  async (signal) => {
    const nodes = cluster.nodes.map(({ port }) => `127.0.0.1:${port}`);
    await using store = await openStore("redis", { ...settings(), nodes, timeout: 500, write_timeout: 1000 });
    const space = newSpace();
    const names = numbered(600);
    const write = (at: number) =>
      store.write(
        space,
        names.map((name) => row(space, name, at, `at ${at}`)),
      );
    const mark = await store.begin(space);
    await write(1);
    expect(await store.advance(space, { asOf: 1, complete: 1 }, mark)).toBe(true);
    const primaries = await Promise.all([0, 1, 2].map((third) => ownerOf(Math.floor(((third + 0.5) * 16_384) / 3))));
    // One of the first three that is a primary still.
    const victim = primaries.find((node) => cluster.nodes.indexOf(node) < 3)!;
    await victim.admin.call("WAIT", "1", "3000");
    process.kill(victim.pid, signal);
    const failed: unknown[] = [];
    await until(async () => {
      try {
        const [answer] = await store.read([{ space, keys: names.map(bytesOf) }]);
        // What is answered is whole.
        expect(answer!.rows.every((bytes) => bytes instanceof Uint8Array)).toBe(true);
        await write(2);
        return true;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        failed.push(error.message);
        return false;
      }
    });
    expect(failed.length).toBeGreaterThan(0);
    for (const message of failed) expect(message).toMatch(/^Redis at the cluster of .*: .+/);
    expect(new Set(await readTexts(store, space, ...names))).toEqual(new Set(["at 2"]));
    // The replica may not have had the run's last rows.
    expect(await store.advance(space, { asOf: 2, complete: 2 }, mark)).toBe(false);
    expect(await store.advance(space, { asOf: 2, complete: 2 }, await store.begin(space))).toBe(true);
    gone.add(victim);
  },
  60_000,
);
