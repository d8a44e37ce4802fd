import { exactly, example, gives, like, raising, variable } from "../define.js";
import type { Overload, ScalarFunction } from "../row.js";
import { geography } from "./geography.js";
import { shaping } from "./shaping.js";
import { trigonometry } from "./trigonometry.js";

const ofFloat = (ts: string): Overload => ({
  key: "float64",
  params: [exactly("x", "float64")],
  result: gives("float64"),
  nulls: "strict",
  ts,
});
/** An int stays unchanged. */
const same: Overload = {
  key: "int64",
  params: [exactly("x", "int64")],
  result: like(0),
  nulls: "strict",
  ts: "same",
};
/** Null outside the function's domain and if the result is not finite (MEANING B34). */
const partial = (ts: string): Overload => ({ ...ofFloat(ts), nulls: "partial" });

const basics: readonly ScalarFunction[] = [
  {
    name: "abs",
    doc: "The absolute value. For the smallest int64 it is an error.",
    overloads: [
      { ...same, raises: true, ts: "absInt64" },
      ofFloat("absFloat64"),
      {
        key: "decimal",
        params: [variable("x", "decimal")],
        result: like(0),
        nulls: "strict",
        ts: "absDecimal",
      },
    ],
    examples: [example("abs(-2)", 2), example("abs(-2.5)", 2.5), raising("abs(-9223372036854775808)")],
  },
  {
    name: "round",
    doc: "The nearest whole number, ties away from zero; a float64 for a float64.",
    overloads: [same, ofFloat("roundFloat64")],
    examples: [
      example("round(2.5)", 3),
      example("round(-0.5)", -1),
      example("round(0.49999999999999994)", 0),
      example("round(7)", 7),
    ],
  },
  {
    name: "floor",
    doc: "The greatest whole number that is not greater than x; a float64 for a float64.",
    overloads: [same, ofFloat("floorFloat64")],
    examples: [example("floor(2.5)", 2), example("floor(-2.5)", -3)],
  },
  {
    name: "ceil",
    doc: "The smallest whole number that is not less than x; a float64 for a float64.",
    overloads: [same, ofFloat("ceilFloat64")],
    examples: [example("ceil(2.5)", 3), example("ceil(-2.5)", -2)],
  },
  {
    name: "trunc",
    doc: "The whole part, truncated toward zero; a float64 for a float64. (`int64(x)` gives an int64.)",
    overloads: [same, ofFloat("truncFloat64")],
    examples: [
      example("trunc(2.7)", 2),
      example("trunc(-2.7)", -2),
      example("trunc(-0.5)", 0),
      example("trunc(-9223372036854775808)", "-9223372036854775808"),
    ],
  },
  {
    name: "sign",
    doc: "-1, 0 or 1 if x is below, at or above zero; a float64 for a float64.",
    overloads: [{ ...same, ts: "signInt64" }, ofFloat("signFloat64")],
    examples: [
      example("sign(-3)", -1),
      example("sign(0.0)", 0),
      example("sign(-0.0)", 0),
      example("sign(0.2)", 1),
      example("sign(-9223372036854775808)", -1),
    ],
  },
  {
    name: "sqrt",
    doc: "The square root; null for a negative number.",
    overloads: [partial("sqrt")],
    examples: [example("sqrt(9)", 3), example("sqrt(-1)", null)],
  },
  {
    name: "exp",
    doc: "e to the power of x; null if that is out of float64's range.",
    overloads: [partial("exp")],
    examples: [example("exp(0)", 1), example("exp(1000)", null), example("exp(-1000)", 0)],
  },
  {
    name: "ln",
    doc: "The natural logarithm; null for zero and negative numbers.",
    overloads: [partial("ln")],
    examples: [example("ln(1)", 0), example("ln(0)", null), example("ln(-1)", null)],
  },
  {
    name: "log2",
    doc: "The logarithm to base 2; null for zero and negative numbers.",
    overloads: [partial("log2")],
    examples: [example("log2(8)", 3), example("log2(0.5)", -1), example("log2(0)", null)],
  },
  {
    name: "log10",
    doc: "The logarithm to base 10; null for zero and negative numbers.",
    overloads: [partial("log10")],
    examples: [example("log10(100)", 2), example("log10(0)", null), example("log10(-10)", null)],
  },
  {
    name: "log1p",
    doc: "ln(1 + x), exact even for tiny x; null if x is -1 or less.",
    overloads: [partial("log1p")],
    examples: [example("log1p(0)", 0), example("log1p(1e-300)", 1e-300), example("log1p(-1)", null)],
  },
  {
    name: "expm1",
    doc: "exp(x) - 1, exact even for tiny x; null if that is out of float64's range.",
    overloads: [partial("expm1")],
    examples: [
      example("expm1(0)", 0),
      example("expm1(1e-300)", 1e-300),
      example("expm1(1000)", null),
      example("expm1(-1000)", -1),
    ],
  },
  {
    name: "cbrt",
    doc: "The cube root, also for negative numbers.",
    overloads: [ofFloat("cbrt")],
    examples: [example("cbrt(-8)", -2), example("cbrt(0)", 0)],
  },
  {
    name: "pow",
    doc: "x to the power of y, by IEEE; null if the result is not finite.",
    overloads: [
      {
        ...partial("pow"),
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

export const numbers: readonly ScalarFunction[] = [...basics, ...trigonometry, ...shaping, ...geography];
