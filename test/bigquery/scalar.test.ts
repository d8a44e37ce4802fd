/**
 * For every overload of every scalar function and operator, the SQL on GoogleSQL and the TypeScript give the same for
 * random and adversarial arguments, including nulls.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scalarFunctions } from "../../compiler/functions/index.js";
import { overloadName, type ScalarOverload } from "../../compiler/functions/overloads.js";
import type { Overload, ScalarFunction } from "../../compiler/functions/row.js";
import type { Literal } from "../../compiler/ir/index.js";
import { bigquery } from "../../compiler/sql/dialects/bigquery/index.js";
import { type ArgumentFacts, fillCell, isLimited, isUnsupported } from "../../compiler/sql/dialects/cell.js";
import { literal as literalNode } from "../../compiler/sql/expression.js";
import { printLine } from "../../compiler/sql/print/index.js";
import { rewritten } from "../../compiler/sql/rewrite/index.js";
import { type Sql, typeName } from "../../compiler/sql/tree/index.js";
import type { Type } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";
import { literalsFor } from "../functions/support/literals.js";
import {
  callHelper,
  constants,
  isSame,
  literalFact,
  shown,
  signatures,
  toleranceOf,
} from "../functions/support/scalar-cases.js";
import { nullable, values, valuesFor } from "../functions/support/values.js";
import { cellOf, GoogleSqlError } from "../support/googlesql.js";
import { decode, googleSql, literal, sqlType } from "./support.js";

const seed = Number(process.env.FEAT_SEED ?? 1);
/** How many random rows each call has. `FEAT_ROWS=200` checks more. */
const ROWS = Number(process.env.FEAT_ROWS ?? 3);

type Args = readonly Value[];
/** True for local times before 1970, for which the engines' zone data differ. */
const isBeforeZones = (overload: Overload, types: readonly Type[], args: Args): boolean =>
  overload.params.some(({ name }, i) => name === "zone" && args[i] !== undefined && args[i] !== "UTC") &&
  types.some(({ kind }, i) => (kind === "timestamp" || kind === "date") && Number(args[i]) < 86_400_000_000 * 366);

/** `some`: with nulls, and with floats that are not finite. */
function sample(row: ScalarFunction, overload: Overload, types: readonly Type[], some: boolean): readonly Args[] {
  const each = types.map((type, i) => {
    const arbitrary = valuesFor(row.name, i) ?? values(type, !some);
    return some ? nullable(arbitrary) : arbitrary;
  });
  return fc
    .sample(fc.tuple(...each), { numRuns: ROWS, seed })
    .filter((args) => isInCalendar(types, args) && !isBeforeZones(overload, types, args));
}

/** The calendars of BigQuery and of the language's texts end with the year 9999. */
const isInCalendar = (types: readonly Type[], args: Args): boolean =>
  types.every(({ kind }, i) => kind !== "date" || (Number(args[i]) >= -719_162 && Number(args[i]) <= 2_932_896));

interface Call {
  readonly row: ScalarFunction;
  readonly overload: Overload;
  readonly types: readonly Type[];
  readonly facts: readonly ArgumentFacts[];
  /** The index of an argument that is a literal. */
  readonly constant?: number;
}

/** The SQL of the call over columns, with its literals. Null if BigQuery cannot run it. */
function textOf({ row, overload, types, facts, constant }: Call, first: Args): string | null {
  const cell = bigquery.functions[overloadName({ function: row.name, overload: overload.key }) as ScalarOverload];
  if (isUnsupported(cell)) return null;
  const isLiteral = types.map((_, i) => overload.params[i]?.literal === true || constant === i);
  const known = facts.map((each, i) => (isLiteral[i] === true ? { ...each, ...literalFact(first[i]!) } : each));
  if (isLimited(cell) && cell.lacks(known.map((each) => each.literal)) !== null) return null;
  const args = types.map((type, i): Sql => {
    if (isLiteral[i] !== true) return typeName(`a${i}`);
    const value = literalFact(first[i]!).literal;
    if (value === undefined) return typeName(`(${literal(first[i]!, type)})`);
    return literalNode({ node: "literal", type, value } as Literal, bigquery);
  });
  const filled = fillCell(isLimited(cell) ? cell.cell : cell, args, known);
  return printLine(
    rewritten(filled, bigquery, () => []),
    bigquery,
  );
}

interface Asked {
  readonly call: Call;
  readonly args: Args;
  readonly sql: string;
  readonly result: Type;
}

/** The call over each row: the row's values have names, as columns would. */
function askedOf(call: Call, rows: readonly Args[]): readonly Asked[] {
  if (rows.length === 0) return [];
  const text = textOf(call, rows[0]!);
  if (text === null) return [];
  const { overload, types } = call;
  const fixed = overload.params.map((param, i) => (param.literal === true ? String(rows[0]![i]) : undefined));
  const result = overload.result(types, fixed);
  return rows.map((args) => ({ call, args, sql: text, result }));
}

async function check(asked: readonly Asked[]): Promise<void> {
  const engine = await googleSql();
  const byText = new Map<string, Asked[]>();
  for (const each of asked) byText.set(each.sql, [...(byText.get(each.sql) ?? []), each]);
  for (const [sql, same] of byText) {
    const { row, overload, types } = same[0]!.call;
    const outcomes = same.map(({ args }) => ({ args, outcome: callHelper(overload, args, types) }));
    const run = (of: readonly Args[]): readonly (readonly Value[])[] => {
      const table = of.map(
        (args, n) =>
          `SELECT ${[`${n} AS n`, ...args.map((value, i) => `${literal(value, types[i]!)} AS a${i}`)].join(", ")}`,
      );
      const { columns, rows } = engine.evaluate(`SELECT ${sql} AS v FROM (${table.join(" UNION ALL ")}) ORDER BY n`);
      return rows.map(([value]) => [decode(cellOf(value!, columns[0]!.type), same[0]!.result)]);
    };
    for (const { args } of outcomes.filter(({ outcome }) => outcome === "error").slice(0, 2))
      expect(() => run([args]), args.map(shown).join(", ")).toThrow(GoogleSqlError);
    const inside = outcomes.filter(({ outcome }) => outcome !== "error");
    if (inside.length === 0) continue;
    let found: readonly (readonly Value[])[];
    try {
      found = run(inside.map(({ args }) => args));
    } catch (error) {
      throw new Error(
        `${overload.ts}: ${(error as Error).message}\n${sql}\n${inside.map(({ args }) => args.map(shown).join(", ")).join("\n")}`,
      );
    }
    for (const [n, { args, outcome }] of inside.entries())
      if (outcome !== "error" && !isSame(found[n]![0]!, outcome.value, toleranceOf(row)))
        expect.fail(
          `${overload.ts}(${args.map(shown).join(", ")}): GoogleSQL gives ${shown(found[n]![0]!)}, TypeScript ${shown(outcome.value)}`,
        );
  }
}

describe.each([...scalarFunctions.values()])("$name", (row) => {
  for (const overload of row.overloads)
    test.each(signatures(overload).map((types) => [types.map(sqlType).join(", "), types] as const))(
      `${row.name} ${overload.key} (%s)`,
      async (_, types) => {
        const literals = literalsFor(overload, types.length);
        const asked = literals.flatMap((fixed) => {
          const rows = (some: boolean): readonly Args[] =>
            sample(row, overload, types, some).map((args) =>
              args.map((arg, i) => (fixed[i] === undefined ? arg : fixed[i])),
            );
          const facts = (nulls: boolean) => types.map((type) => ({ nullable: nulls, finite: !nulls, type }));
          const withConstants =
            fixed !== literals[0]
              ? []
              : types.flatMap((type, index) =>
                  (overload.params[index]?.literal === true ? [] : (constants[type.kind] ?? []).slice(0, 1)).flatMap(
                    (value) =>
                      askedOf(
                        { row, overload, types, facts: facts(false), constant: index },
                        rows(false)
                          .slice(0, 6)
                          .map((args) => args.map((arg, i) => (i === index ? value : arg))),
                      ),
                  ),
                );
          return [
            ...askedOf({ row, overload, types, facts: facts(true) }, rows(true)),
            ...askedOf({ row, overload, types, facts: facts(false) }, rows(false)),
            ...withConstants,
          ];
        });
        await check(asked);
      },
    );
});
