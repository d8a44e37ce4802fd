import type { ScalarName } from "../../../runtime/types.js";
import { exactly, example, gives, variable } from "../define.js";
import type { Overload, ScalarFunction } from "../row.js";

/*
 * `x is not null` is `not` of `is null`, and `x between a and b` is `a <= x and x <= b` (MEANING B30). int32 and
 * float32 are converted first.
 */

const overload = (kind: ScalarName, ts: string): Overload => ({
  key: kind,
  params: [exactly("a", kind), exactly("b", kind)],
  result: gives("bool"),
  nulls: "strict",
  ts,
});

/** Both sides unify: decimals to one scale, enum values to one enum. */
const ofOneType = (kind: "decimal" | "enum", ts: string): Overload => ({
  ...overload("bool", ts),
  key: kind,
  params: [variable("a", kind), variable("b", kind)],
  compares: true,
});

const equality = (ts: string): readonly Overload[] => {
  return [
    overload("bool", ts),
    overload("int64", ts),
    overload("float64", ts),
    overload("string", ts),
    overload("timestamp", ts),
    overload("date", ts),
    overload("bytes", `${ts}Bytes`),
    ofOneType("decimal", ts),
    ofOneType("enum", ts),
  ];
};

/** bool has no order (MEANING A8). */
const order = (ts: string): readonly Overload[] => {
  return [
    overload("int64", ts),
    overload("float64", ts),
    overload("string", `${ts}String`),
    overload("timestamp", ts),
    overload("date", ts),
    ofOneType("decimal", ts),
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
    equality("equal"),
    [
      example("1 == 1.0", true),
      example('"a" == "A"', false),
      example("9007199254740993 == 9007199254740992.0", true),
      example("0.0 == -0.0", true),
    ],
  ),
  row("!=", "Whether the two are not equal.", equality("notEqual"), [
    example("1 != 2", true),
    example('"a" != "a"', false),
  ]),
  row("<", 'Whether the first is less. Strings compare by code points, so `"Z" < "a"`.', order("less"), [
    example("1 < 1.5", true),
    example('"Z" < "a"', true),
    example('"\\u{FFFF}" < "\\u{1F600}"', true),
  ]),
  row("<=", "Whether the first is less or equal.", order("lessOrEqual"), [
    example("2 <= 2", true),
    example("2.5 <= 2", false),
  ]),
  row(">", "Whether the first is greater.", order("greater"), [example("2 > 1", true), example('"b" > "ab"', true)]),
  row(">=", "Whether the first is greater or equal.", order("greaterOrEqual"), [
    example("2 >= 2", true),
    example("1 >= 2", false),
  ]),
];
