/** Tiles and rows are two records: writers that meet, that are stopped midway, and that count at the same time. */
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { loadArtifact } from "../../compiler/typescript/index.js";
import { createClientRuntime, openEmbedded, StoreError } from "../../runtime/index.js";
import { StoreAround } from "../../runtime/online/around.js";
import type { OnlineStore, Swap, ViewSpace } from "../../runtime/online/store.js";
import { EntityReading, putRows, streamedView } from "../../runtime/streams/index.js";
import { viewSpace } from "../../runtime/streams/of-target.js";
import { compileTexts } from "../oracle/support/compile.js";
import { temporaryFolder } from "../stores/under-test.js";

const { project: ir } = compileTexts({
  "feat.yaml": "project: p\ntargets: { dev: { online: { kind: embedded, path: x }, stream: [clicks] } }\n",
  "sources.yaml":
    "sources:\n  clicks: { kind: events, file: c.csv, time: at, columns: { user_id: int64, x: float64, at: timestamp } }\n",
  "a.feat": `entity user { user_id: int64 }
view v for user from clicks { n = count() over [1h, 1d], total = sum(x) over 1d }
service s { v.* }
`,
});
const project = loadArtifact(ir);
const view = project.views.v!;
const space = viewSpace(project, view);
const streamed = streamedView("p", view, view.stream!, project.sources!);
const embedded = openEmbedded(join(temporaryFolder(), "online"));
afterAll(() => embedded.close());

const at = Date.UTC(2024, 0, 2, 10, 0, 31);
const instant = at * 1000;
beforeEach(async () => {
  await embedded.clear(space);
  await embedded.advance(space, { asOf: instant, complete: instant });
});

interface Features {
  readonly n_1h: number;
  readonly n_1d: number;
  readonly total: number | null;
}
const client = (online: OnlineStore) => createClientRuntime(project, { online });
const rowAt = (time: number, x = 0.1) => ({ user_id: 1, x, at: new Date(time) });
const push = (online: OnlineStore, rows: readonly object[], id: string) =>
  client(online).push<object>("clicks")(rows, { id });
const read = async (online: OnlineStore = embedded): Promise<Features> => {
  const [answer] = await client(online)
    .service<object, Features>("s")
    .getMany([{ user_id: 1 }], { at: new Date(at) });
  if (answer!.error !== undefined) throw answer!.error;
  return answer!.features;
};

/** Counts what reads ask for, and fails at the exchange of records with a number. */
class Watched extends StoreAround {
  reads = 0;
  swaps = 0;
  constructor(
    store: OnlineStore,
    private readonly failsAt: number | null = null,
    private readonly before: (swap: number) => Promise<void> = async () => {},
  ) {
    super(store);
  }
  override async read(...args: Parameters<OnlineStore["read"]>): ReturnType<OnlineStore["read"]> {
    this.reads++;
    return this.store.read(...args);
  }
  override async swap(...[own, swaps, options]: Parameters<OnlineStore["swap"]>): ReturnType<OnlineStore["swap"]> {
    const number = ++this.swaps;
    await this.before(number);
    if (number === this.failsAt) throw new StoreError(this.address, "the store is gone");
    return this.store.swap(own as ViewSpace, swaps as readonly Swap[], options);
  }
}

const minute = 60_000;
const old = [rowAt(at - 5 * minute, 0.1), rowAt(at - 5 * minute, 0.2), rowAt(at - 300 * minute, 0.7)];
const sums = { n_1h: 2, n_1d: 3, total: 1 };

test("a read of whole buckets takes one round trip and no rows", async () => {
  await push(embedded, old, "a");
  const store = new Watched(embedded);
  expect(await read(store)).toEqual(sums);
  expect(store.reads).toBe(1);
});

test.each([1, 2, 3])(
  "a writer that is stopped at its exchange %i leaves right answers, and the next one repairs",
  async (step) => {
    await push(embedded, old, "a");
    const more = [rowAt(at - 5 * minute + 1, 0.4), rowAt(at - 300 * minute, 0.7)];
    await expect(push(new Watched(embedded, step), more, "b")).rejects.toThrow("the store is gone");
    const isThere = step === 3;
    const after = { n_1h: 3, n_1d: 5, total: 2.1 };
    const store = new Watched(embedded);
    expect(await read(store)).toEqual(isThere ? after : sums);
    // The tile was never marked, or the rows are read instead.
    expect(store.reads).toBe(step === 1 ? 1 : 2);
    await push(embedded, more, "b");
    const repaired = new Watched(embedded);
    expect(await read(repaired)).toEqual(after);
    expect(repaired.reads).toBe(1);
    // Again: nothing changes, and nothing is written.
    const again = new Watched(embedded);
    await push(again, more, "b");
    expect(again.swaps).toBe(0);
  },
);

test.each([1, 2, 3])(
  "another writer that comes first at the exchange %i loses nothing and is not lost",
  async (step) => {
    let met = false;
    const store = new Watched(embedded, null, async (swap) => {
      if (swap !== step || met) return;
      met = true;
      await push(embedded, [rowAt(at - 5 * minute, 0.2), rowAt(at - 200 * minute, 1)], "other");
    });
    await push(store, old, "a");
    expect(met).toBe(true);
    const read1 = new Watched(embedded);
    expect(await read(read1)).toEqual({ n_1h: 3, n_1d: 5, total: 2.2 });
    expect(read1.reads).toBe(1);
  },
);

test("many writers of one entity at once", async () => {
  const rows = Array.from({ length: 60 }, (_, index) => rowAt(at - (index % 20) * 20 * minute - 1, 0.1));
  await Promise.all(rows.map((row, index) => push(embedded, [row], `p${index}`)));
  const found = await read();
  expect(found).toEqual({ n_1h: 9, n_1d: 60, total: 6 });
});

test("materializations at the same time count equal rows like one", async () => {
  const row = { source: "clicks", values: [1, 0.5, instant - 60_000_000], time: instant - 60_000_000 };
  const put = (run: string, batch: number, times = 1) =>
    putRows(
      embedded,
      streamed,
      Array.from({ length: times }, () => ({
        row: { ...row, created: null, sequence: null, deleted: false, until: null },
        push: null,
      })),
      { kind: "seed", run: run.padEnd(12, "."), batch },
    );
  await put("a", 1);
  await put("b", 1);
  await put("a", 2, 2);
  await put("a", 2, 2);
  await put("c", 1);
  await put("b", 2, 2);
  await put("c", 2);
  expect(await read()).toEqual({ n_1h: 3, n_1d: 3, total: 1.5 });
  // A run that has to make room for newer ones says so when it comes back.
  await put("d", 1);
  await expect(put("a", 3)).rejects.toThrow("more than 3 materializations of one streamed view run at the same time");
});

test("rows that have not happened yet are not counted, and are read in a second round trip", async () => {
  await push(embedded, [...old, rowAt(at - 1000, 0.5), rowAt(at + 1000, 5)], "a");
  const store = new Watched(embedded);
  expect(await read(store)).toEqual({ n_1h: 3, n_1d: 4, total: 1.5 });
  expect(store.reads).toBe(2);
});

test("what a read asks for does not grow with the rows of an entity", () => {
  const key = streamed.encodeKey([1]);
  const reading = new EntityReading(streamed, { address: "", entity: [1], key, instant, latest: instant });
  expect(reading.asked.length).toBeLessThan(6);
});
