import { arrayOfKinds, bound, example, gives, guarded, inner } from "../define.js";
import { numberKinds } from "../kinds.js";
import type { Overload, ScalarFunction, SqlTemplate } from "../row.js";
import { entropyOfMap, mapCosine, mapDot, mapNorm } from "./maps.js";

/*
 * Arrays of numbers as vectors, in float64 (MEANING 69, 76, 94). A result that is not finite is null, also if only an
 * intermediate sum of squares overflows.
 */

/**
 * DuckDB's products raise if any row of the column has a null element. So null becomes NaN here, and every result made
 * from it is NaN too.
 */
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
    doc: "The dot product of two vectors, or of two maps over all keys, where a missing key counts as 0; null for unequal lengths or a null element.",
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
    doc: "The length of a vector or of a map of numbers: the square root of the sum of its squares; null for a null element.",
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
    doc: "The cosine of the angle between two vectors, or two maps of numbers over all keys, from -1 to 1; null for unequal lengths, a null element, and a vector that is empty or all zeros.",
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
    doc: "The distance between two points: the square root of the sum of the squared differences; null for unequal lengths or a null element.",
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
    doc: "The entropy, in nats, of the shares of the numbers (or of a map's values) in their sum. Nulls and numbers that are not above 0 are left out. Null if nothing is left, or if the sum is not finite.",
    overloads: [row(["xs"], entropy, "entropy"), entropyOfMap(entropy)],
    examples: [
      example("entropy([5])", 0),
      example("entropy([1, 1, 0, null]) == ln(2.0)", true),
      example("entropy([0, -1])", null),
    ],
  },
];
