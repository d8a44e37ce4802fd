import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { aggregateFunctions } from "../../../compiler/functions/index.js";
import type { AggregateOverload } from "../../../compiler/functions/row.js";
import * as aggregates from "../../../runtime/aggregates/index.js";
import { FeatureError } from "../../../runtime/functions/index.js";
import { scalar, type Type } from "../../../runtime/types.js";
import type { Value } from "../../../runtime/values.js";
import { nullable, values } from "./values.js";

/* Aggregates of one column over random rows, and the results of their TypeScript. */

export interface Row {
  readonly group: number;
  /** The order key of windows. Rows can tie. */
  readonly at: number;
  readonly counts: boolean | null;
  readonly x: Value;
}
/** Only aggregates of one column that do not need an order have TypeScript. The oracle tests the others. */
export type Alone = AggregateOverload & { readonly ts: string };
export const alone = (overload: AggregateOverload): overload is Alone =>
  overload.ts !== undefined && overload.params.length <= 1 && overload.framed !== false;
export type Outcome = { readonly value: Value } | "error";

const helpers: Readonly<Record<string, unknown>> = { ...aggregates };
export const seed = Number(process.env.FEAT_SEED ?? 1);

/** Floats that provoke cancellation or overflow: large offsets, large and small values together, the whole range. */
const floats: readonly fc.Arbitrary<number>[] = [
  fc.double({ min: -1, max: 1, noNaN: true }).map((x) => x + 1e9),
  fc.double({ min: -100, max: 100, noNaN: true }),
  fc.oneof(fc.constantFrom(1e16, -1e16, 1e16 + 2), fc.double({ min: -10, max: 10, noNaN: true })),
  fc.constantFrom(1e308, 1.7e308, -1e308, 1e307),
  fc.constantFrom(1e200, -1e200, 3e200),
  fc.constantFrom(1e300),
  fc.constantFrom(1e160, 1, 2, -3),
  fc.constantFrom(5e-324, 1e-320, 0, -0, 1e-300),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0.1, 0.2, 0.3),
];
const ints: readonly fc.Arbitrary<Value>[] = [
  fc.integer({ min: -5, max: 5 }),
  fc.constantFrom<Value>(2 ** 53 - 1, 2n ** 62n, -(2n ** 62n), 2n ** 63n - 1n, 1, -1),
  values(scalar("int64"), true),
];

export function argumentsOf(type: Type): readonly fc.Arbitrary<Value>[] {
  if (type.kind === "float64") return floats;
  return type.kind === "int64" ? ints : [values(type, true)];
}

export const rowsOf = (x: fc.Arbitrary<Value>): fc.Arbitrary<readonly Row[]> =>
  fc.array(
    fc.record({
      group: fc.integer({ min: 0, max: 3 }),
      at: fc.integer({ min: 0, max: 12 }),
      counts: fc.constantFrom(true, true, true, false, null),
      x: nullable(x),
    }),
    { minLength: 12, maxLength: 30 },
  );

export function expected(overload: Alone, rows: readonly Row[]): Outcome {
  const kept = rows.filter((row) => row.counts === true && (overload.params.length === 0 || row.x !== null));
  try {
    return { value: (helpers[overload.ts] as (values: readonly Value[]) => Value)(kept.map((row) => row.x)) };
  } catch (error) {
    if (error instanceof FeatureError) return "error";
    throw error;
  }
}

/** -0 as 0 in the values of a map: the engine orders nested values by a key that does not tell them apart. */
const oneZero = (value: Value): Value =>
  value instanceof Map ? new Map([...value].map(([key, each]) => [key, each === 0 ? 0 : each])) : value;

/** Floats agree within 1e-9 of the sum of the magnitudes involved (MEANING B35 for the spread). */
export function agrees(overload: Alone, engine: Value, exact: Value, rows: readonly Row[]): boolean {
  if (overload.ts === "median" && typeof engine === "number" && typeof exact === "number")
    return Math.abs(engine - exact) <= 1e-9 * Math.max(Math.abs(engine), Math.abs(exact)) + 1e-307;
  if (!/^(sumFloat|avg|stddev|variance)/.test(overload.ts))
    return engine === exact || isDeepStrictEqual(oneZero(engine), oneZero(exact));
  const magnitudes = rows.flatMap((row) => (row.counts === true && row.x !== null ? [Math.abs(Number(row.x))] : []));
  const greatest = Math.max(...magnitudes);
  // A sum whose partial sums overflow is exact or null (MEANING B5).
  if (engine === null && overload.ts === "sumFloat64" && greatest * magnitudes.length > Number.MAX_VALUE) return true;
  if (typeof engine !== "number" || typeof exact !== "number") return engine === exact;
  if (engine === exact) return true;
  // All magnitudes are divided by the greatest, so that neither squares nor sums overflow.
  const relative = magnitudes.map((x) => x / greatest);
  const total = (of: (x: number) => number): number => relative.reduce((sum, x) => sum + of(x), 0);
  const [a, b] = [engine / greatest, exact / greatest];
  if (overload.ts.startsWith("sum")) return Math.abs(a - b) <= 1e-9 * total((x) => x);
  if (overload.ts.startsWith("avg")) return Math.abs(a - b) <= (1e-9 * total((x) => x)) / relative.length;
  // Squares smaller than the smallest normal float lose their digits.
  const lost = 1e-307 / greatest / greatest;
  const allowed = (1e-9 * total((x) => x * x)) / (relative.length - 1) + lost;
  return overload.ts.startsWith("variance")
    ? Math.abs(a / greatest - b / greatest) <= allowed
    : Math.abs(a * a - b * b) <= allowed;
}

export const frames = [
  { over: "", rows: (all: readonly Row[], row: Row) => all.filter((r) => r.group === row.group) },
  {
    over: "OVER (PARTITION BY g ORDER BY k RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)",
    rows: (all: readonly Row[], row: Row) => all.filter((r) => r.group === row.group && r.at <= row.at),
  },
  {
    over: "OVER (PARTITION BY g ORDER BY k RANGE BETWEEN 4 PRECEDING AND 1 PRECEDING)",
    rows: (all: readonly Row[], row: Row) =>
      all.filter((r) => r.group === row.group && r.at >= row.at - 4 && r.at <= row.at - 1),
  },
] as const;

export const ofOneColumn = [...aggregateFunctions.values()].flatMap(({ name, overloads }) => {
  const own = overloads.filter(alone);
  return own.length === 0 ? [] : [{ name, overloads: own }];
});
