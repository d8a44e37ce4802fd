import { kindsOf } from "../../compiler/functions/define.js";
import { scalarFunctions } from "../../compiler/functions/index.js";
import type { Overload, Param, ScalarFunction } from "../../compiler/functions/row.js";
import { scalarTolerances } from "../../compiler/functions/tolerances.js";
import { scalar, type Type, typeText, withNullable } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";
import { literalsFor } from "../functions/support/literals.js";
import { fuzzTypes } from "./types.js";

/** A way to call a function: the types of its arguments, and choices for the parameters that must be literals. */
export interface Call {
  readonly row: ScalarFunction;
  readonly args: readonly string[];
  /** Choices for all arguments; `undefined` for an argument that need not be a literal. */
  readonly literals: readonly (readonly (Value | undefined)[])[];
}

const known = fuzzTypes.map(({ type }) => type);
/** A type's text, without `?`. */
export const nameOf = (type: Type): string => typeText(withNullable(type, false));
const arrays = known.filter((type) => type.kind === "array");

/** The types that a parameter accepts. `T` is the type of the overload's type variable, if it has one. */
function paramTypes({ type }: Param, T: Type | null): readonly Type[] {
  const ofKinds = (kinds: readonly Type["kind"][]) => known.filter(({ kind }) => kinds.includes(kind));
  switch (type.kind) {
    case "exactly":
      return ofKinds(type.types);
    case "variable":
      return T === null ? [] : [T];
    case "arrayOf": {
      const kinds = type.of;
      return arrays.filter(({ element }) =>
        T === null ? kinds === undefined || kinds.includes(element.kind) : element.kind === T.kind,
      );
    }
  }
}

/** A lookup in a map takes a key of the map's own key type. */
const lookups = known.flatMap((type) => (type.kind === "map" ? [[type, type.key] as const] : []));

/** All lists of argument types that an overload accepts. */
export function signatures(overload: Pick<Overload, "key" | "params">): readonly (readonly Type[])[] {
  if (overload.key === "map" && overload.params[1]?.name === "k") return lookups;
  const variable = overload.params.find(({ type }) => type.kind === "variable")?.type;
  const choices = variable?.kind === "variable" ? known.filter(({ kind }) => variable.of.includes(kind)) : [null];
  return choices.flatMap((T) => {
    const all = overload.params.reduce<readonly (readonly Type[])[]>(
      (heads, param) => heads.flatMap((head) => paramTypes(param, T).map((type) => [...head, type])),
      [[]],
    );
    const last = overload.params.at(-1);
    if (last?.variadic === true) return all.flatMap((each) => [each, [...each, each.at(-1) ?? scalar("bool")]]);
    return last?.optional === true ? all.flatMap((each) => [each, each.slice(0, -1)]) : all;
  });
}

/**
 * A function of two arrays of different element types: there are so many such pairs that they would crowd out all other
 * calls.
 */
const tooMany = (types: readonly Type[], overload: Overload): boolean =>
  overload.params.filter((param) => kindsOf(param) !== null).length > 1 && nameOf(types[0]!) !== nameOf(types[1]!);

/** True if the result is determined to the last digit. */
const isExact = (row: ScalarFunction, result: Type): boolean =>
  !scalarTolerances.has(row.name) || (result.kind !== "float64" && result.kind !== "float32");

function callsWhere(wanted: (row: ScalarFunction, result: Type) => boolean): ReadonlyMap<string, readonly Call[]> {
  const found = new Map<string, Call[]>();
  for (const row of scalarFunctions.values()) {
    for (const overload of row.overloads) {
      for (const types of signatures(overload)) {
        const result = overload.result(types);
        if (!wanted(row, result) || tooMany(types, overload) || overload.accepts?.(types) === false) continue;
        const literals = literalsFor(overload, types.length).filter((each) => !each.includes(null));
        const call = { row, args: types.map(nameOf), literals };
        found.set(nameOf(result), [...(found.get(nameOf(result)) ?? []), call]);
      }
    }
  }
  return found;
}

/** Calls with an exact result, by its type. */
export const exactCalls = callsWhere(isExact);
/** Calls whose last digits may differ between engines. No expression may make that difference visible (MEANING B36). */
export const inexactCalls: readonly Call[] = [...callsWhere((row, result) => !isExact(row, result)).values()].flat();
