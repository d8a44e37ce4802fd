import type { ArrayType, Type } from "../../../runtime/types.js";
import { scalar } from "../../../runtime/types.js";
import { exactly } from "../define.js";
import type { AggregateOverload, Param } from "../row.js";

/*
 * Aggregates over fixed vectors, element by element (MEANING 72). All vectors of a column have one length. A null
 * vector is left out. If an element of the result is not finite, the result is null.
 */

const vectorOf = (type: Type | undefined): ArrayType => {
  if (type?.kind !== "array" || type.size === null) throw new Error("expected a fixed vector");
  return type;
};
const isVector = ([x]: readonly Type[]): boolean => x?.kind === "array" && x.size !== null;
const isFloatVector = ([x]: readonly Type[]): boolean =>
  x?.kind === "array" && x.size !== null && (x.element.kind === "float32" || x.element.kind === "float64");

const overload = (
  more: Pick<AggregateOverload, "result" | "accepts"> & { readonly ts?: string; readonly also?: readonly Param[] },
): AggregateOverload => ({
  key: "vector",
  params: [exactly("x", "array"), ...(more.also ?? [])],
  accepts: more.accepts!,
  result: more.result,
  empty: "null",
  framed: false,
  ...(more.ts === undefined ? {} : { ts: more.ts }),
});

const asFloats: AggregateOverload["result"] = ([x]) => ({
  ...vectorOf(x),
  element: scalar("float64"),
  nullable: false,
});
const floats = { accepts: isVector, result: asFloats } as const;

export const sumOfVectors = overload({ ...floats, ts: "sumVectors" });
export const avgOfVectors = overload({ ...floats, ts: "avgVectors" });
const extreme = (name: "min" | "max"): AggregateOverload =>
  overload({ accepts: isFloatVector, result: ([x]) => ({ ...vectorOf(x), nullable: false }), ts: `${name}Vectors` });
export const minOfVectors = extreme("min");
export const maxOfVectors = extreme("max");

/** `decayed_sum` for vectors. */
export const decayedSumOfVectors = (half: Param): AggregateOverload => ({
  ...overload({ ...floats, also: [half] }),
  timed: true,
});
