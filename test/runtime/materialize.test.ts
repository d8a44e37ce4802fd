import { fork } from "node:child_process";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createClientRuntime } from "../../runtime/client/index.js";
import { InputError, StoreError } from "../../runtime/errors.js";
import { materialize } from "../../runtime/materialize/index.js";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import { openRedis } from "../../runtime/online/redis/index.js";
import type { OnlineStore } from "../../runtime/online/store.js";
import { openDuckDB } from "../../runtime/warehouse/duckdb/index.js";
import { built } from "../support/built.js";
import { startRedis } from "../support/redis.js";
import { day, hour, project, statsService, statsView } from "./artifacts.js";
import { statsMaterialize } from "./materialize-artifact.js";
import { newSpace, storeKinds, temporaryFolder } from "./stores.js";

const T = 1_700_006_400 * 1_000_000;
const view = statsView();
const warehouse = await openDuckDB();
afterAll(() => warehouse.close());

const projectOf = (name: string, of = view) => project(name, [of], [statsService(of)]);

/** The rows of `rows`: customer, hours from τ to T (null: no τ), live, until, spend, views. */
type Row = readonly [number | null, number | null, boolean, number | null, number | null, number];
async function setRows(rows: readonly Row[]): Promise<void> {
  const sql = (value: number | boolean | null) => (value === null ? "NULL" : String(value));
  const tuples = rows.map(([id, hours, live, until, spend, views]) => {
    const time = hours === null ? null : T - hours * hour;
    return `(${[id, time, live, until, spend, time, views, null].map(sql).join(", ")})`;
  });
  await warehouse.run(
    `CREATE OR REPLACE TEMP TABLE rows (customer_id BIGINT, time BIGINT, live BOOLEAN, until BIGINT, spend BIGINT, seen BIGINT, views BIGINT, rating DOUBLE)`,
  );
  if (tuples.length > 0) await warehouse.run(`INSERT INTO rows VALUES ${tuples.join(", ")}`);
}
async function read(store: OnlineStore, name: string, ids: readonly number[], at: number): Promise<readonly string[]> {
  const rows = await createClientRuntime(projectOf(name), { online: store })
    .json("stats_v1")
    .getMany(
      ids.map((customer_id) => ({ customer_id })),
      { at },
    );
  return rows.map(({ features, statuses }) => `${features.spend} ${statuses.spend}, ${features.views}`);
}

describe.each(storeKinds())("materialize into $kind", ({ open }) => {
  const store = open();
  afterAll(() => store.close());
  const run = (name: string, at: number, from: number | null = null) =>
    materialize({ warehouse, store, project: projectOf(name), views: [statsMaterialize("table")], at, from });

  test("a read returns the computed values; a row with a null key is not stored; a rerun changes nothing", async () => {
    const { project: name } = newSpace();
    await setRows([
      [1, 1, true, null, 10, 4],
      [2, 1, false, null, 20, 0],
      [3, null, false, null, null, 2],
      [null, 1, true, null, 5, 1],
    ]);
    const expected = ["10 present, 4", "null missing, 0", "null missing, 2", "null missing, 0"];
    for (let again = 0; again < 2; again++) {
      const report = await run(name, T);
      expect(report.views[0]).toMatchObject({ view: "stats", at: T, rows: 3, written: 3 });
      expect(await read(store, name, [1, 2, 3, 4], T)).toEqual(expected);
    }
  });

  test("a correction at an equal time is stored; an older run overwrites nothing newer", async () => {
    const { project: name } = newSpace();
    await setRows([[1, 30, true, null, 10, 4]]);
    await run(name, T);
    await setRows([[1, 30, true, null, 11, 4]]);
    await run(name, T);
    expect(await read(store, name, [1], T)).toEqual(["11 present, 4"]);
    await setRows([
      [1, 30, true, null, 9, 3],
      [2, 30, true, null, 5, 5],
    ]);
    expect((await run(name, T - day)).views[0]).toMatchObject({ rows: 2, written: 1 });
    // Customer 2 has a row from then, but the run at T, which read everything, did not find it.
    expect(await read(store, name, [1, 2], T)).toEqual(["11 present, 4", "null missing, 0"]);
  });

  test("a key without rows in the last run", async () => {
    const { project: name } = newSpace();
    await setRows([
      [1, 1, true, null, 10, 4],
      [2, 1, true, null, 20, 2],
    ]);
    await run(name, T);
    await setRows([[2, 1, true, null, 20, 1]]);
    await run(name, T + hour);
    expect(await read(store, name, [1, 2], T + hour)).toEqual(["null missing, 0", "20 present, 1"]);
  });

  test("under every, T is its cadence instant (D7)", async () => {
    const { project: name } = newSpace();
    await setRows([[1, 1, true, null, 10, 4]]);
    const daily = statsView({ every: { every: day, after: hour } });
    const input = { warehouse, store, project: projectOf(name, daily), views: [statsMaterialize("table")] };
    expect((await materialize({ ...input, at: T + hour })).views[0]!.at).toBe(T);
    expect((await materialize({ ...input, at: new Date((T + hour) / 1000 - 1) })).views[0]!.at).toBe(T - day);
  });

  test("a view without rows counts as materialized", async () => {
    const { project: name } = newSpace();
    await setRows([]);
    await run(name, T);
    const [row] = await createClientRuntime(projectOf(name), { online: store })
      .json("stats_v1")
      .getMany([{ customer_id: 1 }], { at: T });
    expect(row!.asOf.stats).toBe("2023-11-15T00:00:00.000000Z");
    await expect(run(name, T, T + 1)).rejects.toThrow(InputError);
  });

  test("many rows are written in batches, with progress", async () => {
    const { project: name } = newSpace();
    const seen: number[] = [];
    const report = await materialize({
      warehouse,
      store,
      project: projectOf(name),
      views: [statsMaterialize(100_000)],
      at: T,
      onProgress: ({ rows }) => seen.push(rows),
    });
    expect(report.views[0]).toMatchObject({ rows: 100000, written: 100000 });
    expect(seen.length).toBeGreaterThan(40);
    expect([seen[0], seen.at(-1)]).toEqual([0, 100000]);
    expect(await read(store, name, [0, 99999, 100000], T)).toEqual([
      `${T / 1e6} present, 0`,
      `${T / 1e6} present, 99999`,
      "null missing, 0",
    ]);
  });
});

test("a run that is killed midway does no harm and can be run again", async () => {
  const path = join(temporaryFolder(), "online");
  const { project: name } = newSpace();
  await using store = openEmbedded(path);
  const input = { warehouse, store, project: projectOf(name), views: [statsMaterialize(100_000)] };
  await materialize({ ...input, at: T });
  const child = fork(await built("test/runtime/children/materialize.ts"), [path, name, String(T + hour)], {
    execArgv: [],
  });
  child.on("message", (rows) => {
    if (Number(rows) > 5_000) child.kill("SIGKILL");
  });
  const signal = await new Promise((resolve) => child.once("exit", (_, by) => resolve(by)));
  expect(signal).toBe("SIGKILL");
  const midway = await read(store, name, [0, 99_999], T + hour);
  expect(midway).toEqual([`${(T + hour) / 1e6} present, 0`, `${T / 1e6} present, 99999`]);
  expect(await read(store, name, [99_999], T)).toEqual([`${T / 1e6} present, 99999`]);
  expect((await materialize({ ...input, at: T + hour })).views[0]).toMatchObject({ rows: 100000, written: 100000 });
  expect(await read(store, name, [0, 99_999], T + hour)).toEqual([
    `${(T + hour) / 1e6} present, 0`,
    `${(T + hour) / 1e6} present, 99999`,
  ]);
});

test("a Redis that goes away midway is a clear error, and the run can be repeated", async () => {
  const server = await startRedis();
  await using store = openRedis(server.url, { timeout: 2000, writeTimeout: 2000 });
  const { project: name } = newSpace();
  const input = { warehouse, store, project: projectOf(name), views: [statsMaterialize(100_000)], at: T };
  let stopping: Promise<void> | null = null;
  const running = materialize({
    ...input,
    onProgress: ({ rows }) => {
      if (rows > 10_000) stopping ??= server.stop();
    },
  });
  const error = await running.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StoreError);
  expect((error as Error).message).toMatch(new RegExp(`^Redis at 127.0.0.1:${server.port}: `));
  await stopping;
  const again = await startRedis(server.port);
  expect((await materialize(input)).views[0]).toMatchObject({ rows: 100000, written: 100000 });
  expect(await read(store, name, [99_999], T)).toEqual([`${T / 1e6} present, 99999`]);
  await store.close();
  await again.stop();
});
