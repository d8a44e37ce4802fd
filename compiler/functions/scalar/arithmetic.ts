import type { DecimalType } from "../../../runtime/types.js";
import { exactly, example, gives, isNonZeroLiteral, like, raising, variable } from "../define.js";
import type { ArgumentFacts, Overload, ScalarFunction } from "../row.js";

/*
 * int64 arithmetic is DuckDB's checked arithmetic, which raises on overflow. float64 arithmetic is IEEE, including
 * infinities. int32 and float32 are converted first (MEANING A2).
 */

const ints = [exactly("a", "int64"), exactly("b", "int64")];
const floats = [exactly("a", "float64"), exactly("b", "float64")];

const checked = (sql: string, ts: string): Overload => ({
  key: "int64",
  params: ints,
  result: gives("int64"),
  nulls: "strict",
  raises: true,
  sql: { duckdb: sql },
  ts,
});
const ieee = (sql: string, ts: string): Overload => ({
  key: "float64",
  params: floats,
  result: gives("float64"),
  nulls: "strict",
  sql: { duckdb: sql },
  ts,
});
/** All operands have one scale. A result of more than 38 digits is an error (MEANING 80). */
const decimals = (operator: string, ts: string): Overload => ({
  key: "decimal",
  params: [variable("a", "decimal"), variable("b", "decimal")],
  result: ([a]) => ({ ...(a as DecimalType), precision: 38 }),
  nulls: "strict",
  raises: true,
  sql: {
    duckdb: (args, facts) => {
      const [a, b] = args.map((arg, i) => `CAST(${arg} AS DECIMAL(38, ${scaleOf(facts, i)}))`);
      return `(${a} ${operator} ${b})`;
    },
  },
  ts,
});
const scaleOf = (facts: readonly ArgumentFacts[] | undefined, index: number): number => {
  const type = facts?.[index]?.type;
  if (type?.kind !== "decimal") throw new Error("the SQL of decimals needs their types");
  return type.scale;
};
const product: Overload = {
  ...decimals("*", "multiplyDecimal"),
  params: [exactly("a", "decimal"), exactly("b", "decimal")],
  accepts: ([a, b]) => a?.kind === "decimal" && b?.kind === "decimal" && a.scale + b.scale <= 38,
  result: ([a, b]) => ({
    ...(a as DecimalType),
    precision: 38,
    scale: (a as DecimalType).scale + (b as DecimalType).scale,
  }),
  sql: {
    // Cast to 38 digits first: with fewer digits DuckDB raises too early.
    duckdb: ([a, b], facts) => {
      const [one, other] = [scaleOf(facts, 0), scaleOf(facts, 1)];
      return `CAST(CAST(${a} AS DECIMAL(38, ${one})) * ${b} AS DECIMAL(38, ${one + other}))`;
    },
  },
};

/** Null for a zero divisor, so only a non-zero literal divisor makes the result non-null. */
const byDivisor: Pick<Overload, "nulls" | "nullable"> = {
  nulls: "partial",
  nullable: (args, literals) => args.some((arg) => arg.nullable) || !isNonZeroLiteral(literals[1]),
};

/**
 * The remainder by -1 is 0 for every int, but DuckDB raises for the smallest int64 (MEANING B6). The remainder by 1 is
 * the same.
 */
const remainder = "({0} % CASE {1} WHEN -1 THEN 1 ELSE {1} END)";

export const arithmetic: readonly ScalarFunction[] = [
  {
    name: "+",
    operator: true,
    doc: "The sum. int64 is exact, and overflow is an error; float64 is IEEE.",
    overloads: [checked("({0} + {1})", "addInt64"), ieee("({0} + {1})", "addFloat64"), decimals("+", "addDecimal")],
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
    overloads: [
      checked("({0} - {1})", "subtractInt64"),
      ieee("({0} - {1})", "subtractFloat64"),
      decimals("-", "subtractDecimal"),
    ],
    examples: [example("1 - 2", -1), example("0.5 - 1", -0.5), raising("-9223372036854775808 - 1")],
  },
  {
    name: "*",
    operator: true,
    doc: "The product. int64 is exact, and overflow is an error; float64 is IEEE.",
    overloads: [checked("({0} * {1})", "multiplyInt64"), ieee("({0} * {1})", "multiplyFloat64"), product],
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
        sql: { duckdb: "({0} / nullif({1}, 0))" },
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
        sql: { duckdb: remainder },
        ts: "remainderInt64",
      },
      {
        key: "float64",
        params: floats,
        result: gives("float64"),
        ...byDivisor,
        sql: { duckdb: "({0} % nullif({1}, 0))" },
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
      { ...checked("(- {0})", "negateInt64"), params: [exactly("x", "int64")] },
      { ...ieee("(- {0})", "negateFloat64"), params: [exactly("x", "float64")] },
      {
        key: "decimal",
        params: [variable("x", "decimal")],
        result: like(0),
        nulls: "strict",
        sql: { duckdb: "(- {0})" },
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
        sql: { duckdb: "({0} // {1})" },
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
