import type { ArrayType, Type } from "../../../runtime/types.js";
import { scalar } from "../../../runtime/types.js";
import { bound, exactly, guarded, inner } from "../define.js";
import type { AggregateOverload, AggregateSql, Param } from "../row.js";

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

const [v, i] = [inner("v"), inner("i")];
/** For each index, what `of` gives for the list of the elements at that index. */
const byPlace = (vectors: string, vector: (row: string) => string, of: (elements: string) => string): string =>
  bound("all", `list_filter(${vectors}, lambda ${v}: ${vector(v)} IS NOT NULL)`, (all) =>
    guarded(
      `len(${all}) > 0`,
      bound(
        "result",
        `list_transform(range(1, len(${vector(`${all}[1]`)}) + 1), lambda ${i}: ${of(`list_transform(${all}, lambda ${v}: ELEMENT)`).replaceAll("ELEMENT", `${vector(v)}[${i}]`)})`,
        (result) =>
          guarded(`list_bool_and(list_transform(${result}, lambda ${v}: coalesce(isfinite(${v}), false)))`, result),
      ),
    ),
  );

const gathered = (of: (elements: string) => string): AggregateSql => ({
  calls: ["list({0})"],
  finish: byPlace("{0}", (row) => row, of),
  gathered: true,
});

const overload = (
  sql: AggregateSql,
  more: Pick<AggregateOverload, "result" | "accepts"> & { readonly ts?: string; readonly also?: readonly Param[] },
): AggregateOverload => ({
  key: "vector",
  params: [exactly("x", "array"), ...(more.also ?? [])],
  accepts: more.accepts!,
  result: more.result,
  empty: "null",
  sql: { duckdb: sql },
  ...(more.ts === undefined ? {} : { ts: more.ts }),
});

const asFloats: AggregateOverload["result"] = ([x]) => ({
  ...vectorOf(x),
  element: scalar("float64"),
  nullable: false,
});
const floats = { accepts: isVector, result: asFloats } as const;
const doubles = (list: string): string => `CAST(${list} AS DOUBLE[])`;

export const sumOfVectors = overload(
  gathered((list) => `list_sum(${doubles(list)})`),
  { ...floats, ts: "sumVectors" },
);
export const avgOfVectors = overload(
  gathered((list) => `list_avg(${doubles(list)})`),
  { ...floats, ts: "avgVectors" },
);
const extreme = (name: "min" | "max"): AggregateOverload =>
  overload(
    gathered((list) => `list_${name}(${list})`),
    { accepts: isFloatVector, result: ([x]) => ({ ...vectorOf(x), nullable: false }), ts: `${name}Vectors` },
  );
export const minOfVectors = extreme("min");
export const maxOfVectors = extreme("max");

/** `decayed_sum` for vectors. */
export const decayedSumOfVectors = (half: Param): AggregateOverload =>
  overload(
    {
      calls: ["list(struct_pack(x := {0}, w := pow(2.0::DOUBLE, -(({t} - {time})::DOUBLE / {1}::DOUBLE))))"],
      finish: byPlace(
        "{0}",
        (row) => `struct_extract(${row}, 'x')`,
        (list) => `list_sum(${doubles(list.replace("ELEMENT", `ELEMENT * struct_extract(${v}, 'w')`))})`,
      ),
      gathered: true,
      timed: true,
    },
    { ...floats, also: [half] },
  );
