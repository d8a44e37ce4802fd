import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { kindsOf } from "../../../compiler/functions/define.js";
import type { Overload, Param, ScalarFunction } from "../../../compiler/functions/row.js";
import { scalarTolerances, type Tolerance } from "../../../compiler/functions/tolerances.js";
import type { ArgumentFacts } from "../../../compiler/sql/dialects/cell.js";
import * as runtime from "../../../runtime/functions/index.js";
import { scalar, type Type } from "../../../runtime/types.js";
import type { Value } from "../../../runtime/values.js";
import { nullable, typeOf, values, valuesFor } from "./values.js";

/* Calls of scalar functions with random arguments, and the results of their TypeScript. */

const helpers: Readonly<Record<string, unknown>> = { ...runtime };
export type Outcome = { readonly value: Value } | "error";

/** The result of an overload's TypeScript. */
export function callHelper(overload: Overload, args: readonly Value[], types: readonly Type[]): Outcome {
  const scales = overload.scales === true ? types.flatMap((type) => (type.kind === "decimal" ? [type.scale] : [])) : [];
  try {
    return { value: (helpers[overload.ts] as (...args: readonly Value[]) => Value)(...args, ...scales) };
  } catch (error) {
    if (error instanceof runtime.FeatureError) return "error";
    throw error;
  }
}

/** All lists of argument types that an overload takes, for each number of arguments. */
export function signatures(overload: Overload): readonly (readonly Type[])[] {
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
export const toleranceOf = ({ name }: ScalarFunction): Tolerance => scalarTolerances.get(name) ?? exact;

export const isSame = (a: Value, b: Value, tolerance: Tolerance): boolean => {
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

/** The facts that a cell gets about a literal argument. */
export const literalFact = (value: Value): Pick<ArgumentFacts, "literal"> =>
  typeof value === "string" || typeof value === "boolean" || value === null
    ? { literal: value }
    : typeof value === "number" || typeof value === "bigint"
      ? { literal: String(value) }
      : {};

export const shown = (value: Value): string =>
  typeof value === "string"
    ? JSON.stringify(value)
    : Array.isArray(value)
      ? `[${value.map(shown).join(", ")}]`
      : value === null
        ? "null"
        : Object.is(value, -0)
          ? "-0"
          : String(value);

/** The seed of the random arguments. Set another with `FEAT_SEED=… npx vitest run test/functions`. */
const seed = Number(process.env.FEAT_SEED ?? 1);
export function sample(row: ScalarFunction, types: readonly Type[], finite: boolean, numRuns: number) {
  const each = types.map((type, i) => {
    const arbitrary = valuesFor(row.name, i) ?? values(type, finite);
    return finite ? arbitrary : nullable(arbitrary);
  });
  return fc.sample(fc.tuple(...each), { numRuns, seed });
}

/** Literals that a cell may treat specially. */
export const constants: Partial<Record<Type["kind"], readonly Value[]>> = {
  int64: [0, -1, 3],
  float64: [0, 0.1, -1e300],
  string: ["", "a'\n"],
};
