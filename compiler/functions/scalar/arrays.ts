import type { Type } from "../../../runtime/types.js";
import { arrayOf, exactly, example, gives, variable } from "../define.js";
import type { ScalarFunction } from "../row.js";
import { arrayValues } from "./array-values.js";
import { listKinds } from "./list-kinds.js";
import { jsonElement, jsonField, mapElement, mapKeys, mapValues } from "./maps.js";
import { vectors } from "./vectors.js";

export const membershipNullable = (value: Type, list: Type): boolean =>
  value.nullable || list.nullable || (list.kind === "array" && list.element.nullable);

const basics: readonly ScalarFunction[] = [
  {
    name: "in",
    operator: true,
    doc: "Whether the value is in the list. `x not in xs` is `not (x in xs)`. The result is true, false or null, as in SQL; an empty list gives false.",
    overloads: listKinds.map((kind) => ({
      key: kind,
      params: [variable("x", kind), arrayOf("xs")],
      result: gives("bool"),
      nulls: "own",
      compares: true,
      nullable: ([x, xs]) => membershipNullable(x!, xs!),
      ts: kind === "bytes" ? "isInBytes" : "isIn",
    })),
    examples: [
      example("2 in [1, 2]", true),
      example("3 in [1, 2]", false),
      example("3 in [1, null]", null),
      example("1 in [1, null]", true),
      example("1 in [1.0, 2.5]", true),
      example('"a" not in ["b"]', true),
    ],
  },
  {
    name: "element",
    operator: true,
    doc: "`xs[i]`: the element at index i, counted from 0; null if there is none or i is negative. `m[k]`: the value of a map's key; null if there is none. `j[0]`, `j.name`: a value inside json; a cast states its type.",
    overloads: [
      {
        key: "array",
        params: [arrayOf("xs"), exactly("i", "int64")],
        result: ([xs]) => (xs!.kind === "array" ? xs!.element : xs!),
        nulls: "partial",
        // A literal index into a fixed vector is checked, so the element exists.
        nullable: ([xs], [, index]) =>
          xs!.kind !== "array" || xs!.size === null || xs!.element.nullable || !within(index, xs!.size),
        ts: "element",
      },
      mapElement,
      jsonField,
      jsonElement,
    ],
    examples: [
      example("[1, 2][1]", 2),
      example("[1, 2][2]", null),
      example("[1, 2][-1]", null),
      example('(count() by x each x in ["b", "a", "b"])["b"]', 2),
      example('(count() by x each x in ["b", "a", "b"])["c"]', null),
    ],
  },
];

const ofMaps: readonly ScalarFunction[] = [
  {
    name: "keys",
    doc: "A map's keys in ascending order.",
    overloads: [mapKeys],
    examples: [example('keys(count() by x each x in ["b", "a", "b"])', ["a", "b"])],
  },
  {
    name: "values",
    doc: "A map's values, in ascending order of their keys.",
    overloads: [mapValues],
    examples: [example('values(count() by x each x in ["b", "a", "b"])', [1, 2])],
  },
];

const within = (index: string | number | boolean | null | undefined, size: number): boolean =>
  typeof index === "string" && Number(index) >= 0 && Number(index) < size;

export const arrays: readonly ScalarFunction[] = [...basics, ...ofMaps, ...arrayValues, ...vectors];
