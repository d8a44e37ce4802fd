/**
 * Memory stays flat over many reads, of those that are answered, aborted and late. FEAT_READS says how many reads; the
 * long form is `FEAT_READS=1000000 npx vitest run test/stores/flat-memory.test.ts`.
 */
import { expect, inject, test } from "vitest";
import { createClientRuntime } from "../../runtime/client/index.js";
import { hedgedReads } from "../../runtime/online/hedged.js";
import { hour, project, put, statsService, statsView } from "../runtime/artifacts.js";
import { liveMegabytes } from "../soak/soak.js";
import { newSpace, openStore } from "./under-test.js";

const READS = Number(process.env.FEAT_READS ?? 6_000);
const T = 1_700_006_400 * 1_000_000;

test("memory is flat over many reads", async () => {
  const view = statsView();
  const space = newSpace("stats");
  const store = await openStore("redis", { url: inject("redisUrl"), timeout: 20_000 });
  const values = (id: number) => [id % 7 === 0 ? null : id, T - hour, id, id / 2];
  const rows = Array.from({ length: 500 }, (_, id) => ({ key: [id], at: T, time: T - hour, values: values(id) }));
  await put(store, space, view, rows, { asOf: T, complete: T });
  const hedged = hedgedReads(store, { after: 1, share: 0.1, timeout: 20_000 });
  const artifact = project(space.project, [view], [statsService(view)]);
  const services = [store, hedged].map((online) =>
    createClientRuntime(artifact, { online }).service<{ customer_id: number }, Record<string, unknown>>("stats_v1"),
  );
  const shared = new AbortController();
  const at = new Date(T / 1000);
  const counts = { answered: 0, ended: 0 };
  async function some(count: number): Promise<void> {
    for (let done = 0; done < count; done += 20)
      await Promise.all(
        Array.from({ length: 20 }, async (_, each) => {
          const service = services[each & 1]!;
          const aborting = new AbortController();
          const more = [{}, { signal: shared.signal }, { signal: aborting.signal }, { timeout: 0.001 }][each % 4]!;
          const reading = service.get({ customer_id: (done + each) % 600 }, { at, ...more });
          if (each % 8 === 2) aborting.abort();
          await reading.then(
            () => counts.answered++,
            () => counts.ended++,
          );
        }),
      );
  }
  await some(READS / 4);
  const before = liveMegabytes();
  await some(READS);
  const after = liveMegabytes();
  if (process.env.FEAT_READS !== undefined) console.log(`${READS} reads: ${before} MB, then ${after} MB`, counts);
  expect(after - before).toBeLessThan(3);
  expect(counts.answered).toBeGreaterThan(READS / 2);
  expect(counts.ended).toBeGreaterThan(READS / 10);
  await hedged.close();
}, 3_600_000);
