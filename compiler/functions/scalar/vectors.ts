import { arrayOfKinds, example, gives } from "../define.js";
import { numberKinds } from "../kinds.js";
import type { Overload, ScalarFunction } from "../row.js";
import { entropyOfMap, mapCosine, mapDot, mapNorm } from "./maps.js";

/*
 * Arrays of numbers as vectors, in float64 (MEANING 69, 76, 94). A result that is not finite is null, also if only an
 * intermediate sum of squares overflows.
 */

const row = (names: readonly string[], ts: string): Overload => ({
  key: "array",
  params: names.map((name) => arrayOfKinds(name, ...numberKinds)),
  result: gives("float64"),
  nulls: "partial",
  ts,
});

export const vectors: readonly ScalarFunction[] = [
  {
    name: "dot",
    doc: "The dot product of two vectors, or of two maps over all keys, where a missing key counts as 0; null for unequal lengths or a null element.",
    overloads: [row(["x", "y"], "dot"), mapDot],
    examples: [
      example("dot([1, 2, 3], [4, 5, 6])", 32),
      example("dot([1, 2], [1, 2, 3])", null),
      example("dot([1, null], [1, 2])", null),
      example("dot([1e200], [1e200])", null),
    ],
  },
  {
    name: "norm",
    doc: "The length of a vector or of a map of numbers: the square root of the sum of its squares; null for a null element.",
    overloads: [row(["x"], "norm"), mapNorm],
    examples: [example("norm([3, 4])", 5), example("norm([3.0, null])", null), example("norm(slice([1], 1))", 0)],
  },
  {
    name: "cosine_similarity",
    doc: "The cosine of the angle between two vectors, or two maps of numbers over all keys, from -1 to 1; null for unequal lengths, a null element, and a vector that is empty or all zeros.",
    overloads: [row(["x", "y"], "cosineSimilarity"), mapCosine],
    examples: [
      example("cosine_similarity([1, 0], [0, 2])", 0),
      example("cosine_similarity([3, 4], [3, 4])", 1),
      example("cosine_similarity([3, 4], [-3, -4])", -1),
      example("cosine_similarity([0, 0], [1, 2])", null),
      example("cosine_similarity([1], [1, 2])", null),
    ],
  },
  {
    name: "euclidean_distance",
    doc: "The distance between two points: the square root of the sum of the squared differences; null for unequal lengths or a null element.",
    overloads: [row(["x", "y"], "euclideanDistance")],
    examples: [
      example("euclidean_distance([1, 1], [4, 5])", 5),
      example("euclidean_distance([1], [1, 2])", null),
      example("euclidean_distance([1], [null])", null),
    ],
  },
  {
    name: "entropy",
    doc: "The entropy, in nats, of the shares of the numbers (or of a map's values) in their sum. Nulls and numbers that are not above 0 are left out. Null if nothing is left, or if the sum is not finite.",
    overloads: [row(["xs"], "entropy"), entropyOfMap],
    examples: [
      example("entropy([5])", 0),
      example("entropy([1, 1, 0, null]) == ln(2.0)", true),
      example("entropy([0, -1])", null),
    ],
  },
];
