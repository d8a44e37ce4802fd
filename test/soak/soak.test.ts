/**
 * The short form of `bench/soak.ts`: reads, pushes and materializations while servers fail, with every answer checked.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { StoreAround } from "../../runtime/online/around.js";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import type { CallOptions, OnlineStore, ReadAnswer, ReadRequest, Swap, ViewSpace } from "../../runtime/online/store.js";
import { temporaryFolder } from "../stores/under-test.js";
import { type SoakOptions, soak } from "./soak.js";
import { disturbedStores } from "./stores.js";

const short = (store: OnlineStore, over: Partial<SoakOptions> = {}) =>
  soak({
    store,
    project: `soak-${randomUUID()}`.replaceAll("-", "_"),
    seconds: 3,
    least: { checkedRows: 200, runs: 2, disturbances: 2 },
    disturbEvery: 1.5,
    materializeEvery: 1,
    customers: 100,
    users: 40,
    pace: 15,
    disturb: async () => {},
    ...over,
  });

describe("nothing is wrong and nothing is lost", () => {
  test.each(["redis", "dynamodb"] as const)(
    "%s",
    async (kind) => {
      const { store, disturb, stop } = await disturbedStores[kind]();
      try {
        const report = await short(store, { disturb });
        expect(report.wrong).toEqual([]);
        expect(report.checkedRows).toBeGreaterThanOrEqual(200);
        expect(report.pushedRows).toBeGreaterThan(0);
        const [first, last] = report.memory;
        expect(last).toBeLessThan(first + 10);
      } finally {
        await stop();
      }
    },
    120_000,
  );
});

/** The check itself: each of these stores does one thing wrong. */
class Lossy extends StoreAround {
  /** Says of every twentieth change of a record that it was made. */
  #swaps = 0;
  override async swap(space: ViewSpace, swaps: readonly Swap[], options?: CallOptions): Promise<readonly boolean[]> {
    if (++this.#swaps % 20 === 0) return swaps.map(() => true);
    return super.swap(space, swaps, options);
  }
}
class Behind extends StoreAround {
  /** Answers now and then what was stored when somebody first asked. */
  readonly #first = new Map<string, readonly [ReadAnswer["meta"], ReadAnswer["rows"][number]]>();
  #reads = 0;
  override async read(requests: readonly ReadRequest[], options?: CallOptions): Promise<readonly ReadAnswer[]> {
    const old = ++this.#reads % 20 === 0;
    const answers = await super.read(requests, options);
    return answers.map(({ meta, rows, records }, index) => {
      const first = requests[index]!.keys.map((key, place) => {
        const name = Buffer.from(key).toString("hex");
        const known = this.#first.get(name) ?? ([meta, rows[place]!] as const);
        this.#first.set(name, known);
        return known;
      });
      return old && first.length > 0
        ? { meta: first[0]![0], rows: first.map(([, row]) => row), records }
        : { meta, rows, records };
    });
  }
}
class Mixing extends StoreAround {
  /** Swaps the rows of two keys. */
  override async read(requests: readonly ReadRequest[], options?: CallOptions): Promise<readonly ReadAnswer[]> {
    const answers = await super.read(requests, options);
    return answers.map((answer) => ({ ...answer, rows: [...answer.rows].reverse() }));
  }
}

describe("a store that does wrong is found out", () => {
  test.each([
    ["loses changes", (store: OnlineStore) => new Lossy(store), /^user \d+ at /],
    ["answers from before", (store: OnlineStore) => new Behind(store), /^(?:user \d+ at|customer \d+: as of)/],
    ["mixes keys up", (store: OnlineStore) => new Mixing(store), /^a read: can't read the row of view stats/],
  ] as const)("%s", async (_, make, message) => {
    const store = openEmbedded(join(temporaryFolder(), "online"));
    const report = await short(make(store), { seconds: 1, materializeEvery: 0.5, users: 5, customers: 8, pace: 1 });
    await store.close();
    expect(report.wrong).toEqual(expect.arrayContaining([expect.stringMatching(message)]));
  });
});
