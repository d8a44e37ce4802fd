import { scalar, type Type, withNullable } from "../../../runtime/types.js";
import { arrayOfKinds, exactly, example, gives, optional, variable, variadic } from "../define.js";
import { numberKinds, orderedKinds } from "../kinds.js";
import type { Overload, ScalarFunction } from "../row.js";
import { listKinds } from "./list-kinds.js";

/* Arrays as values. Sums leave out null elements, as the aggregates do. */

const elementOf = (type: Type): Type => (type.kind === "array" ? type.element : type);
/** An array of any length. */
const openList = (element: Type): Type => ({ kind: "array", element, size: null, nullable: false });

const array = exactly("xs", "array");
/** The smallest or greatest element. A vector always has one. */
const extreme = (name: "min" | "max"): Overload => ({
  key: "array",
  params: [arrayOfKinds("xs", ...orderedKinds)],
  result: ([xs]) => withNullable(elementOf(xs!), false),
  nulls: "partial",
  nullable: ([xs]) => xs!.nullable || xs!.kind !== "array" || xs!.size === null || xs!.element.nullable,
  ts: name === "min" ? "arrayMin" : "arrayMax",
});

const total = (ts: string): Overload => ({
  key: "array",
  params: [arrayOfKinds("xs", ...numberKinds)],
  result: gives("float64"),
  nulls: "partial",
  ts,
});

/** The longest list that `range` makes: a feature should not hold a longer one per row. */
const longestRange = 10_000;

export const arrayValues: readonly ScalarFunction[] = [
  {
    name: "range",
    doc: `The ints from the first argument up to but not including the second; empty if the second is not greater. Null for more than ${longestRange} ints.`,
    overloads: [
      {
        key: "int64",
        params: [exactly("from", "int64"), exactly("to", "int64")],
        result: () => openList(scalar("int64")),
        nulls: "partial",
        ts: "range",
      },
    ],
    examples: [
      example("range(0, 3)", [0, 1, 2]),
      example("range(2, 2)", []),
      example("range(1, -1)", []),
      example("sum(i * i) each i in range(1, 4)", 14),
      example("range(0, 10001)", null),
    ],
  },
  {
    name: "slice",
    doc: "The elements from index i, counted from 0: at most n of them, or all that follow without n. Null if i or n is negative.",
    overloads: [
      {
        key: "array",
        params: [array, exactly("i", "int64"), optional(exactly("n", "int64"))],
        result: ([xs]) => openList(elementOf(xs!)),
        nulls: "partial",
        ts: "slice",
      },
    ],
    examples: [
      example('slice(["a", "b"], 1)', ["b"]),
      example("slice([1, 2, 3], 1)", [2, 3]),
      example("slice([1, 2, 3], 0, 2)", [1, 2]),
      example("slice([1, null], 1, 5)", [null]),
      example("slice([1], 5)", []),
      example("slice([1], -1)", null),
    ],
  },
  {
    name: "array_concat",
    doc: "Two or more arrays of one type, joined; null if one of them is null.",
    overloads: [
      {
        key: "array",
        params: [variable("a", "array"), variadic(variable("more", "array"))],
        result: (types) =>
          openList(
            withNullable(
              elementOf(types[0]!),
              types.some((type) => elementOf(type).nullable),
            ),
          ),
        nulls: "strict",
        ts: "arrayConcat",
      },
    ],
    examples: [
      example('array_concat(["a"], ["b"])', ["a", "b"]),
      example("array_concat([1], [2, null], [3])", [1, 2, null, 3]),
      example('array_concat(split("a", ","), [])', ["a"]),
      example("array_concat([1], [0.5])", [1, 0.5]),
      example("array_concat([1], null)", null),
    ],
  },
  {
    name: "array_distinct",
    doc: "Each different value once, in the order of first occurrence; null counts as a value.",
    overloads: [
      {
        key: "array",
        params: [arrayOfKinds("xs", ...listKinds)],
        result: ([xs]) => openList(elementOf(xs!)),
        nulls: "strict",
        ts: "arrayDistinct",
      },
    ],
    examples: [
      example("array_distinct([2, 1, 2, null, null])", [2, 1, null]),
      example("array_distinct([0.0, -0.0])", [0]),
      example('array_distinct(split("", ""))', []),
    ],
  },
  {
    name: "array_sort",
    doc: "The elements in ascending order, strings by code points, nulls first.",
    overloads: [
      {
        key: "array",
        params: [arrayOfKinds("xs", ...orderedKinds)],
        result: ([xs]) => openList(elementOf(xs!)),
        nulls: "strict",
        ts: "arraySort",
      },
    ],
    examples: [
      example("array_sort([2, null, 10, 1])", [null, 1, 2, 10]),
      example('array_sort(["\\u{FFFF}", "\\u{1F600}", "a"])', ["a", "\u{FFFF}", "\u{1F600}"]),
    ],
  },
  {
    name: "array_min",
    doc: "The smallest element without nulls; null if there is none.",
    overloads: [extreme("min")],
    examples: [
      example("array_min([2, 1, null])", 1),
      example('array_min(["b", "a"])', "a"),
      example('array_min(split("", ""))', null),
    ],
  },
  {
    name: "array_max",
    doc: "The greatest element without nulls; null if there is none.",
    overloads: [extreme("max")],
    examples: [example("array_max([2, 1, null])", 2), example("array_max([0.5, 1.5])", 1.5)],
  },
  {
    name: "array_sum",
    doc: "The sum of the elements without nulls, always a float64. Null if there is none, or if the sum is not finite.",
    overloads: [total("arraySum")],
    examples: [
      example("array_sum([1, 2, null])", 3),
      example("array_sum([0.5, 0.25])", 0.75),
      example("array_sum([1e308, 1e308])", null),
      example("array_sum(slice([1], 1))", null),
    ],
  },
  {
    name: "array_avg",
    doc: "The mean of the elements without nulls. Null if there is none, or if their sum is not finite.",
    overloads: [total("arrayAvg")],
    examples: [example("array_avg([1, 2, null])", 1.5), example("array_avg(slice([1], 1))", null)],
  },
];
