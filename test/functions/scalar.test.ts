/**
 * Every overload of every scalar function and operator: its DuckDB SQL, its TypeScript and the oracle's own
 * implementation give the same for random and adversarial arguments, including nulls.
 */
import { describe, expect, test } from "vitest";
import { scalarFunctions } from "../../compiler/functions/index.js";
import type { Overload, ScalarFunction } from "../../compiler/functions/row.js";
import type { Literal } from "../../compiler/ir/index.js";
import type { ArgumentFacts } from "../../compiler/sql/dialects/cell.js";
import { duckdb } from "../../compiler/sql/dialects/duckdb/index.js";
import { literal as literalNode } from "../../compiler/sql/expression.js";
import type { Type } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";
import { callScalar } from "../oracle/evaluate/scalar.js";
import { Fault } from "../oracle/evaluate/values.js";
import { cellText, functionCell, unknown } from "./support/cells.js";
import { decode, encode, literal, query, sqlType } from "./support/duckdb.js";
import { literalsFor } from "./support/literals.js";
import { fromOracle, toOracle } from "./support/oracle.js";
import {
  callHelper,
  constants,
  isSame,
  literalFact,
  type Outcome,
  sample,
  shown,
  signatures,
  toleranceOf,
} from "./support/scalar-cases.js";

async function check(
  row: ScalarFunction,
  overload: Overload,
  types: readonly Type[],
  rows: readonly (readonly Value[])[],
  facts?: readonly ArgumentFacts[],
  constant?: number,
) {
  const fixed = overload.params.map((param, i) => (param.literal === true ? String(rows[0]![i]) : undefined));
  const result = overload.result(types, fixed);
  // A literal is written into the SQL itself.
  const isLiteral = types.map((_, i) => overload.params[i]?.literal === true);
  const columns = types.map((type, i) =>
    constant === i
      ? literalNode({ node: "literal", type, value: literalFact(rows[0]![i]!).literal! } as Literal, duckdb)
      : isLiteral[i] === true
        ? `(${literal(rows[0]![i]!, type)})`
        : `a${i}`,
  );
  const table = rows
    .map((args, n) => `(${[n, ...args.map((value, i) => literal(value, types[i]!))].join(", ")})`)
    .join(", ");
  const known = (facts ?? unknown(types)).map((each, i) =>
    isLiteral[i] === true || constant === i ? { ...each, ...literalFact(rows[0]![i]!) } : each,
  );
  const sql = `(${cellText(functionCell(row.name, overload.key), columns, known)})`;
  const tried = overload.raises === true ? `TRY(${sql})` : sql;
  const names = ["n", ...types.map((_, i) => `a${i}`)];
  const found = await query(
    `SELECT typeof(${tried}), ${encode(tried, result)} FROM (VALUES ${table}) AS t(${names.join(", ")}) ORDER BY n`,
  );
  for (const [n, args] of rows.entries()) {
    const engine = decode(found[n]![1], result);
    const helper = callHelper(overload, args, types);
    expect(found[n]![0], "the SQL's type").toBe(sqlType(result));
    if (helper === "error") {
      expect({ args, engine }).toEqual({ args, engine: null });
      expect(overload.raises, "marked as raising").toBe(true);
    } else if (!isSame(engine, helper.value, toleranceOf(row))) {
      expect.fail(
        `${overload.ts}(${args.map(shown).join(", ")}): DuckDB gives ${shown(engine)}, TypeScript ${shown(helper.value)}`,
      );
    }
    // Stored values are finite, so the oracle is only asked about finite arguments.
    if (facts !== undefined) checkOracle(row, overload, types, args, helper);
    if (helper !== "error") checkNulls(overload, types, args, helper.value);
  }
}

/**
 * Arguments that the oracle does not handle here. Its case mapping is simpler than Unicode's (case-mapping.test.ts
 * tests the engines), and its calendar ends with year 9999.
 */
const beyondOracle = (row: ScalarFunction, types: readonly Type[], args: readonly Value[]): boolean =>
  row.name === "lower" ||
  row.name === "upper" ||
  // The oracle needs the types of decimals, which it has only in whole programs. Random programs test them.
  row.name === "decimal" ||
  types.some(({ kind }) => kind === "decimal") ||
  args.some(
    (arg, i) => types[i]!.kind === "date" && Number(arg) !== Math.min(Math.max(Number(arg), -719_162), 2_932_896),
  );

function checkOracle(
  row: ScalarFunction,
  overload: Overload,
  types: readonly Type[],
  args: readonly Value[],
  helper: Outcome,
) {
  if (beyondOracle(row, types, args)) return;
  const text = `${row.name}(${args.map(shown).join(", ")})`;
  let meant: Value;
  try {
    meant = fromOracle(
      callScalar(
        row.name,
        overload.key,
        args.map((arg, i) => toOracle(arg, types[i]!)),
      ),
    );
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (helper !== "error") expect.fail(`${text}: the oracle raises an error, TypeScript gives ${shown(helper.value)}`);
    return;
  }
  if (helper === "error") expect.fail(`${text}: the oracle gives ${shown(meant)}, TypeScript raises an error`);
  else if (!isSame(finite(meant), finite(helper.value), toleranceOf(row)))
    expect.fail(`${text}: the oracle gives ${shown(meant)}, TypeScript ${shown(helper.value)}`);
}
const finite = (value: Value): Value => (typeof value === "number" && !Number.isFinite(value) ? null : value);

/** Checks the overload's null rule, and that an int64 is a bigint only beyond 2^53. */
function checkNulls(overload: Overload, types: readonly Type[], row: readonly Value[], value: Value) {
  const some = row.some((arg) => arg === null);
  if (overload.nulls !== "own" && some) expect({ row, value }).toEqual({ row, value: null });
  if (overload.nulls === "strict" && !some) expect(value).not.toBeNull();
  if (overload.nulls === "own" && value === null) expect(overload.nullable!(types, [])).toBe(true);
  if (typeof value === "bigint") expect(Number.isSafeInteger(Number(value))).toBe(false);
}

function checkOverload(row: ScalarFunction, overload: Overload) {
  for (const types of signatures(overload)) {
    const literals = literalsFor(overload, types.length);
    test(`${row.name} ${overload.key} (${types.map(sqlType).join(", ")})`, { timeout: 60_000 }, async () => {
      for (const fixed of literals) {
        const rows = (finite: boolean): readonly (readonly Value[])[] =>
          sample(row, types, finite, literals.length > 4 ? 40 : 150).map((args) =>
            args.map((arg, i) => (fixed[i] === undefined ? arg : fixed[i])),
          );
        await check(row, overload, types, rows(false));
        // If the arguments are known to be finite and not null, a template may leave out guards.
        const facts = types.map((type) => ({ nullable: false, finite: true, type }));
        await check(row, overload, types, rows(true), facts);
        if (fixed !== literals[0]) continue;
        // A literal may need fewer guards, and no cast next to a column.
        for (const [index, type] of types.entries())
          for (const value of overload.params[index]?.literal === true ? [] : (constants[type.kind] ?? [])) {
            const some = rows(true).slice(0, 25);
            const withConstant = some.map((args) => args.map((arg, i) => (i === index ? value : arg)));
            await check(row, overload, types, withConstant, facts, index);
          }
      }
    });
  }
}

describe.each([...scalarFunctions.values()])("$name", (row) => {
  for (const overload of row.overloads) checkOverload(row, overload);
});
