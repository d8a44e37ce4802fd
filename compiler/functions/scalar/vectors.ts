import { arrayOfKinds, bound, example, gives, guarded, inner } from "../define.js";
import { numberKinds } from "../kinds.js";
import type { Overload, ScalarFunction, SqlTemplate } from "../row.js";
import { entropyOfMap, mapCosine, mapDot, mapNorm } from "./maps.js";

/*
 * Arrays of numbers as vectors, in float64 (MEANING 69, 76, 94). What is not finite is null, sums of squares on the way included.
 */

/** DuckDB's products refuse a null element wherever one stands in the column: it is NaN here, and so is what comes of it. */
const doubles = (xs: string): string =>
  `list_transform(CAST(${xs} AS DOUBLE[]), lambda ${inner("e")}: coalesce(${inner("e")}, 'NaN'::DOUBLE))`;
const finite = (value: string): string => bound("value", value, (v) => guarded(`isfinite(${v})`, v));

const ofOne =
  (value: (x: string) => string): SqlTemplate =>
  ([xs]) =>
    bound("x", doubles(xs!), (x) => finite(value(x)));
const ofTwo =
  (value: (x: string, y: string) => string): SqlTemplate =>
  ([xs, ys]) =>
    bound("x", doubles(xs!), (x) =>
      bound("y", doubles(ys!), (y) => guarded(`len(${x}) = len(${y})`, finite(value(x, y)))),
    );
const product = (x: string, y: string): string => `list_inner_product(${x}, ${y})`;

const row = (names: readonly string[], sql: SqlTemplate, ts: string): Overload => ({
  key: "array",
  params: names.map((name) => arrayOfKinds(name, ...numberKinds)),
  result: gives("float64"),
  nulls: "partial",
  sql: { duckdb: sql },
  ts,
});

const cosine = (x: string, y: string): string =>
  bound("size", `sqrt(${product(x, x)}) * sqrt(${product(y, y)})`, (size) =>
    guarded(
      `${size} > 0 AND isfinite(${product(x, y)} / ${size})`,
      `least(greatest(${product(x, y)} / ${size}, -1), 1)`,
    ),
  );

const entropy: SqlTemplate = ([xs]) => {
  const x = inner("e");
  const positive = `list_filter(${doubles(xs!)}, lambda ${x}: ${x} > 0 AND NOT isnan(${x}))`;
  return bound("x", positive, (values) =>
    bound("sum", `list_sum(${values})`, (sum) => {
      const share = `${x} / ${sum}`;
      const term = `CASE WHEN ${share} > 0 THEN - (${share}) * ln(${share}) ELSE 0 END`;
      return guarded(`isfinite(${sum})`, `list_sum(list_transform(${values}, lambda ${x}: ${term}))`);
    }),
  );
};

export const vectors: readonly ScalarFunction[] = [
  {
    name: "dot",
    doc: "The sum of the products of two vectors' elements, place by place, of two maps over all keys, where one that is not there is 0; null for unequal lengths or a null element.",
    overloads: [row(["x", "y"], ofTwo(product), "dot"), mapDot],
    examples: [
      example("dot([1, 2, 3], [4, 5, 6])", 32),
      example("dot([1, 2], [1, 2, 3])", null),
      example("dot([1, null], [1, 2])", null),
      example("dot([1e200], [1e200])", null),
    ],
  },
  {
    name: "norm",
    doc: "The length of a vector, or of a map of numbers, the root of the sum of its squares; null for a null element.",
    overloads: [
      row(
        ["x"],
        ofOne((x) => `sqrt(${product(x, x)})`),
        "norm",
      ),
      mapNorm,
    ],
    examples: [example("norm([3, 4])", 5), example("norm([3.0, null])", null), example("norm(slice([1], 1))", 0)],
  },
  {
    name: "cosine_similarity",
    doc: "The cosine of the angle of two vectors, or of two maps of numbers over all keys, -1 to 1; null for unequal lengths, a null element, and a vector of zeros or without elements.",
    overloads: [row(["x", "y"], ofTwo(cosine), "cosineSimilarity"), mapCosine],
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
    doc: "The distance of two points, the root of the sum of the squares of their differences; null for unequal lengths or a null element.",
    overloads: [
      row(
        ["x", "y"],
        ofTwo((x, y) => `list_distance(${x}, ${y})`),
        "euclideanDistance",
      ),
    ],
    examples: [
      example("euclidean_distance([1, 1], [4, 5])", 5),
      example("euclidean_distance([1], [1, 2])", null),
      example("euclidean_distance([1], [null])", null),
    ],
  },
  {
    name: "entropy",
    doc: "The entropy of the shares that the numbers, or the values of a map, have in their sum, in nats: numbers that are not above 0, and nulls, are left out. Null where nothing is left, or where the sum is not finite.",
    overloads: [row(["xs"], entropy, "entropy"), entropyOfMap(entropy)],
    examples: [
      example("entropy([5])", 0),
      example("entropy([1, 1, 0, null]) == ln(2.0)", true),
      example("entropy([0, -1])", null),
    ],
  },
];
