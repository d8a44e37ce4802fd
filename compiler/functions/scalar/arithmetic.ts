import type { DecimalType } from "../../../runtime/types.js";
import { exactly, example, gives, isNonZeroLiteral, like, raising, variable } from "../define.js";
import type { Overload, ScalarFunction } from "../row.js";

/*
 * int64 arithmetic is exact and raises on overflow. float64 arithmetic is IEEE, including
 * infinities. int32 and float32 are converted first (MEANING A2).
 */

const ints = [exactly("a", "int64"), exactly("b", "int64")];
const floats = [exactly("a", "float64"), exactly("b", "float64")];

const checked = (ts: string): Overload => ({
  key: "int64",
  params: ints,
  result: gives("int64"),
  nulls: "strict",
  raises: true,
  ts,
});
const ieee = (ts: string): Overload => ({
  key: "float64",
  params: floats,
  result: gives("float64"),
  nulls: "strict",
  ts,
});
/** All operands have one scale. A result of more than 38 digits is an error (MEANING 80). */
const decimals = (ts: string): Overload => ({
  key: "decimal",
  params: [variable("a", "decimal"), variable("b", "decimal")],
  result: ([a]) => ({ ...(a as DecimalType), precision: 38 }),
  nulls: "strict",
  raises: true,
  ts,
});
const product: Overload = {
  ...decimals("multiplyDecimal"),
  params: [exactly("a", "decimal"), exactly("b", "decimal")],
  accepts: ([a, b]) => a?.kind === "decimal" && b?.kind === "decimal" && a.scale + b.scale <= 38,
  result: ([a, b]) => ({
    ...(a as DecimalType),
    precision: 38,
    scale: (a as DecimalType).scale + (b as DecimalType).scale,
  }),
};

/** Null for a zero divisor, so only a non-zero literal divisor makes the result non-null. */
const byDivisor: Pick<Overload, "nulls" | "nullable"> = {
  nulls: "partial",
  nullable: (args, literals) => args.some((arg) => arg.nullable) || !isNonZeroLiteral(literals[1]),
};

export const arithmetic: readonly ScalarFunction[] = [
  {
    name: "+",
    operator: true,
    doc: "The sum. int64 is exact, and overflow is an error; float64 is IEEE.",
    overloads: [checked("addInt64"), ieee("addFloat64"), decimals("addDecimal")],
    examples: [
      example("1 + 2", 3),
      example("1 + 0.5", 1.5),
      example("9007199254740992 + 1", "9007199254740993"),
      raising("9223372036854775807 + 1"),
    ],
  },
  {
    name: "-",
    operator: true,
    doc: "The difference. int64 is exact, and overflow is an error; float64 is IEEE.",
    overloads: [checked("subtractInt64"), ieee("subtractFloat64"), decimals("subtractDecimal")],
    examples: [example("1 - 2", -1), example("0.5 - 1", -0.5), raising("-9223372036854775808 - 1")],
  },
  {
    name: "*",
    operator: true,
    doc: "The product. int64 is exact, and overflow is an error; float64 is IEEE.",
    overloads: [checked("multiplyInt64"), ieee("multiplyFloat64"), product],
    examples: [
      example("3 * 4", 12),
      example("94906267 * 94906267", "9007199515875289"),
      example("1.5 * 2", 3),
      raising("4294967296 * 4294967296"),
    ],
  },
  {
    name: "/",
    operator: true,
    doc: "The quotient, always float64: ints are rounded to float64 first. Null if the divisor is zero.",
    overloads: [
      {
        key: "float64",
        params: floats,
        result: gives("float64"),
        ...byDivisor,
        ts: "divideFloat64",
      },
    ],
    examples: [example("7 / 2", 3.5), example("1 / 0", null), example("1.0 / -0.0", null)],
  },
  {
    name: "%",
    operator: true,
    doc: "The remainder, with the sign of the dividend. For ints it belongs to `div`; for floats it is exact, as C's `fmod`. Null if the divisor is zero.",
    overloads: [
      {
        key: "int64",
        params: ints,
        result: gives("int64"),
        ...byDivisor,
        ts: "remainderInt64",
      },
      {
        key: "float64",
        params: floats,
        result: gives("float64"),
        ...byDivisor,
        ts: "remainderFloat64",
      },
    ],
    examples: [
      example("7 % 3", 1),
      example("-7 % 3", -1),
      example("7 % 0", null),
      example("-9223372036854775808 % -1", 0),
      example("-5.5 % 2.0", -1.5),
    ],
  },
  {
    name: "negate",
    operator: true,
    doc: "`-x`. The negative of the smallest int64 is an error.",
    overloads: [
      { ...checked("negateInt64"), params: [exactly("x", "int64")] },
      { ...ieee("negateFloat64"), params: [exactly("x", "float64")] },
      {
        key: "decimal",
        params: [variable("x", "decimal")],
        result: like(0),
        nulls: "strict",
        ts: "negateDecimal",
      },
    ],
    examples: [example("-(1 + 1)", -2), example("-(0.5)", -0.5), raising("-(-9223372036854775808)")],
  },
  {
    name: "div",
    doc: "The quotient of two ints, truncated toward zero. Null if the divisor is zero.",
    overloads: [
      {
        key: "int64",
        params: ints,
        result: gives("int64"),
        ...byDivisor,
        raises: true,
        ts: "divInt64",
      },
    ],
    examples: [
      example("div(7, 2)", 3),
      example("div(-7, 2)", -3),
      example("div(7, 0)", null),
      raising("div(-9223372036854775808, -1)"),
    ],
  },
];
