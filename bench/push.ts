/**
 * Pushes and reads of a streamed view: rows pushed per second, and what a read costs by the rows in its windows, against
 * a read of the same view materialized. CPU of this process; the store is embedded, or Redis at REDIS_URL. Reads of all
 * kinds take turns, and each kind's best turn counts, so that other work on the machine matters little.
 *
 *   npx tsx --conditions=featlang-source bench/push.ts
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "../compiler/compile.js";
import { loadArtifact } from "../compiler/typescript/index.js";
import { createClientRuntime } from "../runtime/client/index.js";
import { keyEncoder, rowCodec } from "../runtime/codec/index.js";
import { openEmbedded, openRedis } from "../runtime/index.js";
import { spaceText } from "../runtime/online/meta.js";
import { viewSpace } from "../runtime/streams/of-target.js";

const texts: Readonly<Record<string, string>> = {
  "feat.yaml": `project: bench_push_${process.pid}
targets:
  live: { online: { kind: embedded, path: x }, stream: [clicks] }
  batch: { online: { kind: embedded, path: x } }
`,
  "sources.yaml": `sources:
  clicks:
    kind: events
    file: clicks.csv
    time: at
    columns: { user_id: int64, page: string, price: float64?, at: timestamp }
`,
  "a.feat": `entity user { user_id: int64 }
view v for user from clicks {
  n = count() over [1h, 1d]
  total = sum(price) over [1h, 1d]
  least = min(price) over [1h, 1d]
  best = max(price) over [1h, 1d]
  mean = avg(price) over [1h, 1d]
}
service s { v.* }
`,
};
const { value } = compile(
  { read: (path) => texts[path] ?? null, list: () => Object.keys(texts).filter((path) => path.endsWith(".feat")) },
  "",
);
const project = loadArtifact(value!.project);
const view = project.views.v!;
const folder = mkdtempSync(join(tmpdir(), "feat-bench-push-"));
const store = process.env.REDIS_URL === undefined ? openEmbedded(folder) : openRedis(process.env.REDIS_URL);
const start = Date.UTC(2024, 0, 1);
const day = 86_400_000;

/** Microseconds of CPU of this process for each of `times`. */
async function cpu(times: number, run: (index: number) => Promise<unknown>): Promise<number> {
  for (let index = 0; index < Math.min(times, 50); index++) await run(index);
  const before = process.cpuUsage();
  for (let index = 0; index < times; index++) await run(index);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

try {
  for (const target of ["live", "batch"])
    await store.advance(viewSpace(project, view, target), { asOf: start * 1000, complete: start * 1000 });
  const live = createClientRuntime(project, { online: store, target: "live" });
  const batch = createClientRuntime(project, { online: store, target: "batch" });
  const push = live.push<object>("clicks");
  const row = (user: number, second: number) => ({
    user_id: user,
    page: `/page/${second % 17}`,
    price: (second % 97) / 8,
    at: new Date(start + second * 1000),
  });
  const at = { at: new Date(start + day) };
  console.log(`store: ${store.address}`);
  for (const size of [1, 100, 1000]) {
    let next = 0;
    const micros = await cpu(Math.ceil(4000 / size), () =>
      push(Array.from({ length: size }, () => row(1_000_000 + (next % 5000), next++ % 86_400))),
    );
    console.log(
      `push of ${size} rows, 5,000 users: ${Math.round((size * 1e6) / micros).toLocaleString("en")} rows/s of CPU`,
    );
  }
  const space = viewSpace(project, view, "batch");
  const codec = rowCodec(view, spaceText(space));
  const key = keyEncoder(view.keys)([0]);
  const values = [...view.aggregates.map(({ type }) => (type.kind === "int64" ? 3 : 1.5))];
  const head = { at: start * 1000, time: start * 1000, live: true, until: null };
  await store.write(space, [{ key, value: codec.encode(key, head, values) }]);
  const sizes = [0, 100, 1000, 10_000];
  for (const count of sizes)
    for (let done = 0; done < count; done += 500)
      await push(
        Array.from({ length: Math.min(500, count - done) }, (_, index) =>
          row(1 + count, Math.floor(((done + index) * 86_400) / count)),
        ),
      );
  const [materialized, streamed] = [batch, live].map((client) => client.service<object, object>("s"));
  const best = new Map<number | null, number>();
  for (let turn = 0; turn < 12; turn++)
    for (const count of [null, ...sizes]) {
      const read =
        count === null ? () => materialized!.get({ user_id: 0 }, at) : () => streamed!.get({ user_id: 1 + count }, at);
      best.set(count, Math.min(best.get(count) ?? Number.POSITIVE_INFINITY, await cpu(200, read)));
    }
  const base = best.get(null)!;
  console.log(`read, materialized: ${base.toFixed(1)} µs`);
  for (const count of sizes) {
    const micros = best.get(count)!;
    console.log(`read, streamed, ${count} rows in a day: ${micros.toFixed(1)} µs, ${(micros / base).toFixed(2)} ×`);
  }
} finally {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}
