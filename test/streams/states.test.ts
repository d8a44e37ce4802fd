/** Merged states give what the aggregate gives over all values, to the last bit, however the values are divided. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { FloatSum } from "../../runtime/aggregates/float-sum.js";
import * as aggregates from "../../runtime/aggregates/index.js";
import { type TileAggregate, ways } from "../../runtime/aggregates/ways.js";
import { Scratch } from "../../runtime/codec/scratch.js";
import type { StreamPart } from "../../runtime/stream-artifacts.js";
import { type State, stateMaker } from "../../runtime/streams/tiles/state.js";
import { scalar, type Type } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";

const ints = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.constantFrom(2 ** 53 - 1, -(2 ** 53 - 1), 9_007_199_254_740_993n),
);
const floats = fc
  .oneof(
    fc.integer({ min: -8, max: 8 }).map((value) => value / 4),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0.1, 1e16, -1e16, 2 ** -1074, -(2 ** -1074), 2 ** 1000, 1.7e308, -1.7e308),
  )
  .map((value) => value + 0);
const strings = fc.constantFrom("", "a", "b", "é", "\u{1f600}", "\uffff");
const bools = fc.boolean();

interface Kind {
  readonly types: readonly Type[];
  readonly value: fc.Arbitrary<Value>;
}
const [int, float, text, bool] = [
  { types: [scalar("int64")], value: ints },
  { types: [scalar("float64")], value: floats },
  { types: [scalar("string")], value: strings },
  { types: [scalar("bool")], value: bools },
] as const satisfies readonly Kind[];
const pairs: Kind = {
  types: [scalar("string"), scalar("int64")],
  value: fc.tuple(strings, fc.integer({ min: 0, max: 2 })),
};

const kinds: Readonly<Record<TileAggregate, Kind>> = {
  count: text,
  sumInt64: int,
  sumDecimal: { ...int, types: [{ kind: "decimal", precision: 18, scale: 2, nullable: false }] },
  avgInt64: int,
  fraction: bool,
  sumFloat64: float,
  avgFloat64: float,
  any: bool,
  all: bool,
  min: float,
  max: int,
  minString: text,
  maxString: text,
  first: text,
  last: text,
  minBy: pairs,
  maxBy: pairs,
  firstN: text,
  lastN: int,
  lastDistinctN: text,
  largestN: int,
  smallestN: int,
  countDistinct: text,
};
const N = 2;

/** The value, or what its error says. */
function outcome(compute: () => Value): Value {
  try {
    return compute();
  } catch (error) {
    return String(error);
  }
}

/** The states of all lists, each packed and merged into the next. Null if one could not be kept. */
function merged(
  make: () => State,
  lists: readonly (readonly Value[])[],
  times: number,
  inputs: (value: Value) => readonly Value[],
): State | null {
  const whole = make();
  for (const [index, list] of lists.entries()) {
    const state = index === lists.length - 1 ? whole : make();
    for (const value of list) state.add(inputs(value), times);
    if (state === whole) continue;
    const scratch = new Scratch();
    if (!state.write(scratch)) return null;
    scratch.end = scratch.at;
    scratch.at = 0;
    whole.merge(scratch);
    expect(scratch.at).toBe(scratch.end);
  }
  return whole;
}

test.each(Object.keys(ways) as readonly TileAggregate[])("states of %s", (name) => {
  const { types, value } = kinds[name];
  const part: StreamPart = { aggregate: name, n: N, types, by: null, inputs: () => null };
  const grouped: StreamPart = { ...part, by: { type: scalar("string"), top: 2 } };
  // biome-ignore lint/performance/noDynamicNamespaceImportAccess: every aggregate of the table is tested.
  const aggregate = aggregates[name] as (values: readonly Value[], n: number) => Value;
  const inputsOf = (own: Value): readonly Value[] => (types.length === 2 ? (own as readonly Value[]) : [own]);
  let kept = 0;
  fc.assert(
    fc.property(
      fc.array(fc.array(value, { maxLength: 70 }), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 2 }),
      (lists, times) => {
        const all = lists.flat().flatMap((own) => Array.from({ length: times }, () => own));
        const state = merged(stateMaker(part), lists, times, inputsOf);
        if (state !== null) {
          kept++;
          expect(outcome(() => state.value())).toEqual(outcome(() => aggregate(all, N)));
        }
        // By group: the first value of a row decides its group.
        const keyOf = (own: Value): string => [...String(inputsOf(own)[0])].slice(0, 1).join("");
        const groups = merged(stateMaker(grouped), lists, times, (own) => [keyOf(own), ...inputsOf(own)]);
        if (groups === null) return;
        const size = (key: string): number => all.filter((own) => keyOf(own) === key).length;
        const keys = [...new Set(all.map(keyOf))].sort((a, b) => size(b) - size(a) || (a < b ? -1 : 1)).slice(0, 2);
        const expected = (): Value =>
          new Map(
            keys.map((key) => [
              key,
              aggregate(
                all.filter((own) => keyOf(own) === key),
                N,
              ),
            ]),
          );
        expect(outcome(() => groups.value())).toEqual(outcome(expected));
      },
    ),
    { seed: Number(process.env.FEAT_SEED ?? 1), numRuns: 40 },
  );
  expect(kept).toBeGreaterThan(10);
});

test("a sum of floats is rounded once", () => {
  fc.assert(
    fc.property(fc.array(floats, { maxLength: 30 }), (values) => {
      const sum = new FloatSum();
      for (const value of values) sum.add(value);
      const rounded = sum.rounded();
      expect(Number.isFinite(rounded) ? rounded : null).toBe(values.length === 0 ? 0 : aggregates.sumFloat64(values));
    }),
    { seed: Number(process.env.FEAT_SEED ?? 1), numRuns: 500 },
  );
});
