import type { Type } from "../../../runtime/types.js";
import { scalar } from "../../../runtime/types.js";
import { arrayOf, exactly, example, gives, literally, variable } from "../define.js";
import type { Overload, Param, ScalarFunction } from "../row.js";
import { listKinds } from "./list-kinds.js";

/* Functions that turn values into inputs for models (MEANING 91, 95). */

/** int64 edges come as digits. */
const ascending = (values: readonly (string | number | boolean)[]): boolean => {
  const exact = values.map((value) => (typeof value === "string" ? BigInt(value) : Number(value)));
  return exact.every((value, at) => at === 0 || exact[at - 1]! < value);
};
const edgesParam: Param = {
  ...literally(arrayOf("edges")),
  otherwise: "write the edges out, `[0, 10, 100]`, or count those of a list: `count() where e <= x each e in edges`",
  checkElements: (values) =>
    values.length === 0 ? "at least one edge is needed" : ascending(values) ? null : "edges must ascend",
};

const bucket = (kind: "int64" | "float64"): Overload => ({
  key: kind,
  params: [variable("x", kind), edgesParam],
  result: gives("int64"),
  nulls: "strict",
  ts: kind === "int64" ? "bucketInt64" : "bucketFloat64",
});

const ints: Type = { kind: "array", element: scalar("int64"), size: null, nullable: false };

const suffix = (kind: string): string => (kind === "bytes" ? "Bytes" : "");

export const shaping: readonly ScalarFunction[] = [
  {
    name: "sigmoid",
    doc: "1 / (1 + exp(-x)): 0.0 and 1.0 for very small and very large x; never null for a number.",
    overloads: [
      {
        key: "float64",
        params: [exactly("x", "float64")],
        result: gives("float64"),
        nulls: "strict",
        ts: "sigmoid",
      },
    ],
    examples: [
      example("sigmoid(0)", 0.5),
      example("sigmoid(1e300)", 1),
      example("sigmoid(-1e300)", 0),
      example("sigmoid(null)", null),
    ],
  },
  {
    name: "bucket",
    doc: "The number of edges that are not above x: 0 below the first edge, the number of all edges from the last edge on. The edges are ascending literals.",
    overloads: [bucket("int64"), bucket("float64")],
    examples: [
      example("bucket(17, [18, 30, 65])", 0),
      example("bucket(18, [18, 30, 65])", 1),
      example("bucket(99.5, [18, 30, 65])", 3),
      example("bucket(9007199254740993, [9007199254740993])", 1),
      example("bucket(null, [1.5])", null),
    ],
  },
  {
    name: "one_hot",
    doc: "An int64[] with 1 for each value that equals x and 0 for the others; all 0 if x is null or none of the values.",
    overloads: listKinds.map((kind) => ({
      key: kind,
      params: [variable("x", kind), arrayOf("values")],
      result: () => ints,
      nulls: "own",
      nullable: ([, values]) => values!.nullable,
      ts: `oneHot${suffix(kind)}`,
    })),
    examples: [
      example('one_hot("b", ["a", "b"])', [0, 1]),
      example('one_hot("c", ["a", "b"])', [0, 0]),
      example('one_hot(null, ["a", "b"])', [0, 0]),
      example("one_hot(2, [1, 2, 2])", [0, 1, 1]),
    ],
  },
  {
    name: "ordinal",
    doc: "The index of the first value that equals x, counted from 0; null if x is null or none of the values.",
    overloads: listKinds.map((kind) => ({
      key: kind,
      params: [variable("x", kind), arrayOf("values")],
      result: gives("int64"),
      nulls: "partial",
      ts: `ordinal${suffix(kind)}`,
    })),
    examples: [
      example('ordinal("mid", ["low", "mid", "high"])', 1),
      example('ordinal("none", ["low", "mid", "high"])', null),
      example("ordinal(1, [null, 1, 1])", 1),
    ],
  },
];
