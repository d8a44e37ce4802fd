/** Nested calls: the SQL of a call works wherever an argument may stand, and at the limits of floats. */
import { afterAll, expect, test } from "vitest";
import { postgres } from "../../../compiler/sql/dialects/postgres/index.js";
import { evaluate, sqlOf } from "../../functions/support/evaluate.js";
import { compiled, shown } from "../../functions/support/examples.js";
import { close, decode, encode, query } from "./support/postgres.js";

afterAll(close);

const lists = [
  "array_distinct([3, 1, 3, null])",
  "array_sort([3, 1, null])",
  "slice([5, 3, 1], 1)",
  "array_concat([3], [1])",
  "range(1, 4)",
  "collect(i) each i in [3, 1, 2] where i < 3",
  "values(count() by x each x in [3, 3, 1])",
];
const ofList = (xs: string): readonly string[] => [
  `3 in ${xs}`,
  `contains(${xs}, 1)`,
  `index_of(${xs}, 1)`,
  `(${xs})[0]`,
  `length(${xs})`,
  `slice(${xs}, 0, 2)`,
  `array_concat(${xs}, [7])`,
  `array_distinct(${xs})`,
  `array_sort(${xs})`,
  `array_min(${xs})`,
  `array_max(${xs})`,
  `array_sum(${xs})`,
  `array_avg(${xs})`,
  `dot(${xs}, ${xs})`,
  `norm(${xs})`,
  `euclidean_distance(${xs}, ${xs})`,
  `entropy(${xs})`,
  `sum(e) each e in (${xs})`,
  `count() by e each e in (${xs})`,
];

const texts = [
  'lower("ÄB")',
  'concat("a", "b")',
  'substr("abc", 1)',
  'replace("abc", "b", "")',
  'regex_replace("ab", "a", "x")',
];
const ofText = (s: string): readonly string[] => [
  `${s} < "b"`,
  `${s} == upper(${s})`,
  `${s} in ["b", ${s}]`,
  `least(${s}, "b")`,
  `clamp(${s}, "a", "z")`,
  `length(${s})`,
  `split(${s}, "")`,
  `lpad(${s}, 5, ${s})`,
  `join([${s}, ${s}], ${s})`,
  `regex_extract(${s}, "[a-z]+")`,
  `hash_bucket(${s}, 10)`,
  `levenshtein(${s}, "bc")`,
  `count() by e each e in [${s}, ${s}]`,
  `mode(e) each e in [${s}, "b"]`,
];

const numbers = ["1 / 3", "0.1 * 0.2", "sqrt(2)", 'float64("1.5")', "-(2.5)", "5 % 3.5", "round(2.5)"];
const ofNumber = (x: string): readonly string[] => [
  `(${x}) * (${x})`,
  `(${x}) / (${x})`,
  `-(${x})`,
  `round(${x})`,
  `exp(ln(abs(${x})))`,
  `string(${x})`,
  `int64(${x})`,
  `decimal(${x}, 9, 2)`,
  `float32(${x})`,
  `${x} in [1.0, ${x}]`,
  `bucket(${x}, [0.0, 1.0])`,
  `pow(${x}, 2)`,
];

/** Calls with intermediate results that are too small or too great for a float. */
const edges = [
  "haversine_km(0.0, 0.0, 5e-324, 5e-324)",
  "exp(-1000.0)",
  "sigmoid(-800.0)",
  "pow(1e-200, 2)",
  "pow(1e200, 2)",
  "1e-200 * 1e-200",
  "5e-324 / 3.0",
  "5e-324 % 3.0",
  "radians(5e-324)",
  "float32(1e-60)",
  'float64("1e-400")',
  "dot([1e-200], [1e-200])",
  "norm([1e200])",
];

const codes = [...edges, ...lists.flatMap(ofList), ...texts.flatMap(ofText), ...numbers.flatMap(ofNumber)];

test.each(codes)("%s", async (code) => {
  const expr = compiled(code);
  const [row] = await query(`SELECT ${encode(sqlOf(expr, postgres))}`);
  const found = shown(decode(row![0], expr.type), expr.type);
  const meant = shown(evaluate(expr), expr.type);
  if (typeof found === "number" && typeof meant === "number")
    expect(Math.abs(found - meant)).toBeLessThanOrEqual(1e-9 * Math.abs(meant));
  else expect(found).toEqual(meant);
});
