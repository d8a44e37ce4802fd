/** Stores around another one: reads of a turn asked together, and rows kept for a while. */
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { InputError, StoreError } from "../../runtime/errors.js";
import { StoreAround } from "../../runtime/online/around.js";
import { cachedReads } from "../../runtime/online/cached.js";
import { coalescedReads } from "../../runtime/online/coalesced.js";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import type { CallOptions, ReadAnswer, ReadRequest } from "../../runtime/online/store.js";
import { bytesOf, metaIn, readTexts, row } from "./rows.js";
import { newSpace, temporaryFolder } from "./under-test.js";

const inner = openEmbedded(join(temporaryFolder(), "online"));
afterAll(() => inner.close());
afterEach(() => vi.useRealTimers());

/** What a store is asked for, as the numbers of keys and records of each request. */
class Watched extends StoreAround {
  readonly asked: string[] = [];
  failing = false;

  override read(requests: readonly ReadRequest[], options?: CallOptions): Promise<readonly ReadAnswer[]> {
    this.asked.push(requests.map(({ keys, records = [] }) => `${keys.length}+${records.length}`).join(" "));
    if (this.failing) return Promise.reject(new StoreError(this.address, "the store fails"));
    return super.read(requests, options);
  }
}

async function filled() {
  const space = newSpace();
  await inner.write(
    space,
    ["a", "b", "c"].map((name) => row(space, name, 1, name)),
  );
  await inner.swap(space, [{ key: bytesOf("a"), expected: null, value: Buffer.from("record") }]);
  await inner.advance(space, { asOf: 1, complete: 1 });
  return { space, watched: new Watched(inner) };
}

describe("coalesced reads", () => {
  test("the reads of a turn are asked together, each key once, and each gets its own", async () => {
    const [{ space, watched }, other] = [await filled(), await filled()];
    const store = coalescedReads(watched);
    const reading = [
      readTexts(store, space, "a", "b", "a"),
      readTexts(store, other.space, "c", "none"),
      readTexts(store, { ...space }, "b", "none", "c"),
      store.read([{ space, keys: [], records: [bytesOf("a"), bytesOf("z")] }]).then(([answer]) => answer!.records),
      store.read([]).then((answers) => answers.length),
    ];
    expect(await Promise.all(reading)).toEqual([
      ["a", "b", "a"],
      ["c", null],
      ["b", null, "c"],
      [Buffer.from("record"), null],
      0,
    ]);
    expect(watched.asked).toEqual(["4+2 2+0"]);
    expect(await readTexts(store, space, "a")).toEqual(["a"]);
    expect(watched.asked).toHaveLength(2);
  });

  test("reads with other limits are asked apart, a signal ends its own read, and a failure is everybody's", async () => {
    const { space, watched } = await filled();
    const store = coalescedReads(watched);
    const requests = [{ space, keys: [bytesOf("a")] }];
    const aborting = new AbortController();
    const reason = new Error("the caller went away");
    const aborted = store.read(requests, { signal: aborting.signal });
    const others = [
      store.read(requests),
      store.read(requests, { timeout: 5000 }),
      store.read(requests, { current: true }),
    ];
    aborting.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    for (const [answer] of await Promise.all(others)) expect(answer!.rows[0]).toBeInstanceOf(Uint8Array);
    expect(watched.asked).toHaveLength(3);
    watched.failing = true;
    const failing = await Promise.allSettled([store.read(requests), store.read(requests)]);
    expect(failing.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    watched.failing = false;
    await expect(store.read(requests)).resolves.toHaveLength(1);
  });
});

describe("cached reads", () => {
  test("a row is asked for once while it is kept, also one that is not there; records always are", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const { space, watched } = await filled();
    const store = cachedReads(watched, { ttl: 1000 });
    expect(await readTexts(store, space, "a", "none")).toEqual(["a", null]);
    expect(await readTexts(store, space, "none", "b", "a")).toEqual([null, "b", "a"]);
    expect(await readTexts(store, space, "a", "b")).toEqual(["a", "b"]);
    expect(watched.asked).toEqual(["2+0", "1+0"]);
    const [answer] = await store.read([{ space, keys: [bytesOf("a")], records: [bytesOf("a")] }]);
    expect(String(answer!.records[0])).toBe("record");
    await store.read([{ space, keys: [] }]);
    await store.read([{ space, keys: [bytesOf("a")] }], { current: true });
    expect(watched.asked.slice(2)).toEqual(["0+1", "0+0", "1+0"]);
    vi.advanceTimersByTime(999);
    await readTexts(store, space, "a");
    expect(watched.asked).toHaveLength(5);
    vi.advanceTimersByTime(2);
    watched.failing = true;
    await expect(readTexts(store, space, "a")).rejects.toThrow("the store fails");
  });

  test("metadata is not newer than a row that is kept", async () => {
    const { space, watched } = await filled();
    const store = cachedReads(watched, { ttl: 60_000 });
    await readTexts(store, space, "a");
    await inner.write(space, [row(space, "a", 2, "new a"), row(space, "b", 2, "new b")]);
    await inner.advance(space, { asOf: 2, complete: 2 });
    const [both] = await store.read([{ space, keys: [bytesOf("a"), bytesOf("b")] }]);
    expect(metaIn(both)).toEqual({ asOf: 1, complete: 1 });
    const [fresh] = await store.read([{ space, keys: [bytesOf("b")] }]);
    expect(metaIn(fresh)).toEqual({ asOf: 2, complete: 2 });
  });

  test("what the store itself writes, moves or clears is not kept", async () => {
    const { space, watched } = await filled();
    const store = cachedReads(watched, { ttl: 60_000 });
    expect(await readTexts(store, space, "a")).toEqual(["a"]);
    await store.write(space, [row(space, "a", 2, "new")]);
    expect(await readTexts(store, space, "a")).toEqual(["new"]);
    await store.advance(space, { asOf: 3, complete: null });
    expect(metaIn((await store.read([{ space, keys: [bytesOf("a")] }]))[0])).toEqual({ asOf: 3, complete: 1 });
    await store.clear(space);
    expect(await readTexts(store, space, "a")).toEqual([null]);
  });

  test("a read that began before a write of the store keeps nothing", async () => {
    const { space } = await filled();
    let go: (() => void) | null = null;
    class Slow extends StoreAround {
      override async read(requests: readonly ReadRequest[]): Promise<readonly ReadAnswer[]> {
        const answers = await super.read(requests);
        if (go === null) await new Promise<void>((resolve) => (go = resolve));
        return answers;
      }
    }
    const store = cachedReads(new Slow(inner), { ttl: 60_000 });
    const early = readTexts(store, space, "a");
    await vi.waitUntil(() => go !== null);
    await store.write(space, [row(space, "a", 2, "new")]);
    go!();
    expect(await early).toEqual(["a"]);
    expect(await readTexts(store, space, "a")).toEqual(["new"]);
  });

  test("it keeps at most so many rows, those that were used last", async () => {
    const { space, watched } = await filled();
    const store = cachedReads(watched, { ttl: 60_000, rows: 2 });
    for (const name of ["a", "b", "a", "c", "a", "b"]) await readTexts(store, space, name);
    expect(watched.asked).toHaveLength(4);
    expect(() => cachedReads(watched, { ttl: 0 })).toThrow(InputError);
    expect(() => cachedReads(watched, { ttl: 5, rows: 0 })).toThrow(InputError);
  });
});
