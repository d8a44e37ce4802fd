import { fork } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createClientRuntime } from "../../runtime/client/index.js";
import { lookAtViews } from "../../runtime/materialize/look.js";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import { openDuckDB } from "../../runtime/warehouse/duckdb/index.js";
import { temporaryFolder } from "../stores/under-test.js";
import { built } from "../support/built.js";
import { backfill, KEYS, SLICES, statsProject } from "./backfill.js";

const T = 1_700_006_400 * 1_000_000;
const hour = 3_600_000_000;
const name = "killed";
const space = { project: name, view: "stats", fingerprint: "f0" };

/** Kills a run with SIGKILL when it has put so many rows. Returns the slice that it was in. */
async function kill(path: string, at: number, rows: number): Promise<number> {
  const child = fork(await built("test/materialize/children/backfill.ts"), [path, name, String(at)], { execArgv: [] });
  let reached = 0;
  child.on("message", ([put, slice]: [number, number]) => {
    if (put < rows) return;
    reached = slice;
    child.kill("SIGKILL");
  });
  const signal = await new Promise((resolve) => child.once("exit", (_, by) => resolve(by)));
  expect(signal).toBe("SIGKILL");
  return reached;
}

test("a run that is killed twice goes on after its last whole slice, and ends with every row", async () => {
  const path = join(temporaryFolder(), "online");
  await using store = openEmbedded(path);
  await using warehouse = await openDuckDB({ threads: 1 });
  await backfill({ warehouse, store, name, at: T });
  let before = 0;
  for (const rows of [6000, 17_000]) {
    const slice = await kill(path, T + hour, rows);
    const [found] = await lookAtViews(store, [space]);
    expect(found!.meta).toMatchObject({ asOf: T });
    expect(found!.state!.open).toMatchObject({ at: T + hour, slices: SLICES });
    // It had gone on where the run before it ended.
    expect(found!.state!.open!.done).toBeGreaterThanOrEqual(Math.max(before, slice));
    before = found!.state!.open!.done;
    // The dead run still holds the lease, and is still named.
    expect(found!.holder).not.toBeNull();
  }
  const put: number[] = [];
  const onProgress = ({ rows }: { readonly rows: number }) => void put.push(rows);
  const [run] = (await backfill({ warehouse, store, name, at: T + hour, onProgress })).views;
  expect(run).toMatchObject({ rows: KEYS, written: KEYS, resumed: T + hour });
  // The first rows of this run come on top of those of the slices that were done.
  expect(put[1]).toBeGreaterThan((before * KEYS) / SLICES);
  const client = createClientRuntime(statsProject(name), { online: store }).json("stats_v1");
  const keys = Array.from({ length: KEYS }, (_, customer_id) => ({ customer_id }));
  const rows = await client.getMany(keys, { at: T + hour });
  expect(rows.every(({ features }) => features.spend === (T + hour) / 1e6)).toBe(true);
  expect((await lookAtViews(store, [space]))[0]).toMatchObject({ holder: null, state: { open: null } });
}, 120_000);
