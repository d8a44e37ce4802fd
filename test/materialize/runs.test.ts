import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ChangesUnknownError } from "../../runtime/materialize/index.js";
import { lookAtViews } from "../../runtime/materialize/look.js";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import type { StoredRow, ViewSpace } from "../../runtime/online/store.js";
import { openDuckDB } from "../../runtime/warehouse/duckdb/index.js";
import { temporaryFolder } from "../stores/under-test.js";
import { day, type Shop, shop, T } from "./shop.js";

const warehouse = await openDuckDB();
const path = join(temporaryFolder(), "online");
const store = openEmbedded(path);
afterAll(async () => {
  await store.close();
  await warehouse.close();
});

const spaceOf = ({ project }: Shop, view: string): ViewSpace => ({
  project: project.name,
  view,
  fingerprint: project.views[view]!.fingerprint,
});
const stateOf = async (own: Shop, view = "totals") => (await lookAtViews(store, [spaceOf(own, view)]))[0]!;

/** Customers 1, 2 and 3, each with an order; customer 3's is older than a week. */
const orders = [
  [1, 10, 0, 0],
  [2, 20, 1, 1],
  [3, 30, -8, 1],
] as const;

/** A store that another run of the view is using. `text` is what its lease holds. */
const leaseOf = (own: Shop, text: string, expected: string | null = null) =>
  store.swap(spaceOf(own, "totals"), [
    { key: Buffer.from("L"), expected: expected === null ? null : Buffer.from(expected), value: Buffer.from(text) },
  ]);
const times = { renew: 20, expire: 200 };

describe("what a run remembers", () => {
  test("its instant, rows, and what it saw of its sources, for every machine that opens the store", async () => {
    const own = shop(warehouse, store);
    await own.set(orders);
    expect(await stateOf(own)).toMatchObject({ meta: { asOf: null }, state: null, holder: null });
    const [run] = (await own.run("totals", T + 2 * day)).views;
    expect(run).toMatchObject({ mode: "full", reason: null, rows: 3, written: 3 });
    await using other = openEmbedded(path);
    const [found] = await lookAtViews(other, [spaceOf(own, "totals")]);
    expect(found).toMatchObject({
      meta: { asOf: T + 2 * day, complete: T + 2 * day },
      holder: null,
      state: {
        fingerprint: own.project.views.totals!.fingerprint,
        exact: true,
        open: null,
        last: {
          asOf: T + 2 * day,
          mode: "full",
          rows: 3,
          written: 3,
          sources: [{ source: "orders", rows: 3, newest: T + day, created: T + day }],
        },
      },
    });
    expect(found!.state!.last!.finished).toBeGreaterThan(T);
  });

  test("a run of a source without `created` remembers the newest time", async () => {
    const own = shop(warehouse, store);
    await own.set(orders);
    await own.run("latest", T + 2 * day);
    expect((await stateOf(own, "latest")).state!.last!.sources).toEqual([
      { source: "plain", rows: 3, newest: T + day, created: null, hash: null },
    ]);
  });
});

describe("a run that reads only changes", () => {
  test("nothing changed: it puts nothing, and T moves on", async () => {
    const own = shop(warehouse, store);
    await own.set(orders);
    await own.run("totals", T + 2 * day);
    const [run] = (await own.run("totals", T + 3 * day)).views;
    expect(run).toMatchObject({ mode: "incremental", reason: null, rows: 0, written: 0, ahead: null });
    expect(await own.read(T + 3 * day)).toEqual(["1/10", "1/20", "0/30", "0/null"]);
    expect((await stateOf(own)).meta).toEqual({ asOf: T + 3 * day, complete: T + 2 * day });
  });

  test("new and late rows, and keys whose windows lost events", async () => {
    const own = shop(warehouse, store);
    await own.set(orders);
    await own.run("totals", T + 2 * day);
    await own.set([...orders, [3, 5, -20, 3], [4, 7, 2, 3]]);
    expect((await own.run("totals", T + 3 * day)).views[0]).toMatchObject({ mode: "incremental", rows: 2 });
    expect(await own.read(T + 3 * day)).toEqual(["1/10", "1/20", "0/35", "1/7"]);
    // The order of customer 1 leaves the week.
    expect((await own.run("totals", T + 7.5 * day)).views[0]).toMatchObject({ mode: "incremental", rows: 1 });
    expect(await own.read(T + 7.5 * day)).toEqual(["0/10", "1/20", "0/35", "1/7"]);
    // At an equal instant, a row that came late.
    await own.set([...orders, [3, 5, -20, 3], [4, 7, 2, 3], [1, 100, 7, 8]]);
    expect((await own.run("totals", T + 7.5 * day)).views[0]).toMatchObject({ mode: "incremental", rows: 1 });
    expect(await own.read(T + 7.5 * day)).toEqual(["1/110", "1/20", "0/35", "1/7"]);
  });

  test("a row that is not visible yet is found when it becomes so", async () => {
    const own = shop(warehouse, store);
    await own.set([...orders, [4, 7, 5, 1]]);
    await own.run("totals", T + 2 * day);
    expect(await own.read(T + 2 * day)).toEqual(["1/10", "1/20", "0/30", "0/null"]);
    expect((await own.run("totals", T + 5 * day + 1)).views[0]).toMatchObject({ mode: "incremental", rows: 1 });
    expect(await own.read(T + 5 * day + 1)).toEqual(["1/10", "1/20", "0/30", "1/7"]);
  });

  const [one, two, three] = orders;
  test.each([
    ["a row is gone", [one, two]],
    ["a row was changed in place", [one, two, [3, 31, -8, 1]]],
    ["a row came in that says it was written before", [one, two, three, [4, 1, 0, 0]]],
    ["a row came in that does not say when it was written", [one, two, three, [4, 1, 0, null]]],
    ["a row is gone and another one came in its place", [one, two, [4, 30, -8, 1]]],
    ["a row stands there twice", [one, two, three, three]],
  ] as const)("%s: everything is read, and the run says why", async (_, rows) => {
    const own = shop(warehouse, store);
    await own.set(orders);
    await own.run("totals", T + 2 * day);
    await own.set(rows);
    const [run] = (await own.run("totals", T + 3 * day)).views;
    expect(run).toMatchObject({
      mode: "full",
      reason: expect.stringMatching(/^rows of source `orders` that were there/),
    });
    await own.run("totals", T + 3 * day, { reading: "full" });
    const again = shop(warehouse, store);
    await again.set(rows);
    await again.run("totals", T + 3 * day);
    expect(await own.read(T + 3 * day)).toEqual(await again.read(T + 3 * day));
  });

  test.each([
    ["latest", /^source `plain` does not say when its rows were written/],
    ["everyone", /^it has one value for everyone$/],
    ["fading", /^`decayed_sum` changes with time alone$/],
  ])("%s cannot be read so, and says why", async (view, reason) => {
    const own = shop(warehouse, store);
    await own.set(orders);
    expect((await own.run(view, T + 2 * day)).views[0]).toMatchObject({ mode: "full", reason: null });
    expect((await own.run(view, T + 3 * day)).views[0]).toMatchObject({
      mode: "full",
      reason: expect.stringMatching(reason),
    });
    await expect(own.run(view, T + 4 * day, { reading: "incremental" })).rejects.toThrow(ChangesUnknownError);
  });

  test("after the view was emptied, or by order, everything is read", async () => {
    const own = shop(warehouse, store);
    await own.set(orders);
    await own.run("totals", T + 2 * day);
    await store.clear(spaceOf(own, "totals"));
    expect((await own.run("totals", T + 3 * day)).views[0]).toMatchObject({ mode: "full", rows: 3 });
    expect((await own.run("totals", T + 3 * day, { reading: "full" })).views[0]).toMatchObject({
      mode: "full",
      rows: 3,
    });
    await expect(shop(warehouse, store).run("everyone", T, { reading: "incremental" })).rejects.toThrow();
  });

  test("an earlier instant puts nothing", async () => {
    const own = shop(warehouse, store);
    await own.set(orders);
    await own.run("totals", T + 2 * day);
    await own.run("totals", T + 4 * day);
    expect((await own.run("totals", T + 3 * day)).views[0]).toMatchObject({ rows: 0, written: 0, ahead: T + 4 * day });
    expect(await own.read(T + 4 * day)).toEqual(["1/10", "1/20", "0/30", "0/null"]);
  });

  test("what a run that was cut off had put is not left there, though its rows are gone by then", async () => {
    const own = shop(warehouse, store);
    await own.set(orders);
    await own.run("totals", T + 2 * day);
    await own.set([...orders, [4, 7, 2, 3]]);
    const dying = Object.assign(Object.create(store) as typeof store, {
      address: store.address,
      advance: () => Promise.reject(new Error("died")),
    });
    await expect(own.run("totals", T + 3 * day, { store: bound(dying) })).rejects.toThrow("died");
    expect(await own.read(T + 3 * day)).toContain("1/7");
    expect((await stateOf(own)).state!.open).toMatchObject({ mode: "incremental", at: T + 3 * day });
    await own.set(orders);
    expect((await own.run("totals", T + 4 * day)).views[0]).toMatchObject({ mode: "full" });
    expect(await own.read(T + 4 * day)).toEqual(["1/10", "1/20", "0/30", "0/null"]);
  });
});

/** The store's own methods, but for those that were replaced. */
function bound(changed: typeof store): typeof store {
  return {
    address: store.address,
    read: (...args) => store.read(...args),
    write: (...args) => store.write(...args),
    swap: (...args) => store.swap(...args),
    begin: (...args) => store.begin(...args),
    advance: (...args) => changed.advance(...args),
    clear: (...args) => store.clear(...args),
    definitions: (...args) => store.definitions(...args),
    drop: (...args) => store.drop(...args),
    sweep: null,
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}

describe("slices", () => {
  test.each([1, 2, 7])("%i slices give the same as one", async (slices) => {
    const own = shop(warehouse, store);
    await own.set(orders);
    const seen: number[] = [];
    const run = { slices, onProgress: ({ slice }: { readonly slice: number }) => void seen.push(slice) };
    expect((await own.run("totals", T + 2 * day, run)).views[0]).toMatchObject({ mode: "full", rows: 3, written: 3 });
    expect(await own.read(T + 2 * day)).toEqual(["1/10", "1/20", "0/30", "0/null"]);
    expect((await own.run("totals", T + 3 * day)).views[0]).toMatchObject({ mode: "incremental" });
  });

  /** Fails when so many batches of rows were written. */
  const failingAfter = (writes: number): typeof store => {
    let left = writes;
    return {
      ...bound(store),
      write: (space: ViewSpace, rows: readonly StoredRow[]) =>
        left-- > 0 ? store.write(space, rows) : Promise.reject(new Error("cut off")),
    };
  };

  test("a run that was cut off goes on after the last whole slice, at its own instant", async () => {
    const own = shop(warehouse, store);
    const many = Array.from({ length: 40 }, (_, index) => [index, 1, 0, 0] as const);
    await own.set(many);
    await expect(own.run("totals", T + 2 * day, { slices: 4, store: failingAfter(2) })).rejects.toThrow("cut off");
    const { state } = await stateOf(own);
    expect(state!.open).toMatchObject({ mode: "full", at: T + 2 * day, slices: 4, done: 2 });
    const put = state!.open!.rows;
    const written: number[] = [];
    const counting = {
      ...bound(store),
      write: (space: ViewSpace, rows: readonly StoredRow[]) => {
        written.push(rows.length);
        return store.write(space, rows);
      },
    };
    const [run] = (await own.run("totals", T + 3 * day, { goesOn: true, store: counting })).views;
    expect(run).toMatchObject({ mode: "incremental", at: T + 3 * day, resumed: T + 2 * day, rows: 40 });
    expect(written.reduce((sum, rows) => sum + rows, 0)).toBe(40 - put);
    expect(await own.read(T + 3 * day)).toEqual(["1/1", "1/1", "1/1", "1/1"]);
    expect((await stateOf(own)).state).toMatchObject({ open: null, exact: true, last: { asOf: T + 3 * day } });
  });

  test("it begins anew at another instant that was asked for, and where rows have changed", async () => {
    const own = shop(warehouse, store);
    const many = Array.from({ length: 40 }, (_, index) => [index, 1, 0, 0] as const);
    await own.set(many);
    await expect(own.run("totals", T + 2 * day, { slices: 4, store: failingAfter(2) })).rejects.toThrow("cut off");
    expect((await own.run("totals", T + 3 * day, { slices: 4 })).views[0]).toMatchObject({ resumed: null, rows: 40 });
    const other = shop(warehouse, store);
    await other.set(many);
    await expect(other.run("totals", T + 2 * day, { slices: 4, store: failingAfter(2) })).rejects.toThrow("cut off");
    await other.set(many.slice(1));
    expect((await other.run("totals", T + 2 * day, { slices: 4 })).views[0]).toMatchObject({ resumed: null, rows: 39 });
  });
});

describe("two runs of a view", () => {
  test("do not overlap: the second one fails at once, and names the first", async () => {
    const own = shop(warehouse, store);
    await own.set(orders);
    let second: Promise<unknown> | null = null;
    const both = own.run("totals", T + 2 * day, {
      leaseTimes: times,
      store: {
        ...bound(store),
        write: async (space: ViewSpace, rows: readonly StoredRow[]) => {
          second ??= own.run("totals", T + 3 * day, { leaseTimes: times }).catch((error: unknown) => error);
          expect(await second).toMatchObject({
            message: expect.stringMatching(
              new RegExp(
                `^view totals is being materialized into the online store at .* by process ${process.pid} on `,
              ),
            ),
          });
          return store.write(space, rows);
        },
      },
    });
    expect((await both).views[0]).toMatchObject({ rows: 3 });
    expect((await stateOf(own)).holder).toBeNull();
    expect((await own.run("totals", T + 3 * day)).views[0]).toMatchObject({ mode: "incremental" });
  });

  const elsewhere = JSON.stringify({ id: "x", host: "elsewhere", boot: "b", pid: 1, since: "yesterday", beat: 1 });

  test("a run of another machine that does not answer any more is taken over, whatever its clock says", async () => {
    const own = shop(warehouse, store);
    await own.set(orders);
    await leaseOf(own, elsewhere);
    expect((await own.run("totals", T + 2 * day, { leaseTimes: times })).views[0]).toMatchObject({ rows: 3 });
    expect((await stateOf(own)).holder).toBeNull();
  });

  test("what is no lease is taken over, and so is one of a process of this machine that is gone", async () => {
    const own = shop(warehouse, store);
    await own.set(orders);
    await leaseOf(own, "{");
    await own.run("totals", T + 2 * day, { leaseTimes: { renew: 20, expire: 600_000 } });
    const { hostname } = await import("node:os");
    const { readFileSync } = await import("node:fs");
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    await leaseOf(own, JSON.stringify({ id: "x", host: hostname(), boot, pid: 2 ** 22 + 1, since: "now", beat: 0 }));
    await own.run("totals", T + 3 * day, { leaseTimes: { renew: 20, expire: 600_000 } });
  });

  test("a run that was taken over ends, and moves nothing", async () => {
    const own = shop(warehouse, store);
    await own.set(orders);
    const running = own.run("totals", T + 2 * day, {
      leaseTimes: { renew: 60_000, expire: 60_000 },
      store: {
        ...bound(store),
        write: async (space: ViewSpace, rows: readonly StoredRow[]) => {
          const [answer] = await store.read([{ space, keys: [], records: [Buffer.from("L")] }]);
          await leaseOf(own, elsewhere, Buffer.from(answer!.records[0] as Uint8Array).toString());
          return store.write(space, rows);
        },
      },
    });
    await expect(running).rejects.toThrow(
      /view totals in the online store .* was taken over by process 1 on elsewhere/,
    );
    expect((await stateOf(own)).meta).toMatchObject({ asOf: null });
  });
});
