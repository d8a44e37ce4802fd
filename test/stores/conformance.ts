/**
 * What every online store does, as tests. `runtime/online/store.ts` says it in words.
 *
 * In: a kind of store at one place. Out: tests.
 * Always: a test has a space of its own, so that the tests of a file share a store.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { StoreError } from "../../runtime/errors.js";
import type { OnlineStore, ViewMeta, ViewSpace } from "../../runtime/online/store.js";
import { Unreadable } from "../../runtime/online/unreadable.js";
import type { Int } from "../../runtime/values.js";
import { int64 } from "../runtime/values.js";
import { built } from "../support/built.js";
import { until } from "../support/until.js";
import { bytesOf, decoded, metaIn, numbered, readTexts, row, texts } from "./rows.js";
import { streamedProject } from "./streamed.js";
import { newSpace, openStore, type StoreUnderTest } from "./under-test.js";

export function conformance(made: () => StoreUnderTest | Promise<StoreUnderTest>, name: string): void {
  describe(name, () => {
    let under: StoreUnderTest;
    let store: OnlineStore;
    const many = () => under.many ?? 6000;
    const open = () => openStore(under.kind, under.settings);
    beforeAll(async () => {
      under = await made();
      store = await open();
    }, 120_000);
    afterAll(async () => {
      await store?.close();
      await under?.close();
    });

    const fill = async (space: ViewSpace, count: number, at = 1): Promise<void> => {
      await store.write(
        space,
        numbered(count).map((key) => row(space, key, at, `${key} at ${at}`)),
      );
      await store.advance(space, { asOf: at, complete: at });
    };
    const found = async (space: ViewSpace, count: number) => {
      const [answer] = await store.read([{ space, keys: numbered(count).map(bytesOf) }]);
      return { asOf: metaIn(answer).asOf, rows: answer!.rows.filter((bytes) => bytes !== null).length };
    };

    describe("rows", () => {
      test("a row with a greater T stays, one with an equal T is overwritten, one with a smaller T is replaced", async () => {
        const space = newSpace();
        const steps: readonly [Int, string, string, number][] = [
          [10, "first", "first", 1],
          [9, "older", "first", 0],
          [10, "corrected", "corrected", 1],
          [11, "newer", "newer", 1],
          [-1, "before the epoch", "newer", 0],
          [2n ** 62n, "far", "far", 1],
          [2 ** 53 - 1, "less far", "far", 0],
        ];
        for (const [at, value, expected, put] of steps) {
          expect(await store.write(space, [row(space, "k", at, value)])).toBe(put);
          expect(await readTexts(store, space, "k")).toEqual([expected]);
        }
      });

      test("whatever the order of writes, the greatest T wins", async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(int64, { minLength: 1, maxLength: 8 }), async (times) => {
            const space = newSpace();
            for (const at of times as Int[]) await store.write(space, [row(space, "k", at, String(at))]);
            const greatest = [...(times as Int[])].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).at(-1);
            expect(await readTexts(store, space, "k")).toEqual([String(greatest)]);
          }),
          { numRuns: 25 },
        );
      });

      test.each([0, 1, 5000])("%i keys in one write and one read", async (count) => {
        const space = newSpace();
        const keys = numbered(count);
        expect(
          await store.write(
            space,
            keys.map((key) => row(space, key, 1, key)),
          ),
        ).toBe(count);
        expect(await readTexts(store, space, ...keys)).toEqual(keys);
        expect(await readTexts(store, space, ...keys.map((key) => `no ${key}`))).toEqual(keys.map(() => null));
      });

      test("one read takes many keys of several views", async () => {
        const [a, b] = [newSpace("a"), newSpace("b")];
        const keys = numbered(many());
        for (const space of [a, b])
          await store.write(
            space,
            keys.map((key) => row(space, key, 1, `${space.view} ${key}`)),
          );
        const bytes = keys.map(bytesOf);
        const [ofA, none, ofB] = await store.read([
          { space: a, keys: bytes },
          { space: newSpace(), keys: [] },
          { space: b, keys: bytes },
        ]);
        expect(texts(a, keys, ofA)).toEqual(keys.map((key) => `a ${key}`));
        expect(none!.rows).toEqual([]);
        expect(texts(b, keys, ofB)).toEqual(keys.map((key) => `b ${key}`));
        expect(await store.read([])).toEqual([]);
      });

      test("keys hold every byte; prefixes and Unicode are distinct; a missing key is null", async () => {
        const space = newSpace();
        const every = Array.from({ length: 256 }, (_, byte) => Buffer.of(1, byte));
        const keys = [
          ...every,
          Buffer.concat(every),
          ...["a", "a\0", "a\0\0", "é", "e\u0301", "😀", "a:b", "a{b}", "{", "}{", "a".repeat(513), "b".repeat(513)],
        ].map(bytesOf);
        await store.write(
          space,
          keys.map((key, index) => row(space, key, 1, `value ${index}`)),
        );
        expect(await readTexts(store, space, ...keys, "nobody", "a")).toEqual([
          ...keys.map((_, index) => `value ${index}`),
          null,
          "value 257",
        ]);
      });

      test("of a key that occurs several times in a batch the greatest T stays, and the last row of these", async () => {
        const space = newSpace();
        const batch = [
          [1, "old"],
          [3, "first"],
          [2, "older"],
          [3, "last"],
          [1, "oldest"],
        ] as const;
        const put = await store.write(space, [
          ...batch.map(([at, text]) => row(space, "k", at, text)),
          row(space, "other", 1, "other"),
        ]);
        expect(put).toBeGreaterThanOrEqual(2);
        expect(await readTexts(store, space, "k", "other", "k")).toEqual(["last", "other", "last"]);
      });

      test("views, fingerprints and projects are distinct, even if their joined names are equal", async () => {
        const base = newSpace("a");
        const spaces = [
          base,
          { ...base, view: "a:f0" },
          { ...base, fingerprint: "f1" },
          { ...base, project: `${base.project}:a` },
          { ...base, project: `${base.project}%3Aa` },
        ];
        for (const [index, space] of spaces.entries()) {
          await store.write(space, [row(space, "k", 1, `${index}`)]);
          await store.advance(space, { asOf: index, complete: null });
        }
        const answers = await store.read(spaces.map((space) => ({ space, keys: [Buffer.from("k")] })));
        expect(answers.map(({ meta }) => meta)).toEqual([0, 1, 2, 3, 4].map((asOf) => ({ asOf, complete: null })));
        for (const [index, space] of spaces.entries()) expect(await readTexts(store, space, "k")).toEqual([`${index}`]);
      });

      test("a large value is kept, and one beyond the limit is refused by an error that says so", async () => {
        const space = newSpace();
        const { fits, tooLarge } = under.limits;
        const overhead = row(space, "k", 1, "x".repeat(1000)).value.length - 1000;
        await store.write(space, [row(space, "k", 1, "x".repeat(fits - overhead))]);
        expect((await readTexts(store, space, "k"))[0]).toHaveLength(fits - overhead);
        if (tooLarge === null) return;
        const writing = store.write(space, [row(space, "k", 2, "x".repeat(tooLarge - overhead))]);
        await expect(writing).rejects.toBeInstanceOf(StoreError);
        await expect(writing).rejects.toThrow(/too large|larger than|limit/);
        await expect(writing).rejects.toThrow(store.address);
        expect((await readTexts(store, space, "k"))[0]).toHaveLength(fits - overhead);
      });
    });

    describe("rows that expire", () => {
      const inSeconds = (seconds: number): Int => (Date.now() + seconds * 1000) * 1000;
      const there = async (space: ViewSpace, names: readonly string[]): Promise<readonly string[]> => {
        const found = await readTexts(store, space, ...names);
        return names.filter((_, index) => found[index] !== null);
      };
      const expiring = (space: ViewSpace, name: string, at: Int, expires: Int) => ({
        ...row(space, name, at, `${name} at ${at}`),
        expires,
      });

      test("such a row goes by itself when its time is over, or stays until it is swept; no other row goes", async () => {
        const space = newSpace();
        const put = await store.write(space, [
          expiring(space, "over", 1, inSeconds(1)),
          expiring(space, "far", 1, inSeconds(3600)),
          expiring(space, "very far", 1, inSeconds(40 * 365 * 86_400)),
          expiring(space, "kept", 1, inSeconds(2)),
          row(space, "no expiry", 1, "x"),
        ]);
        expect(put).toBe(5);
        expect((await there(space, ["far", "very far", "kept", "no expiry"])).length).toBe(4);
        // A newer row says anew whether it expires, also where the one before it did.
        expect(
          await store.write(space, [row(space, "kept", 2, "y"), expiring(space, "no expiry", 2, inSeconds(2))]),
        ).toBe(2);
        // One in the place of damaged bytes goes too.
        await under.set(space, bytesOf("damaged"), row(space, "damaged", 9, "x").value.subarray(1));
        expect(await store.write(space, [expiring(space, "damaged", 1, inSeconds(1))])).toBe(1);
        // An older one changes nothing.
        expect(await store.write(space, [expiring(space, "kept", 1, inSeconds(1))])).toBe(0);
        const leaving = ["over", "no expiry", "damaged"];
        const staying = ["far", "very far", "kept"];
        if (under.expires !== undefined) {
          const told = await Promise.all([...leaving, ...staying].map((key) => under.expires?.(space, bytesOf(key))));
          const now = Date.now() / 1000;
          expect(told.map((at) => (at === null || at === undefined ? null : Math.round((at - now) / 60)))).toEqual([
            0,
            0,
            0,
            60,
            40 * 365 * 24 * 60,
            null,
          ]);
        } else if (store.sweep === null) await until(async () => (await there(space, leaving)).length === 0);
        else await new Promise((resolve) => setTimeout(resolve, 2500));
        expect(await there(space, staying)).toEqual(staying);
        if (store.sweep !== null) expect(await there(space, leaving)).toEqual(leaving);
        // A key that has gone can be filled again.
        await store.write(space, [row(space, "over", 3, "again")]);
        expect(await readTexts(store, space, "over", "kept")).toEqual(["again", "y"]);
      }, 90_000);

      test("a sweep removes what it is told to, of one definition, and no records", async () => {
        if (store.sweep === null) return expect(["redis", "dynamodb", "cassandra"]).toContain(under.kind);
        const [space, other] = [newSpace(), newSpace()];
        const names = numbered(4500);
        const record = { key: Buffer.from("r"), expected: null, value: Buffer.from("x") };
        for (const each of [space, other]) {
          await fill(each, names.length);
          await store.swap(each, [record]);
        }
        const odd = new Set(names.filter((_, index) => index % 2 === 1));
        const gone = ({ key }: { readonly key: Uint8Array }) => odd.has(Buffer.from(key).toString());
        expect(await store.sweep(space, gone, false)).toBe(2250);
        expect(await found(space, names.length)).toEqual({ asOf: 1, rows: names.length });
        expect(await store.sweep(space, gone, true)).toBe(2250);
        expect(await store.sweep(space, gone, true)).toBe(0);
        expect(await found(space, names.length)).toEqual({ asOf: 1, rows: 2250 });
        expect(await readTexts(store, space, "k0", "k1")).toEqual(["k0 at 1", null]);
        expect(await found(other, names.length)).toEqual({ asOf: 1, rows: names.length });
        const [answer] = await store.read([{ space, keys: [], records: [record.key] }]);
        expect(answer!.records).toEqual([Buffer.from("x")]);
      });
    });

    describe("several writers", () => {
      test("no older row wins over a newer one", async () => {
        const space = newSpace();
        const other = await open();
        const keys = numbered(Math.min(700, many()));
        await Promise.all(
          Array.from({ length: 12 }, (_, at) =>
            (at % 2 === 0 ? store : other).write(
              space,
              keys.map((key) => row(space, key, (at * 7) % 12, `at ${(at * 7) % 12}`)),
            ),
          ),
        );
        expect(new Set(await readTexts(store, space, ...keys))).toEqual(new Set(["at 11"]));
        await other.close();
      });

      test("in processes of their own: the greatest T wins, and no change of a record is lost", async () => {
        const space = newSpace();
        const runs = [
          [1, 5, 3, 9, 12, 4],
          [8, 2, 7, 11, 6, 10],
        ];
        const ended = runs.map(async (own) => {
          const argv = [under.kind, JSON.stringify(under.settings), JSON.stringify(space), JSON.stringify(own), "200"];
          const child = fork(await built("test/stores/children/write-rows.ts"), argv, { execArgv: [] });
          return (await once(child, "exit"))[0] as number;
        });
        expect(await Promise.all(ended)).toEqual([0, 0]);
        expect(new Set(await readTexts(store, space, ...numbered(200)))).toEqual(new Set(["at 12"]));
        const [answer] = await store.read([{ space, keys: [], records: [Buffer.from("counter")] }]);
        expect(Buffer.from(answer!.records[0] as Uint8Array).toString()).toBe("12");
      }, 60_000);

      test("what another connection wrote is read at once; a closed store rejects", async () => {
        const space = newSpace();
        const other = await open();
        expect(await readTexts(store, space, "k")).toEqual([null]);
        await other.write(space, [row(space, "k", 1, "x")]);
        expect(await readTexts(store, space, "k")).toEqual(["x"]);
        await other.close();
        await expect(readTexts(other, space, "k")).rejects.toThrow(StoreError);
        await expect(other.close()).resolves.toBeUndefined();
        expect(await readTexts(store, space, "k")).toEqual(["x"]);
      });
    });

    describe("the view's meta", () => {
      test("it only moves forward, each part on its own", async () => {
        const space = newSpace();
        const steps: readonly [ViewMeta, ViewMeta][] = [
          [
            { asOf: 5, complete: null },
            { asOf: 5, complete: null },
          ],
          [
            { asOf: 4, complete: 4 },
            { asOf: 5, complete: 4 },
          ],
          [
            { asOf: 2n ** 60n, complete: null },
            { asOf: 2n ** 60n, complete: 4 },
          ],
          [
            { asOf: 1, complete: 3 },
            { asOf: 2n ** 60n, complete: 4 },
          ],
          [
            { asOf: 1, complete: 6 },
            { asOf: 2n ** 60n, complete: 6 },
          ],
        ];
        expect(await store.read([{ space, keys: [] }])).toEqual([
          { meta: { asOf: null, complete: null }, rows: [], records: [] },
        ]);
        for (const [put, expected] of steps) {
          expect(await store.advance(space, put)).toBe(true);
          expect((await store.read([{ space, keys: [] }]))[0]!.meta).toEqual(expected);
        }
      });

      test("of two retentions the shorter one stays", async () => {
        const space = newSpace();
        const metaNow = async () => (await store.read([{ space, keys: [] }]))[0]!.meta;
        await store.advance(space, { asOf: 5, complete: 5 });
        await store.advance(space, { asOf: null, complete: null, retention: 2n ** 60n });
        expect(await metaNow()).toEqual({ asOf: 5, complete: 5, retention: 2n ** 60n });
        await store.advance(space, { asOf: 6, complete: null, retention: 3_600_000_000 });
        await store.advance(space, { asOf: 7, complete: null, retention: 7_200_000_000 });
        await store.advance(space, { asOf: 8, complete: 8 });
        expect(await metaNow()).toEqual({ asOf: 8, complete: 8, retention: 3_600_000_000 });
      });

      test("concurrent runs: the greatest of each part stays", async () => {
        const space = newSpace();
        const other = await open();
        await Promise.all(
          Array.from({ length: 8 }, (_, index) =>
            (index % 2 === 0 ? store : other).advance(space, { asOf: (index * 3) % 8, complete: (index * 5) % 8 }),
          ),
        );
        expect((await store.read([{ space, keys: [] }]))[0]!.meta).toEqual({ asOf: 7, complete: 7 });
        await other.close();
      });

      test("a reader never sees it newer than a row", async () => {
        const space = newSpace();
        const other = await open();
        const keys = numbered(many());
        const bytes = keys.map(bytesOf);
        const writing = { over: false };
        const written = (async () => {
          for (let at = 1; at <= 4; at++) {
            await other.write(
              space,
              keys.map((key) => row(space, key, at, key)),
            );
            await other.advance(space, { asOf: at, complete: at });
          }
        })().finally(() => {
          writing.over = true;
        });
        while (!writing.over) {
          const [answer] = await store.read([{ space, keys: bytes }]);
          const asOf = metaIn(answer).asOf ?? 0;
          const older = decoded(space, keys, answer).filter((each) => asOf > (each?.at ?? 0));
          expect(older).toEqual([]);
          // A store may answer within the same turn of the event loop.
          await new Promise((resolve) => setImmediate(resolve));
        }
        await written;
        expect(await found(space, many())).toEqual({ asOf: 4, rows: many() });
        await other.close();
      }, 60_000);
    });

    describe("definitions of a view", () => {
      test("those that were filled are known, and one is dropped without the others", async () => {
        const a = newSpace();
        const [b, empty] = [
          { ...a, fingerprint: "f:1%" },
          { ...a, fingerprint: "f2" },
        ];
        const other = { ...newSpace("w"), project: a.project };
        expect(await store.definitions(a)).toEqual([]);
        expect(await store.drop(a)).toBe(0);
        for (const space of [a, b, other]) await fill(space, 3);
        await store.write(empty, [row(empty, "k", 1, "x")]);
        const record = { key: Buffer.from("r"), expected: null, value: Buffer.from("kept") };
        await store.swap(a, [record]);
        const mark = await store.begin(a);
        expect([...(await store.definitions(a))].sort()).toEqual([a.fingerprint, b.fingerprint].sort());
        expect(await store.drop(b)).toBe(3);
        expect(await store.definitions(a)).toEqual([a.fingerprint]);
        expect(await found(b, 3)).toEqual({ asOf: null, rows: 0 });
        expect(await found(a, 3)).toEqual({ asOf: 1, rows: 3 });
        expect(await found(other, 3)).toEqual({ asOf: 1, rows: 3 });
        const [kept] = await store.read([{ space: a, keys: [], records: [record.key] }]);
        expect(Buffer.from(kept!.records[0] as Uint8Array).toString()).toBe("kept");
        expect(await store.begin(a)).toBe(mark);
        expect(await store.drop(a)).toBe(3);
        expect((await store.read([{ space: a, keys: [], records: [record.key] }]))[0]!.records).toEqual([null]);
        // It can be filled again.
        await fill(b, 2, 7);
        expect(await store.definitions(a)).toEqual([b.fingerprint]);
        expect(await found(b, 3)).toEqual({ asOf: 7, rows: 2 });
      });
    });

    describe("bytes that no store wrote", () => {
      const garbage = [Buffer.from("garbage"), Buffer.alloc(40, 0xff), Buffer.of(0)];

      test("a row is read as it is, and the next write replaces it, whatever instant is in it", async () => {
        const space = newSpace();
        const keys = garbage.map((_, index) => bytesOf(`k${index}`));
        for (const [index, bytes] of garbage.entries()) await under.set(space, keys[index]!, bytes);
        const [answer] = await store.read([{ space, keys }]);
        expect(answer!.rows.map((bytes) => Buffer.from(bytes as Uint8Array))).toEqual(garbage);
        const rows = keys.map((key) => row(space, key, 1, "new"));
        expect(await store.write(space, rows)).toBe(3);
        expect(await readTexts(store, space, ...keys)).toEqual(["new", "new", "new"]);
      });

      test("a row under another key is replaced by an older one", async () => {
        const space = newSpace();
        await store.write(space, [row(space, "a", 9, "a")]);
        await under.set(space, bytesOf("b"), (await under.get(space, bytesOf("a")))!);
        expect(await store.write(space, [row(space, "a", 1, "older"), row(space, "b", 1, "b")])).toBe(1);
        expect(await readTexts(store, space, "a", "b")).toEqual(["a", "b"]);
      });

      test("a damaged meta is unreadable, and only a complete run replaces it", async () => {
        const space = newSpace();
        await fill(space, 2);
        const good = (await under.get(space, null))!;
        const damages = [...garbage, good.subarray(1), Buffer.from(good.map((byte, at) => (at === 5 ? 7 : byte)))];
        for (const [index, damage] of damages.entries()) {
          await under.set(space, null, damage);
          const [answer] = await store.read([{ space, keys: [bytesOf("k0")] }]);
          expect(answer!.meta).toBeInstanceOf(Unreadable);
          expect(texts(space, ["k0"], answer)).toEqual(["k0 at 1"]);
          const advancing = store.advance(space, { asOf: 5, complete: null });
          await expect(advancing).rejects.toBeInstanceOf(StoreError);
          await expect(advancing).rejects.toThrow(/can't read the metadata of view v .*materialize the view again/);
          expect(await store.advance(space, { asOf: index, complete: index })).toBe(true);
          expect((await store.read([{ space, keys: [] }]))[0]!.meta).toEqual({ asOf: index, complete: index });
        }
      });
    });

    describe("records", () => {
      const names = Array.from({ length: 256 }, (_, byte) => Buffer.of(byte));
      const read = async (space: ViewSpace, keys: readonly Uint8Array[], rows: readonly string[] = []) =>
        (await store.read([{ space, keys: rows.map(bytesOf), records: keys }]))[0]!;
      const plain = (records: readonly (Uint8Array | null | Unreadable)[]) =>
        records.map((each) => {
          if (each instanceof Unreadable) throw new Error(each.why);
          return each === null ? null : Buffer.from(each).toString();
        });

      test("a record is made, replaced and removed only if it is as expected", async () => {
        const space = newSpace();
        const key = Buffer.from("r");
        const steps: readonly [expected: string | null, value: string | null, done: boolean, after: string | null][] = [
          ["x", "y", false, null],
          [null, null, true, null],
          [null, "a", true, "a"],
          [null, "b", false, "a"],
          ["b", "c", false, "a"],
          ["a", "", true, ""],
          [null, "b", false, ""],
          ["", "d", true, "d"],
          ["D", null, false, "d"],
          ["d", null, true, null],
          ["d", null, false, null],
        ];
        const bytes = (text: string | null) => (text === null ? null : Buffer.from(text));
        for (const [expected, value, done, after] of steps) {
          expect(await store.swap(space, [{ key, expected: bytes(expected), value: bytes(value) }])).toEqual([done]);
          expect(plain((await read(space, [key])).records)).toEqual([after]);
        }
      });

      test("many at once, of every byte, beside rows of the same keys, in one read", async () => {
        const space = newSpace();
        const long = Buffer.alloc(512, 7);
        const keys = [...names, long];
        await store.write(space, [row(space, "k", 1, "row")]);
        const value = (key: Buffer) => Buffer.concat([Buffer.from("v"), key, Buffer.alloc(3)]);
        const swaps = keys.map((key) => ({ key, expected: null, value: value(key) }));
        expect(await store.swap(space, swaps)).toEqual(keys.map(() => true));
        expect(await store.swap(space, swaps)).toEqual(keys.map(() => false));
        const answer = await read(space, [...keys, Buffer.from("none")], ["k", "l"]);
        expect(answer.records.map((each) => each && Buffer.from(each as Uint8Array))).toEqual([
          ...keys.map(value),
          null,
        ]);
        expect(texts(space, ["k", "l"], answer)).toEqual(["row", null]);
        expect(await store.swap(space, [])).toEqual([]);
      });

      test("1,500 in one call, of which every second is as expected", async () => {
        const space = newSpace();
        const keys = numbered(1500).map((key) => Buffer.from(key));
        const some = keys.filter((_, index) => index % 2 === 0);
        await store.swap(
          space,
          some.map((key) => ({ key, expected: null, value: Buffer.from("a") })),
        );
        const swapped = await store.swap(
          space,
          keys.map((key) => ({ key, expected: Buffer.from("a"), value: Buffer.from("b") })),
        );
        expect(swapped).toEqual(keys.map((_, index) => index % 2 === 0));
        expect(plain((await read(space, keys)).records)).toEqual(
          keys.map((_, index) => (index % 2 === 0 ? "b" : null)),
        );
      });

      test("a key that is named twice is refused", async () => {
        const swap = { key: Buffer.from("r"), expected: null, value: Buffer.from("v") };
        await expect(store.swap(newSpace(), [swap, swap])).rejects.toThrow(/names a key twice/);
      });

      test("under contention each change is done once", async () => {
        const space = newSpace();
        const other = await open();
        const key = Buffer.from("counter");
        const add = async (by: OnlineStore): Promise<void> => {
          for (;;) {
            const [answer] = await by.read([{ space, keys: [], records: [key] }]);
            const [stored = null] = answer!.records as (Uint8Array | null)[];
            const next = Number(stored === null ? 0 : Buffer.from(stored).toString()) + 1;
            const [done] = await by.swap(space, [{ key, expected: stored, value: Buffer.from(String(next)) }]);
            if (done) return;
          }
        };
        await Promise.all(Array.from({ length: 40 }, (_, index) => add(index % 2 === 0 ? store : other)));
        expect(plain((await read(space, [key])).records)).toEqual(["40"]);
        await other.close();
      }, 60_000);

      test("they belong to a view's definition, and clear removes them", async () => {
        const space = newSpace();
        const others = [
          { ...space, fingerprint: "f1" },
          { ...space, view: "w" },
        ];
        const key = Buffer.from("r");
        for (const each of [space, ...others])
          await store.swap(each, [{ key, expected: null, value: Buffer.from(each.view + each.fingerprint) }]);
        await store.write(space, [row(space, "r", 1, "row")]);
        for (const each of [space, ...others])
          expect(plain((await read(each, [key])).records)).toEqual([each.view + each.fingerprint]);
        expect(await store.clear(space)).toBe(1);
        expect(plain((await read(space, [key])).records)).toEqual([null]);
        expect(plain((await read(others[0]!, [key])).records)).toEqual([null]);
        expect(plain((await read(others[1]!, [key])).records)).toEqual(["wf0"]);
      });
    });

    describe("clear", () => {
      test("it removes all rows and the meta of all definitions, and nothing else", async () => {
        const space = newSpace("v");
        const older = { ...space, fingerprint: "f1" };
        const others: readonly ViewSpace[] = [
          { ...space, view: "v2" },
          { ...space, view: "v:f0" },
          { ...space, view: "*" },
          { ...space, view: "[v]" },
          { ...space, view: "\\v" },
          { ...space, view: "%" },
          { ...space, view: "_" },
          { ...space, project: `${space.project}2` },
          { ...space, project: `${space.project}:v` },
        ];
        await fill(space, 3000);
        await fill(older, 20);
        // A run of a third definition that died.
        const third = { ...space, fingerprint: "f2" };
        await store.write(third, [row(third, "k0", 1, "x")]);
        for (const other of others) await fill(other, 3);
        expect(await store.clear(space)).toBe(3021);
        for (const cleared of [space, older, third])
          expect(await found(cleared, 3000)).toEqual({ asOf: null, rows: 0 });
        for (const other of others) expect(await found(other, 3)).toEqual({ asOf: 1, rows: 3 });
        expect(await store.clear(space)).toBe(0);
        // Clearing a view that is named like a pattern removes nothing of other views.
        for (const other of others.slice(2, 7)) expect(await store.clear(other)).toBe(3);
        for (const other of [...others.slice(0, 2), ...others.slice(7)])
          expect(await found(other, 3)).toEqual({ asOf: 1, rows: 3 });
        // A T older than the one before is accepted again.
        await fill(space, 2, 0);
        expect(await found(space, 2)).toEqual({ asOf: 0, rows: 2 });
      }, 60_000);

      test("a mark is valid until the view is cleared", async () => {
        const space = newSpace("v");
        const meta = { asOf: 5, complete: 5 };
        const mark = await store.begin(space);
        expect(await store.begin({ project: space.project, view: "v" })).toBe(mark);
        expect(await store.advance(space, meta, mark)).toBe(true);
        expect(await store.begin(space)).toBe(mark);
        await store.clear({ project: space.project, view: "v2" });
        expect(await store.advance(space, meta, mark)).toBe(true);
        await store.clear(space);
        expect(await store.advance(space, meta, mark)).toBe(false);
        expect(await found(space, 1)).toEqual({ asOf: null, rows: 0 });
        expect(await store.begin(space)).not.toBe(mark);
      });

      test("a reader meanwhile finds all rows, or a view without meta, but never a part", async () => {
        const space = newSpace("v");
        const other = await open();
        const count = many();
        for (let round = 0; round < 2; round++) {
          await fill(space, count);
          const clearing = { over: false };
          const cleared = other.clear(space).finally(() => {
            clearing.over = true;
          });
          while (!clearing.over) {
            const { asOf, rows } = await found(space, count);
            if (asOf !== null) expect(rows).toBe(count);
            // A store may answer within the same turn of the event loop.
            await new Promise((resolve) => setImmediate(resolve));
          }
          expect(await cleared).toBe(count);
          expect(await found(space, count)).toEqual({ asOf: null, rows: 0 });
        }
        await other.close();
      }, 60_000);
    });

    describe("a call ends early", () => {
      const calls: readonly (readonly [
        string,
        (options: { signal?: AbortSignal; timeout?: number }) => Promise<unknown>,
      ])[] = [
        ["read", (options) => store.read([{ space: newSpace(), keys: [bytesOf("k")] }], options)],
        [
          "write",
          (options) => {
            const space = newSpace();
            return store.write(space, [row(space, "k", 1, "x")], options);
          },
        ],
        [
          "swap",
          (options) => store.swap(newSpace(), [{ key: bytesOf("r"), expected: null, value: bytesOf("v") }], options),
        ],
      ];

      test.each(calls)("%s rejects with the reason of a signal that has aborted", async (_, call) => {
        const reason = new Error("the caller went away");
        await expect(call({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      });

      test.each(calls)("%s takes a signal and a timeout that do not end it", async (_, call) => {
        await expect(call({ signal: new AbortController().signal, timeout: 30_000 })).resolves.toBeDefined();
        await expect(call({ timeout: 0 })).rejects.toThrow(/a timeout is a number of milliseconds above 0, not 0/);
        await expect(call({ timeout: Number.NaN })).rejects.toThrow(/a timeout is a number/);
      });
    });

    test("rows of a streamed view that several connections push at once are all counted, and once", async () => {
      const { fill, push, read, expected } = streamedProject(`streamed_${process.pid}_${under.kind}`);
      const ids = Array.from({ length: 40 }, (_, id) => id);
      const other = await open();
      await fill(store);
      await Promise.all([push(store, ids.slice(0, 25)), push(other, ids.slice(15)), push(store, ids.slice(10, 30))]);
      expect(await read(other)).toEqual(expected(40));
      await push(other, ids.toReversed().slice(0, 20));
      expect(await read(store)).toEqual(expected(40));
      await other.close();
    }, 120_000);

    test("settings with which the store can't be used are an error with its address, the cause and no password", async () => {
      const outcomes: string[] = [];
      for (const { title, settings, message, fails } of under.refused) {
        const space = newSpace();
        let refused: OnlineStore | null = null;
        const error = await (async () => {
          refused = await openStore(under.kind, typeof settings === "function" ? await settings() : settings);
          if (fails === "write") await refused.read([{ space, keys: [bytesOf("k")] }]);
          await (fails === "read"
            ? refused.read([{ space, keys: [bytesOf("k")] }])
            : refused.write(space, [row(space, "k", 1, "x")]));
        })().then(
          () => null,
          (thrown: unknown) => thrown,
        );
        await (refused as OnlineStore | null)?.close();
        if (!(error instanceof StoreError)) outcomes.push(`${title}: no StoreError, but ${String(error)}`);
        else if (!message.test(error.message)) outcomes.push(`${title}: ${error.message}`);
        else if (`${error.message}${error.stack}${JSON.stringify(error)}`.includes("geheim"))
          outcomes.push(`${title}: it shows the password`);
      }
      expect(outcomes).toEqual([]);
    }, 60_000);
  });
}
