import fc from "fast-check";
import { expect, test } from "vitest";
import {
  fromSortableBytes,
  INSTANT_AT,
  keyEncoder,
  rowCodec,
  rowIsIntact,
  sortableBytes,
} from "../../runtime/codec/index.js";
import { compiledBuilder, plainBuilder } from "../../runtime/codec/record.js";
import { packMeta, unpackMeta } from "../../runtime/online/meta.js";
import { Unreadable } from "../../runtime/online/unreadable.js";
import { scalar, type Type } from "../../runtime/types.js";
import type { Int, Value } from "../../runtime/values.js";
import { anyRow, anyScalarType, int64, valuesOf } from "./values.js";

const named = (types: readonly Type[]) => types.map((type, index) => ({ name: `c${index}`, type }));
const int = int64 as fc.Arbitrary<Int>;
const head = fc.record({ at: int, time: fc.option(int), live: fc.boolean(), until: fc.option(int) });

const SPACE = "p:v:f";
const KEY = Buffer.from("key");

function codecOf(types: readonly Type[]) {
  const split = types.length >> 1;
  const latest = named(types.slice(0, split));
  const aggregates = named(types.slice(split)).map((each) => ({ ...each, empty: null }));
  return rowCodec({ latest, aggregates }, SPACE);
}

test("a decoded row equals the encoded one", () => {
  fc.assert(
    fc.property(anyRow, head, ([types, values], rowHead) => {
      const codec = codecOf(types);
      const bytes = codec.encode(KEY, rowHead, values);
      expect(codec.decodeValues(KEY, bytes)).toEqual({ head: rowHead, values });
      const { stored, ...rest } = codec.decode(KEY, bytes);
      expect(rest).toEqual(rowHead);
      expect([...Object.values(stored.latest), ...Object.values(stored.aggregates)]).toEqual(values);
    }),
    { numRuns: 400 },
  );
});

test("bytes that are cut, longer, damaged, foreign or another key's are an error, never a value", () => {
  const other = fc.uint8Array({ maxLength: 40 }).filter((key) => Buffer.compare(key, KEY) !== 0);
  const bytes = fc.uint8Array({ maxLength: 300 });
  const place = fc.nat();
  fc.assert(
    fc.property(
      anyRow,
      head,
      place,
      fc.integer({ min: 1, max: 255 }),
      other,
      bytes,
      (row, rowHead, at, flip, key, noise) => {
        const [types, values] = row;
        const codec = codecOf(types);
        const good = codec.encode(KEY, rowHead, values);
        const damaged = Buffer.from(good);
        damaged[at % good.length]! ^= flip;
        // Replaces the bytes from a place on, or sixteen of them, or puts the head of a row before them.
        const overwritten = Buffer.from(good);
        overwritten.set(noise.subarray(0, good.length - (at % good.length)), at % good.length);
        const wrong = [
          good.subarray(0, at % good.length),
          Buffer.concat([good, Buffer.of(flip)]),
          Buffer.concat([good, good]),
          damaged,
          overwritten,
          noise,
          Buffer.concat([good.subarray(0, 10), noise]),
          Buffer.alloc(0),
          Buffer.from("a string of another program"),
        ].filter((each) => Buffer.compare(each, good) !== 0);
        for (const each of wrong) {
          expect(() => codec.decode(KEY, each)).toThrow(/^its /);
          expect(rowIsIntact(SPACE, KEY, each)).toBe(false);
        }
        expect(rowIsIntact(SPACE, KEY, good)).toBe(true);
        expect(() => codec.decode(key, good)).toThrow(/belong to another key/);
        expect(() => rowCodec({ latest: named(types), aggregates: [] }, "p:v:f2").decode(KEY, good)).toThrow(/^its /);
      },
    ),
    { numRuns: 400 },
  );
});

test("meta that is cut, longer, damaged, foreign or another view's is unreadable, never another instant", () => {
  const [space, other] = [
    { project: "p", view: "v", fingerprint: "f" },
    { project: "p", view: "w", fingerprint: "f" },
  ];
  const bytes = fc.uint8Array({ maxLength: 40 });
  const instant = fc.option(int).filter((each) => each !== -(2n ** 63n));
  fc.assert(
    fc.property(
      instant,
      instant,
      fc.nat(20),
      fc.integer({ min: 1, max: 255 }),
      bytes,
      (asOf, complete, at, flip, noise) => {
        const good = packMeta(space, { asOf, complete });
        expect(unpackMeta(space, good)).toEqual({ asOf, complete });
        const damaged = Buffer.from(good);
        damaged[at]! ^= flip;
        const wrong = [
          damaged,
          good.subarray(0, at),
          Buffer.concat([good, noise, good]),
          noise,
          Buffer.alloc(16),
          Buffer.alloc(0),
        ];
        for (const each of wrong) expect(unpackMeta(space, each)).toBeInstanceOf(Unreadable);
        expect(unpackMeta(other, good)).toBeInstanceOf(Unreadable);
      },
    ),
  );
});

test("the bytes of T sort as T does, and have a fixed place", () => {
  fc.assert(
    fc.property(int, int, (a, b) => {
      const order = a < b ? -1 : a > b ? 1 : 0;
      expect(Buffer.compare(sortableBytes(a), sortableBytes(b))).toBe(order);
      expect(fromSortableBytes(sortableBytes(a))).toBe(a);
      const bytes = codecOf([]).encode(KEY, { at: a, time: b, live: true, until: null }, []);
      expect(bytes.subarray(INSTANT_AT, INSTANT_AT + 8)).toEqual(sortableBytes(a));
    }),
  );
});

test("a column named __proto__ is a column", () => {
  const latest = ["__proto__", "constructor"].map((name) => ({ name, type: scalar("int64") }));
  const codec = rowCodec({ latest, aggregates: [] }, SPACE);
  const { stored } = codec.decode(KEY, codec.encode(KEY, { at: 1, time: 1, live: true, until: null }, [7, 8]));
  expect(Object.entries(stored.latest)).toEqual([
    ["__proto__", 7],
    ["constructor", 8],
  ]);
});

test("records are the same if the process forbids code from strings", () => {
  const anyNames = fc.uniqueArray(
    fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "a b", '"];x', "\u2028")),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(anyNames, (names) => {
      const values = ["first", ...names.map((name) => `value of ${name}`)];
      const expected = names.map((name) => [name, `value of ${name}`]).sort();
      for (const build of [compiledBuilder<string>(names), plainBuilder<string>(names)])
        expect(Object.entries(build!(values, 1)).sort()).toEqual(expected);
    }),
  );
});

test("two keys have the same bytes only if their values are equal", () => {
  const tuples = fc.array(anyScalarType, { minLength: 1, maxLength: 3 }).chain((types) => {
    const tuple = fc.tuple(...types.map(valuesOf));
    return fc.tuple(fc.constant(types), tuple, tuple);
  });
  fc.assert(
    fc.property(tuples, ([types, a, b]) => {
      const encode = keyEncoder(named(types));
      const same = (left: Value, right: Value) =>
        left instanceof Uint8Array && right instanceof Uint8Array ? Buffer.compare(left, right) === 0 : left === right;
      expect(encode(a).equals(encode(b))).toBe(a.every((value, index) => same(value, b[index]!)));
      expect(encode(a)).toEqual(encode(a));
    }),
    { numRuns: 500 },
  );
});

const strings = keyEncoder(named([scalar("string"), scalar("string")]));
const ints = keyEncoder(named([scalar("int64"), scalar("int64")]));
test.each<[string, Buffer, Buffer]>([
  ["(1, 12) and (11, 2)", ints([1, 12]), ints([11, 2])],
  ["('a', 'bc') and ('ab', 'c')", strings(["a", "bc"]), strings(["ab", "c"])],
  ["('', 'a') and ('a', '')", strings(["", "a"]), strings(["a", ""])],
  [
    "two long texts that differ in the last character",
    strings(["x", `${"y".repeat(9999)}1`]),
    strings(["x", `${"y".repeat(9999)}2`]),
  ],
  [
    "two long texts that are split at different places",
    strings(["x".repeat(800), "x"]),
    strings(["x", "x".repeat(800)]),
  ],
])("different keys have different bytes: %s", (_, a, b) => {
  expect(a.equals(b)).toBe(false);
  expect(Math.max(a.length, b.length)).toBeLessThanOrEqual(600);
});

test("an int32 key and an int64 key of one value have the same bytes", () => {
  expect(keyEncoder(named([scalar("int32")]))([-5])).toEqual(keyEncoder(named([scalar("int64")]))([-5]));
});
