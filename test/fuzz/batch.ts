/**
 * Many random expressions as the features of one project, so that one statement evaluates them all.
 *
 * In: choices. Out: a project that has
 * - a source with columns of every type and rows with edge-case values,
 * - a request with fields of every type,
 * - `fn`s and `let`s,
 * - a transform whose features are the expressions, which read all of these. Some expressions call an `extern fn`.
 */
import fc from "fast-check";
import { toNatural } from "../../runtime/duckdb-types.js";
import type { Value as RuntimeValue } from "../../runtime/values.js";
import { literal } from "../functions/support/duckdb.js";
import { fromOracle, toOracle } from "../functions/support/oracle.js";
import type { PhysicalRow, Value } from "../oracle/evaluate/index.js";
import type { Choose } from "./choose.js";
import { type Atoms, askedTypes, expression, inexact } from "./expressions.js";
import { externCalls, externTexts } from "./externs.js";
import type { FuzzLabel, FuzzProgram } from "./program.js";
import { slug } from "./slug.js";
import { colour, type FuzzType, fuzzTypes, valuesOf } from "./types.js";

export const rowsEach = 20;
/** The instant of all labels. It is after the times of all rows, so that every row is visible. */
const now = 1_709_251_199_123_456n;

const column = (type: FuzzType): string => `c_${slug(type)}`;
const nullable = (type: FuzzType): string => `n_${slug(type)}`;
const never = (type: FuzzType): string => `r_${slug(type)}`;

const columns: Readonly<Record<string, string>> = {
  k: "int64",
  tm: "timestamp",
  ...Object.fromEntries(fuzzTypes.map((type) => [column(type), `${type.name}?`])),
};
const sources = JSON.stringify({ sources: { wide: { kind: "state", table: "wide", time: "tm", columns } } }, null, 1);

const grouped = (entries: readonly (readonly [type: string, text: string])[]): Atoms => {
  const found = new Map<string, string[]>();
  for (const [type, text] of entries) found.set(type, [...(found.get(type) ?? []), text]);
  return found;
};
const outside = fuzzTypes.flatMap((type): readonly (readonly [string, string])[] => [
  [type.name, `v.${column(type)}`],
  [type.name, `q.${nullable(type)}`],
  [type.name, `q.${never(type)}`],
]);

/** Types without literals. They are always parameters of a `fn`, so that every type has at least one value to use. */
const withoutLiterals = fuzzTypes.filter(({ literals }) => literals.length === 0);

/** A `fn` over its own parameters, and a call of it. */
function fnOf(index: number, choose: Choose): { readonly text: string; readonly type: string; readonly call: string } {
  const types = [...withoutLiterals, choose.of(fuzzTypes), choose.of(fuzzTypes), choose.of(fuzzTypes)];
  const result = choose.of(fuzzTypes).name;
  const params = types.map((type, i) => `p${i}: ${type.name}?`);
  const body = expression(result, 2, choose, grouped(types.map((type, i) => [type.name, `p${i}`] as const)));
  const args = types.map((type) => choose.of(grouped(outside).get(type.name) ?? []));
  return {
    text: `fn g${index}(${params.join(", ")}): ${result}? = ${body}`,
    type: result,
    call: `g${index}(${args.join(", ")})`,
  };
}

export interface Batch {
  readonly program: FuzzProgram;
  /** The names of the features, one for each case, in order. */
  readonly features: readonly string[];
}

export function batch(count: number, choose: Choose): Batch {
  const fns = [0, 1, 2].map((index) => fnOf(index, choose));
  const called = [0, 1, 2].map((): readonly [string, string] => {
    const { type, call } = choose.of(externCalls);
    return [type.name, call(() => choose.of(grouped(outside).get(type.name) ?? []))];
  });
  const atoms = grouped([...outside, ...fns.map(({ type, call }) => [type, call] as const), ...called]);
  const lets = [0, 1, 2, 3].map((index) => {
    const type = choose.of(fuzzTypes).name;
    return { type, name: `l${index}`, text: `  let l${index} = ${expression(type, 2, choose, atoms)}` };
  });
  const all = grouped([
    ...[...atoms].flatMap(([type, texts]) => texts.map((text) => [type, text] as const)),
    ...lets.map(({ type, name }) => [type, name] as const),
  ]);
  const features = Array.from({ length: count }, (_, index) => {
    const type = choose.once(10) ? inexact : choose.of(askedTypes);
    return { name: `f${index}`, text: `  f${index} = ${expression(type, 1 + choose.below(3), choose, all)}` };
  });
  return { program: assembled(fns, lets, features, choose), features: features.map(({ name }) => name) };
}

/** A program that calls every `extern fn` with columns and request fields. */
export function externBatch(choose: Choose): FuzzProgram {
  const features = externCalls.map(({ type, call }, index) => {
    const values = grouped(outside).get(type.name) ?? [];
    return { text: `  f${index} = ${call(() => choose.of(values))}` };
  });
  return assembled([], [], features, choose);
}

type Line = { readonly text: string };

function assembled(
  fns: readonly Line[],
  lets: readonly Line[],
  features: readonly Line[],
  choose: Choose,
): FuzzProgram {
  const fields = fuzzTypes.flatMap((type) => [`${nullable(type)}: ${type.name}?`, `${never(type)}: ${type.name}`]);
  const texts = [
    "entity one { k: int64 }",
    `enum ${colour.name} { ${colour.values.map((value) => JSON.stringify(value)).join(", ")} }`,
    `request q { ${fields.join(", ")} }`,
    "view v for one from wide {",
    ...fuzzTypes.map((type) => `  ${column(type)}`),
    "}",
    ...fns.map(({ text }) => text),
    ...externTexts,
    "transform t {",
    ...lets.map(({ text }) => text),
    ...features.map(({ text }) => text),
    "}",
    "service s { t.* }",
    "",
  ];
  const keys = Array.from({ length: rowsEach }, (_, index) => BigInt(index));
  return {
    files: {
      "feat.yaml": "project: fuzz\n",
      "sources.yaml": sources,
      "user-functions.ts": "",
      "main.feat": texts.join("\n"),
    },
    rows: { wide: keys.map((k) => rowOf(k, choose)) },
    table,
    labels: keys.map((k) => labelOf(k, choose)),
    moment: { at: now, later: 0n },
  };
}

const drawn = (type: FuzzType, finite: boolean, choose: Choose): Value =>
  toOracle(choose.drawn(arbitraryOf(type, finite)), type.type);
const arbitraries = new Map<string, fc.Arbitrary<RuntimeValue>>();
/** The arbitrary of a type, built once and kept, because building it is slow. */
function arbitraryOf(type: FuzzType, finite: boolean) {
  const id = `${type.name} ${finite}`;
  const made = arbitraries.get(id) ?? fc.noShrink(valuesOf(type, finite));
  arbitraries.set(id, made);
  return made;
}

function rowOf(k: bigint, choose: Choose): PhysicalRow {
  const own = fuzzTypes.map((type): [string, Value] => [
    column(type),
    choose.once(8) ? null : drawn(type, false, choose),
  ]);
  const time = now - 1n;
  const cells = new Map<string, Value>([["k", k], ["tm", time], ...own]);
  return { time, created: null, sequence: null, deleted: null, until: null, columns: cells };
}

function labelOf(k: bigint, choose: Choose): FuzzLabel {
  const fields = fuzzTypes.flatMap((type): [string, Value][] => [
    [nullable(type), choose.once(6) ? null : drawn(type, true, choose)],
    [never(type), drawn(type, true, choose)],
  ]);
  return { at: now, inputs: new Map<string, Value>([["k", k], ...fields]) };
}

/** The statement that creates the table, with its column types, and inserts the rows. */
function table(name: string, rows: readonly PhysicalRow[]): string {
  const list = ["k BIGINT", "tm TIMESTAMP", ...fuzzTypes.map((type) => `${column(type)} ${type.stored}`)];
  const made = `CREATE OR REPLACE TABLE "${name}" (${list.join(", ")})`;
  if (rows.length === 0) return made;
  const values = rows.map(({ columns: cells }) => {
    const own = fuzzTypes.map((type) => cell(cells.get(column(type)) ?? null, type));
    return `(${[cells.get("k") ?? "NULL", `make_timestamp(${cells.get("tm") ?? "NULL"})`, ...own].join(", ")})`;
  });
  return `${made}; INSERT INTO "${name}" VALUES ${values.join(", ")}`;
}

const cell = (value: Value, { type }: FuzzType): string =>
  value === null ? "NULL" : toNatural(type, `(${literal(fromOracle(value), type)})`);
