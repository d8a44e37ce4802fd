import fc from "fast-check";

/** Times are half hours from 2024-01-01. There are only a few, so that times tie and fall on the edges of windows. */
const start = 1_704_067_200_000_000n;
const step = 1_800_000_000n;

/** An instant: its half hour and a small offset (in the unit of the source's time format). */
export interface Tick {
  readonly half: number;
  readonly nudge: -1 | 0 | 1;
}
export const micros = (tick: Tick, unit: bigint): bigint =>
  start + BigInt(tick.half) * step + BigInt(tick.nudge) * unit;

export const tick = (halves = 12): fc.Arbitrary<Tick> =>
  fc.record({
    half: fc.nat(halves),
    nudge: fc.oneof({ arbitrary: fc.constant(0 as const), weight: 6 }, fc.constantFrom(-1 as const, 1 as const)),
  });

const orNull = <T>(values: fc.Arbitrary<T>, weight = 5): fc.Arbitrary<T | null> =>
  fc.oneof({ arbitrary: values, weight }, { arbitrary: fc.constant(null), weight: 1 });

/** A randomly drawn row, with every column that a source can declare. */
export interface DrawnRow {
  readonly time: Tick | null;
  readonly created: Tick | null;
  readonly sequence: number | null;
  readonly deleted: boolean | null;
  readonly until: Tick | null;
  readonly k: number | null;
  readonly m: string | null;
  readonly i: number | null;
  readonly n: number | null;
  readonly f: number | null;
  readonly g: number | null;
  readonly b: boolean | null;
  readonly s: string | null;
  readonly u: Tick | null;
  readonly d: number | null;
  readonly p: bigint | null;
  readonly c: string | null;
  readonly xs: readonly (bigint | null)[] | null;
  readonly o: { readonly a: bigint | null; readonly b: string | null } | null;
  readonly mp: ReadonlyMap<string, bigint | null> | null;
  readonly j: string | null;
  readonly w: readonly number[] | null;
}

/** The values of an enum that every program declares. */
export const colours = ["red", "blue", "light blue"] as const;

/** Keys that are equal as concatenated text: (1, "12") and (11, "2"). */
export const keyK = orNull(fc.constantFrom(1, 11, 2), 12);
export const keyM = orNull(fc.constantFrom("12", "2", ""), 12);

export const drawnRow: fc.Arbitrary<DrawnRow> = fc.record({
  time: orNull(tick(), 15),
  created: orNull(tick()),
  sequence: orNull(fc.nat(2)),
  deleted: orNull(fc.oneof({ arbitrary: fc.constant(false), weight: 5 }, fc.constant(true))),
  until: fc.oneof({ arbitrary: fc.constant(null), weight: 3 }, tick()),
  k: keyK,
  m: keyM,
  i: orNull(fc.integer({ min: -3, max: 5 })),
  n: orNull(fc.constantFrom(1, 11, 2, -7)),
  f: orNull(fc.constantFrom(0, -0, 0.25, 1.5, -2.75, 3, Number.NaN, Number.POSITIVE_INFINITY)),
  g: orNull(fc.constantFrom(0, 0.5, -1.25, Math.fround(0.1), Number.NEGATIVE_INFINITY)),
  b: orNull(fc.boolean()),
  s: orNull(fc.constantFrom("", "a", "B", "b ", "é", "\uffff", "😀", "12")),
  u: orNull(tick()),
  d: orNull(fc.integer({ min: 19_720, max: 19_725 })),
  p: orNull(fc.constantFrom(0n, 150n, -275n, 101n, 999_999n)),
  c: orNull(fc.constantFrom(...colours)),
  xs: orNull(fc.array(orNull(fc.constantFrom(1n, 2n, -7n, 11n)), { maxLength: 3 })),
  o: orNull(
    fc.record({ a: orNull(fc.constantFrom(1n, 2n, 11n), 3), b: orNull(fc.constantFrom("", "a", 'é"', "12"), 3) }),
  ),
  mp: orNull(
    fc
      .uniqueArray(fc.tuple(fc.constantFrom("a", "B", "é", "__proto__"), orNull(fc.constantFrom(1n, -7n), 3)), {
        maxLength: 3,
        selector: ([key]) => key,
      })
      .map((entries) => new Map(entries)),
  ),
  j: orNull(fc.constantFrom("null", '{"a":1,"b":"x"}', '{"a":"1"}', "[1,null]", '"é"', "7", '{"b":"a","a":null}')),
  w: orNull(fc.tuple(fc.constantFrom(0, 0.5, -1.25), fc.constantFrom(1, -0.5))),
});

export interface DrawnLabel {
  readonly at: Tick | null;
  readonly k: number | null;
  readonly m: string | null;
  readonly other: number | null;
  readonly qi: number | null;
  readonly qf: number;
  readonly qs: string | null;
}
export const drawnLabel: fc.Arbitrary<DrawnLabel> = fc.record({
  at: orNull(tick(14), 20),
  k: keyK,
  m: keyM,
  other: keyK,
  qi: orNull(fc.integer({ min: -2, max: 4 })),
  qf: fc.constantFrom(0, 0.5, -1.5, 4),
  qs: orNull(fc.constantFrom("a", "B", "")),
});
