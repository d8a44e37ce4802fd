/**
 * Every overload of every scalar function and operator: its DuckDB SQL, its TypeScript and the oracle's own implementation
 * give the same for random and adversarial arguments, including nulls.
 */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kindsOf } from "../../compiler/functions/define.js";
import { scalarFunctions } from "../../compiler/functions/index.js";
import type { Overload, Param, ScalarFunction } from "../../compiler/functions/row.js";
import { scalarTolerances, type Tolerance } from "../../compiler/functions/tolerances.js";
import type { Literal } from "../../compiler/ir/index.js";
import type { ArgumentFacts } from "../../compiler/sql/dialects/cell.js";
import { duckdb } from "../../compiler/sql/dialects/duckdb/index.js";
import { literal as literalNode } from "../../compiler/sql/expression.js";
import * as runtime from "../../runtime/functions/index.js";
import { scalar, type Type } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";
import { callScalar } from "../oracle/evaluate/scalar.js";
import { Fault } from "../oracle/evaluate/values.js";
import { cellText, functionCell, unknown } from "./support/cells.js";
import { decode, encode, literal, query, sqlType } from "./support/duckdb.js";
import { literalsFor } from "./support/literals.js";
import { fromOracle, toOracle } from "./support/oracle.js";
import { nullable, typeOf, values, valuesFor } from "./support/values.js";

const helpers: Readonly<Record<string, unknown>> = { ...runtime };
type Outcome = { readonly value: Value } | "error";

function callHelper(overload: Overload, args: readonly Value[], types: readonly Type[]): Outcome {
  const scales = overload.scales === true ? types.flatMap((type) => (type.kind === "decimal" ? [type.scale] : [])) : [];
  try {
    return { value: (helpers[overload.ts] as (...args: readonly Value[]) => Value)(...args, ...scales) };
  } catch (error) {
    if (error instanceof runtime.FeatureError) return "error";
    throw error;
  }
}

/** All lists of argument types that an overload takes, for each number of arguments. */
function signatures(overload: Overload): readonly (readonly Type[])[] {
  const types = overload.params.map((param) => paramTypes(param, overload));
  const all = types.reduce<readonly (readonly Type[])[]>(
    (heads, next) => heads.flatMap((head) => next.map((type) => [...head, type])),
    [[]],
  );
  const last = overload.params[overload.params.length - 1];
  if (last?.variadic === true) return all.flatMap((each) => [each, [...each, each[each.length - 1]!]]);
  return last?.optional === true ? all.flatMap((each) => [each, each.slice(0, -1)]) : all;
}

function paramTypes(param: Param, overload: Overload): readonly Type[] {
  const { type } = param;
  if (type.kind === "exactly" && type.types.includes("array")) return [...type.types.map(typeOf), vector];
  if (type.kind !== "arrayOf") return (type.kind === "exactly" ? type.types : type.of).map(typeOf);
  const variable = overload.params.find((other) => other.type.kind === "variable")?.type;
  const kinds =
    variable?.kind === "variable" ? variable.of : (kindsOf(param) ?? (["int64", "string", "float64"] as const));
  const lists = kinds.map((kind): Type => ({ kind: "array", element: typeOf(kind), size: null, nullable: true }));
  return kinds.includes("float32") && variable === undefined ? [...lists, vector] : lists;
}
const vector: Type = { kind: "array", element: scalar("float32"), size: 3, nullable: true };

const exact: Tolerance = { relative: 0, absolute: 0 };
const toleranceOf = ({ name }: ScalarFunction): Tolerance => scalarTolerances.get(name) ?? exact;

const isSame = (a: Value, b: Value, tolerance: Tolerance): boolean => {
  if (typeof a === "number" && typeof b === "number") {
    // 0 and -0 are the same.
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
    return Math.abs(a - b) <= tolerance.relative * Math.abs(a) + tolerance.absolute;
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, i) => isSame(value, b[i], tolerance));
  return isDeepStrictEqual(a, b);
};

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

/** What a cell knows of an argument that is a literal. */
const literalFact = (value: Value): Pick<ArgumentFacts, "literal"> =>
  typeof value === "string" || typeof value === "boolean" || value === null
    ? { literal: value }
    : typeof value === "number" || typeof value === "bigint"
      ? { literal: String(value) }
      : {};

/**
 * Arguments that the oracle does not handle here. Its case mapping is simpler than Unicode's (case-mapping.test.ts tests
 * the engines), and its calendar ends with year 9999.
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

const shown = (value: Value): string =>
  typeof value === "string"
    ? JSON.stringify(value)
    : Array.isArray(value)
      ? `[${value.map(shown).join(", ")}]`
      : value === null
        ? "null"
        : Object.is(value, -0)
          ? "-0"
          : String(value);

/** Checks the overload's null rule, and that an int64 is a bigint only beyond 2^53. */
function checkNulls(overload: Overload, types: readonly Type[], row: readonly Value[], value: Value) {
  const some = row.some((arg) => arg === null);
  if (overload.nulls !== "own" && some) expect({ row, value }).toEqual({ row, value: null });
  if (overload.nulls === "strict" && !some) expect(value).not.toBeNull();
  if (overload.nulls === "own" && value === null) expect(overload.nullable!(types, [])).toBe(true);
  if (typeof value === "bigint") expect(Number.isSafeInteger(Number(value))).toBe(false);
}

/** The seed of the random arguments. Set another with `FEAT_SEED=… npx vitest run test/functions`. */
const seed = Number(process.env.FEAT_SEED ?? 1);
function sample(row: ScalarFunction, types: readonly Type[], finite: boolean, numRuns: number) {
  const each = types.map((type, i) => {
    const arbitrary = valuesFor(row.name, i) ?? values(type, finite);
    return finite ? arbitrary : nullable(arbitrary);
  });
  return fc.sample(fc.tuple(...each), { numRuns, seed });
}

/** Literals that a cell may treat in a way of their own. */
const constants: Partial<Record<Type["kind"], readonly Value[]>> = {
  int64: [0, -1, 3],
  float64: [0, 0.1, -1e300],
  string: ["", "a'\n"],
};

function checkOverload(row: ScalarFunction, overload: Overload) {
  for (const types of signatures(overload)) {
    const literals = literalsFor(overload, types.length);
    test(`${row.name} ${overload.key} (${types.map(sqlType).join(", ")})`, { timeout: 60_000 }, async () => {
      for (const fixed of literals) {
        const rows = (finite: boolean): readonly (readonly Value[])[] =>
          sample(row, types, finite, literals.length > 4 ? 60 : 300).map((args) =>
            args.map((arg, i) => (fixed[i] === undefined ? arg : fixed[i])),
          );
        await check(row, overload, types, rows(false));
        // If the arguments are known to be finite and not null, a template may leave out guards.
        const facts = types.map((type) => ({ nullable: false, finite: true, type }));
        await check(row, overload, types, rows(true), facts);
        if (fixed !== literals[0]) continue;
        // A literal may need fewer guards, and no type of its own beside a column.
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
