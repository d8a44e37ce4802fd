/** Reads that are asked again, against a slow server and its replica. */
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { InputError, StoreError } from "../../runtime/errors.js";
import { StoreAround } from "../../runtime/online/around.js";
import { hedgedReads } from "../../runtime/online/hedged.js";
import { openRedis } from "../../runtime/online/redis/index.js";
import type { CallOptions, OnlineStore, ReadAnswer, ReadRequest, ViewSpace } from "../../runtime/online/store.js";
import { freePort } from "../support/free-port.js";
import { TcpProxy } from "../support/proxy.js";
import { until } from "../support/until.js";
import { bytesOf, readTexts, row } from "./rows.js";
import { newSpace, openStore } from "./under-test.js";

/** A store whose reads the test answers. */
class Asked extends StoreAround {
  readonly reads: { readonly options: CallOptions; answer(text: string): void; fail(message: string): void }[] = [];

  override read(_: readonly ReadRequest[], options: CallOptions = {}): Promise<readonly ReadAnswer[]> {
    return new Promise((resolve, reject) => {
      options.signal?.addEventListener("abort", () => reject(options.signal?.reason));
      this.reads.push({
        options,
        answer: (text) => resolve([{ meta: { asOf: 1, complete: 1 }, rows: [Buffer.from(text)], records: [] }]),
        fail: (message) => reject(new StoreError("there", message)),
      });
    });
  }
}

describe("a read that has no answer", () => {
  let asked: Asked;
  const inner = openRedis("redis://127.0.0.1:1");
  const requests = [{ space: newSpace(), keys: [bytesOf("a")] }];
  const textOf = (reading: Promise<readonly ReadAnswer[]>) => reading.then(([answer]) => String(answer!.rows[0]));
  const read = (options: CallOptions = {}, after = 5, share = 1) =>
    textOf(hedgedReads(asked, { after, share, timeout: 2000 }).read(requests, options));
  const asks = (count: number) => until(async () => asked.reads.length === count);
  beforeEach(() => {
    asked = new Asked(inner);
  });
  afterAll(() => inner.close());

  test("is asked again, once, in the time that is left; the first answer wins and the other read is cancelled", async () => {
    const reading = read({ timeout: 1000, current: true });
    await asks(2);
    const [first, second] = asked.reads;
    expect(first!.options).toMatchObject({ timeout: 1000, current: true });
    expect(first!.options.again).toBeUndefined();
    expect(second!.options).toMatchObject({ timeout: 995, current: true, again: true });
    second!.answer("second");
    expect(await reading).toBe("second");
    expect(first!.options.signal?.aborted).toBe(true);
    first!.answer("late");
    const other = read();
    await asks(4);
    asked.reads[2]!.answer("first");
    expect(await other).toBe("first");
    expect(asked.reads[3]!.options.signal?.aborted).toBe(true);
  });

  test("is not asked again if it is answered, or fails, before", async () => {
    const store = hedgedReads(asked, { after: 2000, share: 1, timeout: 5000 });
    const reading = textOf(store.read(requests));
    asked.reads[0]!.answer("x");
    expect(await reading).toBe("x");
    const failing = store.read(requests);
    asked.reads[1]!.fail("no");
    await expect(failing).rejects.toThrow("no");
    expect(asked.reads).toHaveLength(2);
    // There would be no time left for another one.
    const short = textOf(store.read(requests, { timeout: 1000 }));
    asked.reads[2]!.answer("y");
    expect(await short).toBe("y");
    expect(asked.reads[2]!.options.signal).toBeUndefined();
  });

  test("fails only if both fail, with the first failure", async () => {
    const saved = read();
    await asks(2);
    asked.reads[0]!.fail("first");
    asked.reads[1]!.answer("saved");
    expect(await saved).toBe("saved");
    const lost = read();
    await asks(4);
    asked.reads[2]!.fail("first");
    asked.reads[3]!.fail("second");
    await expect(lost).rejects.toThrow("first");
  });

  test("ends with its signal, and both reads with it", async () => {
    const [aborting, reason] = [new AbortController(), new Error("the caller went away")];
    const reading = read({ signal: aborting.signal });
    await asks(2);
    aborting.abort(reason);
    await expect(reading).rejects.toBe(reason);
    expect(asked.reads.map(({ options }) => options.signal?.reason)).toEqual([reason, reason]);
  });

  test("is asked again only for a share of all reads, so that a slow store does not get twice the load", async () => {
    const store = hedgedReads(asked, { after: 1, share: 0.1, timeout: 5000 });
    const reading = Array.from({ length: 200 }, () => store.read(requests));
    // Ten at once, and a tenth of two hundred: the budget never holds more than ten.
    await asks(210);
    for (const { answer } of asked.reads) answer("x");
    await Promise.all(reading);
    for (let index = 0; index < 50; index++) {
      const next = store.read(requests);
      await new Promise((resolve) => setTimeout(resolve, 3));
      for (const { answer } of asked.reads) answer("x");
      await next;
    }
    expect(asked.reads.length - 260).toBeLessThanOrEqual(5);
    expect(asked.reads.length - 260).toBeGreaterThanOrEqual(4);
  });

  test("options that make no sense are errors", () => {
    expect(() => hedgedReads(asked, { after: 0 })).toThrow(InputError);
    expect(() => hedgedReads(asked, { after: 5, share: 0 })).toThrow(InputError);
    expect(() => hedgedReads(asked, { after: 5, share: 1.5 })).toThrow(InputError);
  });
});

describe("against a Redis whose answers are slow on the first connection", () => {
  let proxy: TcpProxy;
  let store: OnlineStore;
  let space: ViewSpace;
  beforeAll(async () => {
    proxy = await TcpProxy.start(await freePort(), Number(new URL(inject("redisUrl")).port));
    const url = `redis://127.0.0.1:${proxy.port}`;
    store = await openStore("redis", { url, timeout: 20_000, hedge_after: 20, hedge_share: 1 });
    space = newSpace();
    await store.write(space, [row(space, "a", 1, "a")]);
    await store.advance(space, { asOf: 1, complete: 1 });
  });
  afterAll(async () => {
    await store.close();
    await proxy.stop();
  });

  test("the second read goes over a connection of its own, and does not wait for the first", async () => {
    expect(await readTexts(store, space, "a")).toEqual(["a"]);
    proxy.slowDownFirst(10_000);
    const began = performance.now();
    expect(await readTexts(store, space, "a", "none")).toEqual(["a", null]);
    expect(performance.now() - began).toBeLessThan(9000);
    expect(proxy.connections).toBe(2);
  });
});
