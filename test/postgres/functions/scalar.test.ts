/**
 * For every overload of every scalar function and operator, the SQL on Postgres and the TypeScript give the same for
 * random and adversarial arguments, including nulls.
 *
 * Texts have no U+0000, which Postgres cannot hold.
 */
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { scalarFunctions } from "../../../compiler/functions/index.js";
import { overloadName, type ScalarOverload } from "../../../compiler/functions/overloads.js";
import type { Overload, ScalarFunction } from "../../../compiler/functions/row.js";
import type { Literal } from "../../../compiler/ir/index.js";
import { type ArgumentFacts, fillCell, isLimited, isUnsupported } from "../../../compiler/sql/dialects/cell.js";
import { postgres } from "../../../compiler/sql/dialects/postgres/index.js";
import { typeOf } from "../../../compiler/sql/dialects/postgres/types.js";
import { literal as literalNode } from "../../../compiler/sql/expression.js";
import { printLine } from "../../../compiler/sql/print/index.js";
import { cast, type Sql, typeName } from "../../../compiler/sql/tree/index.js";
import type { Type } from "../../../runtime/types.js";
import type { Value } from "../../../runtime/values.js";
import { literalsFor } from "../../functions/support/literals.js";
import {
  callHelper,
  constants,
  isSame,
  literalFact,
  shown,
  signatures,
  toleranceOf,
} from "../../functions/support/scalar-cases.js";
import { nullable, values, valuesFor } from "../../functions/support/values.js";
import { close, decode, encode, hasNul, literal, query, sqlType, typeofText } from "./support/postgres.js";

afterAll(close);
const seed = Number(process.env.FEAT_SEED ?? 1);

type Args = readonly Value[];
/** True for local times before 1970, for which the engines' zone data differ. */
const isBeforeZones = (overload: Overload, types: readonly Type[], args: Args): boolean =>
  overload.params.some(({ name }, i) => name === "zone" && args[i] !== undefined && args[i] !== "UTC") &&
  types.some(({ kind }, i) => (kind === "timestamp" || kind === "date") && Number(args[i]) < 86_400_000_000 * 366);

/** `some`: with nulls, and with floats that are not finite. */
function sample(row: ScalarFunction, overload: Overload, types: readonly Type[], some: boolean, numRuns: number) {
  const each = types.map((type, i) => {
    const arbitrary = valuesFor(row.name, i) ?? values(type, !some);
    return some ? nullable(arbitrary) : arbitrary;
  });
  return fc
    .sample(fc.tuple(...each), { numRuns, seed })
    .filter((args) => !args.some(hasNul) && !isBeforeZones(overload, types, args));
}

interface Call {
  readonly row: ScalarFunction;
  readonly overload: Overload;
  readonly types: readonly Type[];
  readonly facts: readonly ArgumentFacts[];
  /** The index of an argument that is a literal. */
  readonly constant?: number;
}

/** The SQL of the call over columns, with its literals. Null if Postgres cannot run it. */
function textOf({ row, overload, types, facts, constant }: Call, first: Args): string | null {
  const cell = postgres.functions[overloadName({ function: row.name, overload: overload.key }) as ScalarOverload];
  if (isUnsupported(cell)) return null;
  const isLiteral = types.map((_, i) => overload.params[i]?.literal === true || constant === i);
  const known = facts.map((each, i) => (isLiteral[i] === true ? { ...each, ...literalFact(first[i]!) } : each));
  if (isLimited(cell) && cell.lacks(known.map((each) => each.literal)) !== null) return null;
  const args = types.map((type, i): Sql => {
    if (isLiteral[i] !== true) return typeName(`a${i}`);
    const value = literalFact(first[i]!).literal;
    if (value === undefined) return typeName(`(${literal(first[i]!, type)})`);
    const node = literalNode({ node: "literal", type, value } as Literal, postgres);
    // A text literal alone has no type.
    return type.kind === "string" && constant === i ? cast(node, typeOf(type)) : node;
  });
  return printLine(fillCell(isLimited(cell) ? cell.cell : cell, args, known), postgres);
}

async function check(call: Call, rows: readonly Args[]): Promise<void> {
  const { row, overload, types } = call;
  if (rows.length === 0) return;
  const text = textOf(call, rows[0]!);
  if (text === null) return;
  const fixed = overload.params.map((param, i) => (param.literal === true ? String(rows[0]![i]) : undefined));
  const result = overload.result(types, fixed);
  const run = (of: readonly Args[]) => {
    const table = of.map((args, n) => `(${[n, ...args.map((value, i) => literal(value, types[i]!))].join(", ")})`);
    const names = ["n", ...types.map((_, i) => `a${i}`)];
    return query(
      `SELECT pg_typeof((${text})), ${encode(`(${text})`)} FROM (VALUES ${table.join(", ")}) AS t(${names.join(", ")}) ORDER BY n`,
    );
  };
  const outcomes = rows.map((args) => ({ args, outcome: callHelper(overload, args, types) }));
  for (const { args } of outcomes.filter(({ outcome }) => outcome === "error").slice(0, 5)) {
    const found = await run([args]).then(
      (of) => of[0]![1],
      () => "error",
    );
    expect({ args, found }).toEqual({ args, found: "error" });
  }
  const inside = outcomes.filter(({ outcome }) => outcome !== "error");
  if (inside.length === 0) return;
  const found = await run(inside.map(({ args }) => args));
  expect(found[0]![0], "the SQL's type").toBe(typeofText(result));
  for (const [n, { args, outcome }] of inside.entries()) {
    if (outcome === "error") continue;
    const engine = decode(found[n]![1], result);
    if (!isSame(engine, outcome.value, toleranceOf(row)))
      expect.fail(
        `${overload.ts}(${args.map(shown).join(", ")}): Postgres gives ${shown(engine)}, TypeScript ${shown(outcome.value)}`,
      );
  }
}

describe.each([...scalarFunctions.values()])("$name", (row) => {
  for (const overload of row.overloads)
    for (const types of signatures(overload))
      test(`${row.name} ${overload.key} (${types.map(sqlType).join(", ")})`, async () => {
        const literals = literalsFor(overload, types.length);
        for (const fixed of literals) {
          const rows = (some: boolean): readonly Args[] =>
            sample(row, overload, types, some, literals.length > 4 ? 40 : 200).map((args) =>
              args.map((arg, i) => (fixed[i] === undefined ? arg : fixed[i])),
            );
          const facts = (nulls: boolean) => types.map((type) => ({ nullable: nulls, finite: !nulls, type }));
          await check({ row, overload, types, facts: facts(true) }, rows(true));
          await check({ row, overload, types, facts: facts(false) }, rows(false));
          if (fixed !== literals[0]) continue;
          for (const [index, type] of types.entries())
            for (const value of overload.params[index]?.literal === true ? [] : (constants[type.kind] ?? [])) {
              const withConstant = rows(false)
                .slice(0, 25)
                .map((args) => args.map((arg, i) => (i === index ? value : arg)));
              await check({ row, overload, types, facts: facts(false), constant: index }, withConstant);
            }
        }
      });
});
