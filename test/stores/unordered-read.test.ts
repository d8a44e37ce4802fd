import fc from "fast-check";
import { expect, test } from "vitest";
import { packMeta } from "../../runtime/online/meta.js";
import type { ReadRequest, ViewSpace } from "../../runtime/online/store.js";
import { type Found, UnorderedReads, type UnorderedStore } from "../../runtime/online/unordered-read.js";
import { decoded, metaIn, row } from "./rows.js";

const space: ViewSpace = { project: "p", view: "v", fingerprint: "f" };
const names = ["a", "b", "c"];
const keys = names.map((name) => Buffer.from(name));

/** The items of a store at one instant: the T of each row, and of the meta with its version. */
interface State {
  readonly rows: readonly (number | null)[];
  readonly meta: { readonly at: number; readonly version: string } | null;
}

/** A store whose writers go on while it is read: each item is read after so many more of their steps. */
class Changing implements UnorderedStore {
  #now = 0;

  constructor(
    private readonly states: readonly State[],
    private readonly steps: () => number,
    readonly quickIsExact: boolean,
  ) {}

  readonly quick = async (requests: readonly ReadRequest[]): Promise<readonly Found[]> => this.#fetch(requests, true);
  readonly exact = async (requests: readonly ReadRequest[]): Promise<readonly Found[]> => this.#fetch(requests, false);

  #fetch(requests: readonly ReadRequest[], quick: boolean): readonly Found[] {
    const began = this.#now;
    // Each item is read at an instant of its own between the beginning and the end of the request.
    const one = (): State => {
      const at = Math.min(began + this.steps(), this.states.length - 1);
      this.#now = Math.max(this.#now, at);
      const lag = quick && !this.quickIsExact ? this.steps() : 0;
      return this.states[Math.max(0, at - lag)]!;
    };
    return requests.map(({ keys: asked }) => {
      const { meta } = one();
      return {
        meta:
          meta === null
            ? null
            : { bytes: packMeta(space, { asOf: meta.at, complete: meta.at }), version: meta.version },
        rows: asked.map((key) => {
          const at = one().rows[names.indexOf(Buffer.from(key).toString())] ?? null;
          return at === null ? null : row(space, key, at, String(at)).value;
        }),
        records: [],
      };
    });
  }
}

/** The states that runs go through: each run puts the rows of its keys one by one and then moves the meta. */
function history(runs: readonly (readonly boolean[])[]): readonly State[] {
  const states: State[] = [{ rows: names.map(() => null), meta: null }];
  for (const [index, puts] of runs.entries()) {
    const at = index + 1;
    for (const [key, put] of puts.entries()) {
      const { rows, meta } = states.at(-1)!;
      if (put) states.push({ rows: rows.map((old, other) => (other === key ? at : old)), meta });
    }
    states.push({ rows: states.at(-1)!.rows, meta: { at, version: `version ${at}` } });
  }
  return states;
}

const runs = fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 6 });
const pace = fc.infiniteStream(fc.nat(4));

test.each([
  ["exact", true],
  ["quick", false],
])("the meta of a read is not newer than a row, whatever runs meanwhile: %s reads first", async (_, quickIsExact) => {
  await fc.assert(
    fc.asyncProperty(runs, pace, async (puts, paces) => {
      const states = history(puts);
      const store = new Changing(states, () => paces.next().value ?? 0, quickIsExact);
      const reads = new UnorderedReads();
      for (let count = 0; count < 6; count++) {
        const [answer] = await reads.read([{ space, keys }], store);
        const asOf = metaIn(answer).asOf;
        if (asOf === null) continue;
        // The state when the meta was moved: a row of a read is that one or a later one.
        const then = states.find(({ meta }) => meta?.at === asOf)!;
        const found = decoded(space, names, answer).map((each) => Number(each?.at ?? 0));
        for (const [key, at] of found.entries()) expect(at).toBeGreaterThanOrEqual(then.rows[key] ?? 0);
      }
    }),
    { numRuns: 400 },
  );
});

test("a read takes one request where the meta is known, and where all rows are as new as it is", async () => {
  const asked: string[] = [];
  const counted = (state: State, quickIsExact: boolean): UnorderedStore => {
    const store = new Changing([state], () => 0, quickIsExact);
    return {
      quickIsExact,
      quick: (requests) => (asked.push("quick"), store.quick(requests)),
      exact: (requests) => (asked.push(`exact ${requests.flatMap((each) => each.keys).length}`), store.exact(requests)),
    };
  };
  const reads = new UnorderedReads();
  const full = { rows: [2, 3, 2], meta: { at: 2, version: "2" } };
  const part = { rows: [2, 1, null], meta: { at: 2, version: "2" } };
  const next = { rows: [3, 1, null], meta: { at: 3, version: "3" } };
  for (const state of [full, part, next, next]) await reads.read([{ space, keys }], counted(state, true));
  expect(asked.splice(0)).toEqual(["quick", "quick", "quick", "exact 2", "quick"]);
  for (const state of [next, next, full]) await reads.read([{ space, keys }], counted(state, false));
  expect(asked).toEqual(["quick", "exact 2", "quick", "exact 2", "quick"]);
});
