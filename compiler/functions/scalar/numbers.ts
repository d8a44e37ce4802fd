import { exactly, example, gives, guarded, like, raising } from "../define.js";
import type { Overload, ScalarFunction } from "../row.js";

const greatestFloat = "1.7976931348623157e308";
/** Where `exp` still is finite. */
const greatestExponent = "709.782712893384";

const ofFloat = (sql: string, ts: string): Overload => ({
  key: "float64",
  params: [exactly("x", "float64")],
  result: gives("float64"),
  nulls: "strict",
  sql: { duckdb: sql },
  ts,
});
/** An int stays as it is. */
const same: Overload = {
  key: "int64",
  params: [exactly("x", "int64")],
  result: like(0),
  nulls: "strict",
  sql: { duckdb: "{0}" },
  ts: "same",
};
/** Null outside its domain and where the result is not finite (MEANING B34). */
const partial = (sql: string, ts: string): Overload => ({ ...ofFloat(sql, ts), nulls: "partial" });

export const numbers: readonly ScalarFunction[] = [
  {
    name: "abs",
    doc: "The magnitude. That of the smallest int64 is an error.",
    overloads: [
      { ...same, raises: true, sql: { duckdb: "abs({0})" }, ts: "absInt64" },
      ofFloat("abs({0})", "absFloat64"),
    ],
    examples: [example("abs(-2)", 2), example("abs(-2.5)", 2.5), raising("abs(-9223372036854775808)")],
  },
  {
    name: "round",
    doc: "The nearest whole number, ties away from zero; a float64 for a float64.",
    overloads: [same, ofFloat("round({0})", "roundFloat64")],
    examples: [
      example("round(2.5)", 3),
      example("round(-0.5)", -1),
      example("round(0.49999999999999994)", 0),
      example("round(7)", 7),
    ],
  },
  {
    name: "floor",
    doc: "The greatest whole number that is not greater; a float64 for a float64.",
    overloads: [same, ofFloat("floor({0})", "floorFloat64")],
    examples: [example("floor(2.5)", 2), example("floor(-2.5)", -3)],
  },
  {
    name: "ceil",
    doc: "The least whole number that is not less; a float64 for a float64.",
    overloads: [same, ofFloat("ceil({0})", "ceilFloat64")],
    examples: [example("ceil(2.5)", 3), example("ceil(-2.5)", -2)],
  },
  {
    name: "sqrt",
    doc: "The square root; null for a negative number.",
    overloads: [partial(guarded(`{0} BETWEEN 0 AND ${greatestFloat}`, "sqrt({0})"), "sqrt")],
    examples: [example("sqrt(9)", 3), example("sqrt(-1)", null)],
  },
  {
    name: "exp",
    doc: "e to the power of x; null where that is beyond float64.",
    overloads: [partial(guarded(`{0} <= ${greatestExponent}`, "exp({0})"), "exp")],
    examples: [example("exp(0)", 1), example("exp(1000)", null), example("exp(-1000)", 0)],
  },
  {
    name: "ln",
    doc: "The natural logarithm; null for zero and negative numbers.",
    overloads: [partial(guarded(`{0} > 0 AND {0} <= ${greatestFloat}`, "ln({0})"), "ln")],
    examples: [example("ln(1)", 0), example("ln(0)", null), example("ln(-1)", null)],
  },
  {
    name: "pow",
    doc: "x to the power of y, by IEEE; null where that is no finite number.",
    overloads: [
      {
        ...partial(guarded("isfinite(pow({0}, {1}))", "pow({0}, {1})"), "pow"),
        params: [exactly("x", "float64"), exactly("y", "float64")],
      },
    ],
    examples: [
      example("pow(2, 10)", 1024),
      example("pow(0, 0)", 1),
      example("pow(0, -1)", null),
      example("pow(-8, 0.5)", null),
      example("pow(10, 400)", null),
      example("pow(10, -400)", 0),
    ],
  },
];
