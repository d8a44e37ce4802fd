/**
 * Every overload of every scalar function and operator: its DuckDB SQL and its TypeScript give the same for random and adversarial
 * arguments, nulls included.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scalarFunctions } from "../../compiler/functions/index.js";
import type { ArgumentFacts, Overload, Param, ScalarFunction } from "../../compiler/functions/row.js";
import { fillTemplate } from "../../compiler/functions/template.js";
import * as runtime from "../../runtime/functions/index.js";
import type { Type } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";
import { decode, encode, literal, query, sqlType } from "./support/duckdb.js";
import { nullable, typeOf, values } from "./support/values.js";

const helpers: Readonly<Record<string, unknown>> = { ...runtime };
/** Functions whose engines may differ in the last digits (MEANING B36). */
const inexact = new Set(["exp", "ln", "pow"]);

type Outcome = { readonly value: Value } | "error";

function callHelper(overload: Overload, args: readonly Value[]): Outcome {
  try {
    return { value: (helpers[overload.ts] as (...args: readonly Value[]) => Value)(...args) };
  } catch (error) {
    if (error instanceof runtime.FeatureError) return "error";
    throw error;
  }
}

/** What an overload takes, spelled out: a type per argument, for each number of them. */
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

function paramTypes({ type }: Param, overload: Overload): readonly Type[] {
  if (type.kind !== "arrayOf") return (type.kind === "exactly" ? type.types : type.of).map(typeOf);
  const variable = overload.params.find((param) => param.type.kind === "variable")?.type;
  const kinds = variable?.kind === "variable" ? variable.of : (["int64", "string", "float64"] as const);
  return kinds.map((kind) => ({ kind: "array", element: typeOf(kind), size: null, nullable: true }));
}

const isSame = (a: Value, b: Value, tolerance: boolean): boolean => {
  if (typeof a === "number" && typeof b === "number") {
    // 0 and -0 are one.
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
    return tolerance && Math.abs(a - b) <= 1e-9 * Math.abs(a);
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return a === b;
};

async function check(
  overload: Overload,
  types: readonly Type[],
  rows: readonly (readonly Value[])[],
  facts?: readonly ArgumentFacts[],
) {
  const result = overload.result(types);
  const columns = types.map((_, i) => `a${i}`);
  const table = rows
    .map((row, n) => `(${[n, ...row.map((value, i) => literal(value, types[i]!))].join(", ")})`)
    .join(", ");
  const sql = fillTemplate(overload.sql.duckdb, columns, facts);
  const tried = overload.raises === true ? `TRY(${sql})` : sql;
  const found = await query(
    `SELECT typeof(${tried}), ${encode(tried, result)} FROM (VALUES ${table}) AS t(${["n", ...columns].join(", ")}) ORDER BY n`,
  );
  for (const [n, row] of rows.entries()) {
    const engine = decode(found[n]![1], result);
    const helper = callHelper(overload, row);
    expect(found[n]![0], "the SQL's type").toBe(sqlType(result));
    if (helper === "error") {
      expect({ row, engine }).toEqual({ row, engine: null });
      expect(overload.raises, "marked as raising").toBe(true);
    } else if (!isSame(engine, helper.value, inexact.has(overload.ts))) {
      expect.fail(
        `${overload.ts}(${row.map(shown).join(", ")}): DuckDB ${shown(engine)}, TypeScript ${shown(helper.value)}`,
      );
    }
    if (helper !== "error") checkNulls(overload, types, row, helper.value);
  }
}

const shown = (value: Value): string =>
  typeof value === "string"
    ? JSON.stringify(value)
    : value === null
      ? "null"
      : Object.is(value, -0)
        ? "-0"
        : String(value);

/** The null rule says the truth, and an int64 comes out in its one form. */
function checkNulls(overload: Overload, types: readonly Type[], row: readonly Value[], value: Value) {
  const some = row.some((arg) => arg === null);
  if (overload.nulls !== "own" && some) expect({ row, value }).toEqual({ row, value: null });
  if (overload.nulls === "strict" && !some) expect(value).not.toBeNull();
  if (overload.nulls === "own" && value === null) expect(overload.nullable!(types, [])).toBe(true);
  if (typeof value === "bigint") expect(Number.isSafeInteger(Number(value))).toBe(false);
}

/** Another seed finds other cases: `FEAT_SEED=… npx vitest run test/functions`. */
const seed = Number(process.env.FEAT_SEED ?? 1);
const sample = (types: readonly Type[], finite: boolean): readonly (readonly Value[])[] => {
  const each = types.map((type) => (finite ? values(type, true) : nullable(values(type, false))));
  return fc.sample(fc.tuple(...each), { numRuns: 300, seed });
};

function checkOverload(row: ScalarFunction, overload: Overload) {
  for (const types of signatures(overload)) {
    test(`${row.name} ${overload.key} (${types.map(sqlType).join(", ")})`, async () => {
      await check(overload, types, sample(types, false));
      // Where the printer knows more, a template may leave guards out.
      await check(
        overload,
        types,
        sample(types, true),
        types.map(() => ({ nullable: false, finite: true })),
      );
    });
  }
}

describe.each([...scalarFunctions.values()])("$name", (row) => {
  for (const overload of row.overloads) checkOverload(row, overload);
});
