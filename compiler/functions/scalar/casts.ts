import type { ScalarName } from "../../../runtime/types.js";
import { exactly, example, gives, like, literally } from "../define.js";
import type { Overload, ScalarFunction } from "../row.js";

/*
 * A type's name is the function that casts to it. A pair of types without an overload has no cast (MEANING B26). A cast
 * that fails is null.
 */

const cast = (from: ScalarName, to: ScalarName, ts: string): Overload => ({
  key: from,
  params: [exactly("x", from)],
  result: gives(to),
  nulls: "partial",
  ts,
});
/** A cast that cannot fail. */
const total = (from: ScalarName, to: ScalarName, ts: string): Overload => ({
  ...cast(from, to, ts),
  nulls: "strict",
});
const same = (kind: ScalarName): Overload => ({ ...total(kind, kind, "same"), result: like(0) });

/** The call passes the argument's scale. */
const ofDecimal: Pick<Overload, "key" | "params" | "scales"> = {
  key: "decimal",
  params: [exactly("x", "decimal")],
  scales: true,
};

/** Reads a JSON value of the right kind. Another kind, JSON's null and an absent value give null (MEANING 77). */
const ofJson = (to: keyof typeof jsonHelpers): Overload => ({
  ...cast("json", to, jsonHelpers[to]),
  nullable: () => true,
});
const jsonHelpers = {
  string: "stringFromJson",
  bool: "boolFromJson",
  int64: "int64FromJson",
  int32: "int32FromJson",
  float64: "float64FromJson",
  float32: "float32FromJson",
  date: "dateFromJson",
  timestamp: "timestampFromJson",
} as const;

/** A decimal's number of digits and scale are arguments of its cast: `decimal(x, 18, 2)`. */
const toDecimal = (from: "int64" | "float64" | "string" | "decimal", ts: string): Overload => ({
  key: from,
  params: [exactly("x", from), literally(exactly("precision", "int64")), literally(exactly("scale", "int64"))].map(
    (param, index) =>
      index === 0
        ? param
        : {
            ...param,
            range: [0, 38] as const,
            check: (_: string, [, precision, scale]: readonly (string | number | boolean | null | undefined)[]) =>
              Number(precision) >= 1 &&
              Number(precision) <= 38 &&
              Number(scale) >= 0 &&
              Number(scale) <= Number(precision)
                ? null
                : "a decimal has 1 to 38 digits in all, and not more than that after the point",
          },
  ),
  result: (_, [, precision, scale] = []) => ({
    kind: "decimal",
    precision: Number(precision),
    scale: Number(scale),
    nullable: false,
  }),
  nulls: "partial",
  ts,
  ...(from === "decimal" ? { scales: true as const } : {}),
});
export const casts: readonly ScalarFunction[] = [
  {
    name: "decimal",
    doc: "To a decimal. The second argument is its number of digits, the third how many of them are after the point. Rounds half away from zero; null if the value does not fit.",
    overloads: [
      toDecimal("int64", "decimalFromInt64"),
      toDecimal("float64", "decimalFromFloat64"),
      toDecimal("string", "decimalFromString"),
      toDecimal("decimal", "decimalFromDecimal"),
    ],
    examples: [
      example('decimal("12.345", 10, 2)', "12.35"),
      example('decimal("-12.345", 10, 2)', "-12.35"),
      example("decimal(7, 3, 1)", "7.0"),
      example("decimal(0.1, 5, 2)", "0.10"),
      example("decimal(0.000005, 5, 4)", "0.0000"),
      example("decimal(-0.0000125, 9, 6)", "-0.000013"),
      example("decimal(0.00006, 5, 4)", "0.0001"),
      example("decimal(1000, 4, 2)", null),
      example('decimal("1e3", 10, 2)', null),
    ],
  },
  {
    name: "int64",
    doc: "To an int64: a float truncated toward zero, a decimal rounded half away from zero, a string of digits with an optional sign; null if the value does not fit.",
    overloads: [
      same("int64"),
      cast("float64", "int64", "int64FromFloat64"),
      cast("string", "int64", "int64FromString"),
      { ...cast("bool", "int64", "int64FromDecimal"), ...ofDecimal },
      ofJson("int64"),
    ],
    examples: [
      example("int64(2.9)", 2),
      example("int64(-2.9)", -2),
      example("int64(1e300)", null),
      example("int64(decimal(-2.5, 3, 1))", -3),
      example('int64("+12")', 12),
      example('int64("-9223372036854775808")', "-9223372036854775808"),
      example('int64("9223372036854775808")', null),
      example('int64("1.5")', null),
      example('int64(" 1")', null),
    ],
  },
  {
    name: "int32",
    doc: "To an int32: like `int64`, but null beyond 32 bits.",
    overloads: [
      same("int32"),
      cast("int64", "int32", "int32FromInt64"),
      cast("float64", "int32", "int32FromFloat64"),
      cast("string", "int32", "int32FromString"),
      { ...cast("bool", "int32", "int32FromDecimal"), ...ofDecimal },
      ofJson("int32"),
    ],
    examples: [
      example("int32(7)", 7),
      example("int32(3000000000)", null),
      example("int32(-0.5)", 0),
      example("int32(decimal(-2.5, 3, 1))", -3),
      example('int32("12")', 12),
    ],
  },
  {
    name: "float64",
    doc: "To a float64: an int rounded to the nearest, a string that is a JSON number with an optional sign.",
    overloads: [
      same("float64"),
      cast("string", "float64", "float64FromString"),
      { ...total("bool", "float64", "float64FromDecimal"), ...ofDecimal },
      ofJson("float64"),
    ],
    examples: [
      example("float64(1)", 1),
      example('float64("-1.5e3")', -1500),
      example('float64("+0.5")', 0.5),
      example('float64(".5")', null),
      example('float64("1e400")', null),
      example('float64("inf")', null),
    ],
  },
  {
    name: "float32",
    doc: "To a float32: rounded to the nearest, ties to even; null beyond its range.",
    overloads: [
      same("float32"),
      cast("float64", "float32", "float32FromFloat64"),
      cast("string", "float32", "float32FromString"),
      ofJson("float32"),
    ],
    examples: [example("float32(0.5)", 0.5), example("float32(1e39)", null), example('float32("1.5")', 1.5)],
  },
  {
    name: "string",
    doc: "To text: a float as JavaScript prints it, a date as YYYY-MM-DD, a timestamp in RFC 3339 with six fraction digits and Z.",
    overloads: [
      same("string"),
      total("bool", "string", "stringFromBool"),
      total("int64", "string", "stringFromInt64"),
      total("float64", "string", "stringFromFloat64"),
      total("date", "string", "stringFromDate"),
      total("timestamp", "string", "stringFromTimestamp"),
      { ...total("bool", "string", "stringFromDecimal"), ...ofDecimal },
      { ...total("string", "string", "same"), key: "enum", params: [exactly("x", "enum")] },
      ofJson("string"),
    ],
    examples: [
      example("string(12)", "12"),
      example("string(true)", "true"),
      example("string(1.0)", "1"),
      example("string(0.1)", "0.1"),
      example("string(1e21)", "1e+21"),
      example("string(1e-7)", "1e-7"),
      example("string(-0.0)", "0"),
      example("string(123456789012345680000.0)", "123456789012345680000"),
      example('string(date("2024-02-29"))', "2024-02-29"),
      example('string(timestamp("2024-01-01T12:00:00+02:00"))', "2024-01-01T10:00:00.000000Z"),
    ],
  },
  {
    name: "bool",
    doc: 'To a bool: "true" or "false"; null for all other text.',
    overloads: [same("bool"), cast("string", "bool", "boolFromString"), ofJson("bool")],
    examples: [example('bool("true")', true), example('bool("True")', null)],
  },
  {
    name: "timestamp",
    doc: "To a timestamp: a date's midnight in UTC, a string in RFC 3339 with zone and at most six fraction digits.",
    overloads: [
      same("timestamp"),
      total("date", "timestamp", "timestampFromDate"),
      cast("string", "timestamp", "timestampFromString"),
      ofJson("timestamp"),
    ],
    examples: [
      example('string(timestamp(date("2024-01-01")))', "2024-01-01T00:00:00.000000Z"),
      example('string(timestamp(concat("2024-01-01T00:00:00", ".5-01:30")))', "2024-01-01T01:30:00.500000Z"),
      example('timestamp(concat("2024-01-01", ""))', null),
      example('timestamp(concat("2024-01-01T00:00:00", ""))', null),
    ],
  },
  {
    name: "date",
    doc: "To a date: a timestamp's day in UTC, a string YYYY-MM-DD.",
    overloads: [
      same("date"),
      total("timestamp", "date", "dateFromTimestamp"),
      cast("string", "date", "dateFromString"),
      ofJson("date"),
    ],
    examples: [
      example('string(date(timestamp("1969-12-31T23:59:59Z")))', "1969-12-31"),
      example('date(concat("2024-02-", "30"))', null),
      example('string(date(concat("2024-02-", "29")))', "2024-02-29"),
    ],
  },
];
