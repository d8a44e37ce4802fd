/**
 * The client's batch reads against a floor: one bare MGET (or one loop of bare gets) of the same bytes.
 *
 * npx tsx --conditions=featlang-source bench/reads.ts [redis://HOST:PORT/DB]
 *
 * Prints milliseconds per call (the median of many; the variants take turns) and ratios to the floor. Without a URL it
 * measures only the embedded store.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import {
  createClientRuntime,
  materialize,
  type OnlineStore,
  openDuckDB,
  openEmbedded,
  openRedis,
} from "../runtime/index.js";
import { project, statsService, statsView } from "../test/runtime/artifacts.js";
import { statsMaterialize } from "../test/runtime/materialize-artifact.js";

const T = 1_700_006_400 * 1_000_000;
const [name, rounds] = [`bench-${process.pid}`, 400];
const artifact = project(name, [statsView()], [statsService(statsView())]);
const folder = mkdtempSync(join(tmpdir(), "feat-bench-reads-"));

async function measure(kind: string, store: OnlineStore, floor: (keys: number) => Promise<unknown>): Promise<void> {
  await using warehouse = await openDuckDB();
  const started = performance.now();
  await materialize({ warehouse, store, project: artifact, views: [statsMaterialize("big")], at: T });
  console.log(`${kind}: 300,000 rows put in ${Math.round(performance.now() - started)} ms`);
  const client = createClientRuntime(artifact, { online: store }).service<object, object>("stats_v1");
  const options = { at: new Date(T / 1000) };
  const inputs = (count: number, from: number) => Array.from({ length: count }, (_, n) => ({ customer_id: from + n }));
  for (const count of [1, 50, 500]) {
    const ways: Readonly<Record<string, () => Promise<unknown>>> = {
      "the floor": () => floor(count),
      "getMany, all there": () => client.getMany(inputs(count, 1000), options),
      "getMany, half there": () => client.getMany(inputs(count, 300_000 - Math.ceil(count / 2)), options),
    };
    const times = new Map(Object.keys(ways).map((way) => [way, [] as number[]]));
    for (let round = 0; round < rounds; round++) {
      for (const [way, run] of Object.entries(ways)) {
        const start = performance.now();
        await run();
        if (round >= rounds / 4) times.get(way)!.push(performance.now() - start);
      }
    }
    const median = (way: string): number => {
      const sorted = times.get(way)!.sort((a, b) => a - b);
      return sorted[sorted.length >> 1]!;
    };
    for (const way of times.keys()) {
      const ratio = (median(way) / median("the floor")).toFixed(2);
      console.log(
        `  ${String(count).padStart(4)} keys  ${way.padEnd(20)} ${median(way).toFixed(3).padStart(8)} ms  ${ratio}x`,
      );
    }
  }
}

await using embedded = openEmbedded(join(folder, "online"));
const { open } = await import("lmdb");
const raw = open({ path: join(folder, "raw"), encoding: "binary" });
for (let key = 0; key < 500; key++) await raw.put(key, Buffer.alloc(64, key));
await measure("embedded", embedded, async (count) => {
  raw.resetReadTxn();
  return Array.from({ length: count }, (_, key) => raw.getBinary(key));
});
await raw.close();
const url = process.argv[2];
if (url !== undefined) {
  await using store = openRedis(url, { timeout: 10_000 });
  const bare = new Redis(url);
  const keys = (count: number) =>
    Array.from({ length: count }, (_, n) => Buffer.from(`feat:bench-floor:stats:f0:0000${n}`));
  for (const key of keys(500)) await bare.set(key, Buffer.alloc(64, 1));
  await measure("redis", store, (count) => bare.mgetBuffer(keys(count)));
  for (const key of keys(500)) await bare.del(key);
  bare.disconnect();
}
rmSync(folder, { recursive: true, force: true });
