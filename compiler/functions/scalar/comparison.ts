import type { ScalarName } from "../../../runtime/types.js";
import { exactly, example, gives, variable } from "../define.js";
import type { Overload, ScalarFunction, SqlTemplate } from "../row.js";

/*
 * `x is not null` is `not` of `is null`, and `x between a and b` is `a <= x and x <= b` (MEANING B30). int32 and
 * float32 are converted first.
 */

type Comparison = "=" | "<>" | "<" | "<=" | ">" | ">=";

/** In DuckDB NaN equals NaN and is greater than all else. In IEEE NaN is unequal to everything and has no order. */
const ieee = (operator: Comparison): SqlTemplate => {
  // The side whose NaN changes DuckDB's answer. For equality it takes a NaN on both sides.
  const side = operator === "<" || operator === "<=" ? 1 : 0;
  const equality = operator === "=" || operator === "<>";
  return (args, facts) => {
    const plain = `(${args[0]} ${operator} ${args[1]})`;
    const finite = (index: number): boolean => facts?.[index]?.finite === true;
    if (finite(side) || (equality && finite(1))) return plain;
    const other = args[1 - side];
    // Null if the other side is null, else IEEE's answer for NaN.
    const unordered = operator === "<>" ? `${other} = ${other}` : `${other} <> ${other}`;
    return `CASE WHEN isnan(${args[side]}) THEN ${unordered} ELSE ${plain} END`;
  };
};

const overload = (kind: ScalarName, sql: string | SqlTemplate, ts: string): Overload => ({
  key: kind,
  params: [exactly("a", kind), exactly("b", kind)],
  result: gives("bool"),
  nulls: "strict",
  sql: { duckdb: sql },
  ts,
});

/** Both sides unify: decimals to one scale, enum values to one enum. */
const ofOneType = (kind: "decimal" | "enum", sql: string, ts: string): Overload => ({
  ...overload("bool", sql, ts),
  key: kind,
  params: [variable("a", kind), variable("b", kind)],
  compares: true,
});

const equality = (operator: "=" | "<>", ts: string): readonly Overload[] => {
  const plain = `({0} ${operator} {1})`;
  return [
    overload("bool", plain, ts),
    overload("int64", plain, ts),
    overload("float64", ieee(operator), ts),
    overload("string", plain, ts),
    overload("timestamp", plain, ts),
    overload("date", plain, ts),
    overload("bytes", plain, `${ts}Bytes`),
    ofOneType("decimal", plain, ts),
    ofOneType("enum", plain, ts),
  ];
};

/** bool has no order (MEANING A8). */
const order = (operator: Comparison, ts: string): readonly Overload[] => {
  const plain = `({0} ${operator} {1})`;
  return [
    overload("int64", plain, ts),
    overload("float64", ieee(operator), ts),
    overload("string", plain, `${ts}String`),
    overload("timestamp", plain, ts),
    overload("date", plain, ts),
    ofOneType("decimal", plain, ts),
  ];
};

const row = (name: string, doc: string, overloads: readonly Overload[], examples: ScalarFunction["examples"]) => ({
  name,
  operator: true as const,
  doc,
  overloads,
  examples,
});

export const comparison: readonly ScalarFunction[] = [
  row(
    "==",
    "Whether the two are equal. Strings compare by code points, an int and a float as floats; 0 and -0 are equal.",
    equality("=", "equal"),
    [
      example("1 == 1.0", true),
      example('"a" == "A"', false),
      example("9007199254740993 == 9007199254740992.0", true),
      example("0.0 == -0.0", true),
    ],
  ),
  row("!=", "Whether the two are not equal.", equality("<>", "notEqual"), [
    example("1 != 2", true),
    example('"a" != "a"', false),
  ]),
  row("<", 'Whether the first is less. Strings compare by code points, so `"Z" < "a"`.', order("<", "less"), [
    example("1 < 1.5", true),
    example('"Z" < "a"', true),
    example('"\\u{FFFF}" < "\\u{1F600}"', true),
  ]),
  row("<=", "Whether the first is less or equal.", order("<=", "lessOrEqual"), [
    example("2 <= 2", true),
    example("2.5 <= 2", false),
  ]),
  row(">", "Whether the first is greater.", order(">", "greater"), [
    example("2 > 1", true),
    example('"b" > "ab"', true),
  ]),
  row(">=", "Whether the first is greater or equal.", order(">=", "greaterOrEqual"), [
    example("2 >= 2", true),
    example("1 >= 2", false),
  ]),
];
