import fc from "fast-check";
import { expect } from "vitest";
import { aggregateFunctions } from "../../../compiler/functions/index.js";
import type { AggregateOverload } from "../../../compiler/functions/row.js";
import { noFunctions } from "../../../compiler/ir/function-table.js";
import type { Expr } from "../../../compiler/ir/index.js";
import { substitute } from "../../../compiler/ir/substitute.js";
import { buildModel } from "../../../compiler/model/index.js";
import { expression as sqlExpression } from "../../../compiler/sql/expression.js";
import { printLine } from "../../../compiler/sql/print/index.js";
import { rewritten } from "../../../compiler/sql/rewrite/index.js";
import { expression as codeExpression } from "../../../compiler/typescript/expression.js";
import { javascript } from "../../../compiler/typescript/writer.js";
import { parse } from "../../../grammar/index.js";
import * as aggregates from "../../../runtime/aggregates/index.js";
import * as functions from "../../../runtime/functions/index.js";
import { scalar, type Type, typeText } from "../../../runtime/types.js";
import type { Value } from "../../../runtime/values.js";
import { evaluate as meaning } from "../../oracle/evaluate/expression.js";
import { Fault } from "../../oracle/evaluate/values.js";
import { same } from "../../oracle/support/same.js";
import type { Engine } from "./engine.js";
import { toOracle } from "./oracle.js";
import { nullable, typeOf, values } from "./values.js";

export interface Case {
  readonly name: string;
  readonly overload: AggregateOverload;
  readonly args: readonly string[];
  readonly x: Type;
  readonly y: Type;
}

const seed = Number(process.env.FEAT_SEED ?? 1);

const vector: Type = { kind: "array", element: scalar("float32"), size: 3, nullable: true };

/** One case for each type of the first argument. The second argument has the first type that it accepts. */
export const cases: readonly Case[] = [...aggregateFunctions.values()].flatMap(({ name, overloads }) =>
  overloads
    .filter((overload) => overload.ts !== undefined)
    .flatMap((overload) => {
      const types = overload.params.map(({ type }) =>
        overload.key === "vector" ? [vector] : type.kind === "exactly" ? type.types.map(typeOf) : [],
      );
      const args = overload.params.map((param, i) =>
        param.literal === true
          ? param.type.kind === "exactly" && param.type.types[0] === "float64"
            ? "0.25"
            : "2"
          : ["e.x", "e.y"][i]!,
      );
      return (types[0] ?? [scalar("int64", true)]).map((x) => ({
        name,
        overload,
        args,
        x,
        y: types[1]?.[0] ?? scalar("int64", true),
      }));
    }),
);

/** What stands after the list. */
const forms = ["where e.c", "by e.g", "by e.g top 2 where e.c"];

/**
 * The tests by form. Every case is tested plain. Each overload is tested in all forms: by all of its types if they are
 * few, else by some of them each.
 */
export const tests: readonly (readonly [form: string, readonly Case[]])[] = [
  ["", cases],
  ...forms.map((form, turn) => {
    const some = cases.filter(({ overload }, index) => {
      const own = cases.filter((other) => other.overload === overload);
      return own.length < forms.length || index % forms.length === turn;
    });
    return [form, some] as const;
  }),
];

export const text = (type: Type): string => (type.kind === "enum" ? "colour" : typeText({ ...type, nullable: true }));

/** The case as an aggregate over the elements of `r.xs`. */
export function compiledEach({ name, args, x, y }: Case, form: string): Expr {
  const source = `enum colour { red green "bl\\u{FFFF}ue" "bl\\u{1F600}ue" }
request r { xs: struct { x: ${text(x)}, y: ${text(y)}, c: bool?, g: string? }[]? }
transform t { f = ${name}(${args.join(", ")}) each e in r.xs ${form} }`;
  const { file, issues } = parse(source);
  expect(issues).toEqual([]);
  const files = [{ path: "a.feat", text: source, ast: file }];
  const { value, diagnostics } = buildModel({ project: { name: "each", sources: [] }, files });
  expect(diagnostics.filter((d) => d.severity === "error").map((d) => d.message)).toEqual([]);
  return value.transforms[0]!.items[0]!.value;
}

/** Values small enough that variances do not lose digits. */
const tame = (type: Type): fc.Arbitrary<Value> =>
  type.kind === "array" && type.size !== null
    ? fc.array(tame(type.element), { minLength: type.size, maxLength: type.size })
    : type.kind === "float64" || type.kind === "float32"
      ? fc.integer({ min: -64, max: 64 }).map((n) => n / 8)
      : type.kind === "int64" || type.kind === "decimal"
        ? fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom<Value>(2 ** 53 - 1, -(2 ** 40)))
        : values(type, true);

const code = (expr: Expr): string =>
  codeExpression(expr, {
    style: javascript(),
    leaf: () => "xs",
    functions: noFunctions,
    functionName: (name) => name,
    local: (name) => name,
  });

/** The type of the list `r.xs`. */
export const listOf = (one: Case): Type => ({
  kind: "array",
  element: {
    kind: "struct",
    fields: [
      { name: "x", type: one.x },
      { name: "y", type: one.y },
      { name: "c", type: scalar("bool", true) },
      { name: "g", type: scalar("string", true) },
    ],
    nullable: true,
  },
  size: null,
  nullable: true,
});

/** Lists of few elements, some of them null. */
export function randomLists(one: Case, count: number): readonly Value[] {
  const element = fc.record({
    x: nullable(tame(one.x)),
    y: nullable(tame(one.y)),
    c: fc.constantFrom(true, true, false, null),
    g: fc.constantFrom("a", "b", "\u{FFFF}", "\u{1F600}", null),
  });
  return fc.sample(
    nullable(fc.array(nullable(element as fc.Arbitrary<Value>), { maxLength: 8 }) as fc.Arbitrary<Value>),
    { numRuns: count, seed },
  );
}

export async function checkEach(engine: Engine, one: Case, form: string): Promise<void> {
  const expr = compiledEach(one, form);
  const list = listOf(one);
  const lists = randomLists(one, 40).filter((xs) => engine.holds(xs));
  const { dialect } = engine;
  const overColumn = substitute(expr, (leaf) => ({ node: "column", type: leaf.type, name: "xs" }), noFunctions);
  const sql = printLine(
    rewritten(sqlExpression(overColumn, dialect), dialect, () => []),
    dialect,
  );
  const rows = lists.map((xs, n) => `(${n}, ${engine.literal(xs, list)})`);
  const found = await engine
    .query(`SELECT ${engine.encode(sql, expr.type)} FROM (VALUES ${rows.join(", ")}) AS t(n, xs) ORDER BY n`)
    .catch((error: Error) => error);
  const run = new Function("a", "f", "xs", `"use strict"; return ${code(expr)};`) as (
    a: unknown,
    f: unknown,
    xs: Value,
  ) => Value;
  for (const [n, xs] of lists.entries()) {
    let meant: ReturnType<typeof meaning>;
    try {
      meant = meaning(expr, { functions: noFunctions, request: () => toOracle(xs, list) });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      expect(() => run(aggregates, functions, xs)).toThrow();
      expect(found).toBeInstanceOf(Error);
      return;
    }
    const computed = run(aggregates, functions, xs);
    if (!same(expr.type, meant, computed))
      expect.soft(computed, `TypeScript over ${JSON.stringify(xs, big)}`).toEqual(meant);
    if (found instanceof Error) continue;
    const value = engine.decode(found[n]![0], expr.type);
    if (!same(expr.type, meant, value))
      expect.soft(value, `${dialect.name} over ${JSON.stringify(xs, big)}`).toEqual(meant);
  }
}
const big = (_: string, value: unknown): unknown => (typeof value === "bigint" ? `${value}n` : value);
