import type { ScalarOverload } from "../../../functions/overloads.js";
import { all, between, caseOf, cast, fn, minus, number, op, type Sql, text, tryCast, where } from "../../tree/index.js";
import { type ArgumentFacts, type SqlCell, type Unsupported, unsupported } from "../cell.js";
import { dateOf, days, local, micros } from "./times.js";
import { noFloatTexts } from "./unsupported.js";
import { bigint, double, finiteOrNull, float, tryDecimal, ZERO } from "./values.js";

/*
 * A cast that fails gives null. TRY_CAST takes only texts, and is more lenient than the language, so texts are matched
 * first. REGEXP_LIKE matches the whole text.
 *
 * https://docs.snowflake.com/en/sql-reference/functions/try_cast
 * https://docs.snowflake.com/en/sql-reference/functions/regexp_like
 */

const INT = "[+-]?[0-9]+";
const FLOAT = "[+-]?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?";
const DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
/** RFC 3339 with a zone, without leap seconds, with at most six fraction digits (MEANING A10). */
const TIMESTAMP =
  "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";
const matches = (x: Sql, pattern: string): Sql => fn("regexp_like", x, text(pattern));

const INT64 = [number("-9223372036854775808"), number("9223372036854775807")] as const;
const INT32 = [number("-2147483648"), number("2147483647")] as const;
const within = (x: Sql, [least, most]: readonly [Sql, Sql]): Sql => where(between(x, least, most), bigint(x));
export const toInt32 = (x: Sql): Sql => within(x, INT32);

/**
 * The nearest float32, ties to even; null if it is infinite. Snowflake has no such type. A float is rounded to a multiple
 * of its last binary digit by adding a large number and taking it away again.
 */
export const toFloat32 = (x: Sql): Sql => {
  const magnitude = fn("abs", x);
  // The power may be one off where the logarithm is rounded. Then it is moved.
  const near = fn("pow", float(2), fn("floor", fn("log", number(2), magnitude)));
  const power = caseOf(
    [
      [op(">", near, magnitude), op("/", near, number(2))],
      [op("<=", op("*", near, number(2)), magnitude), op("*", near, number(2))],
    ],
    near,
  );
  const large = op("*", fn("greatest", power, float(2 ** -126)), float(1.5 * 2 ** 29));
  return caseOf([
    [op("<=", magnitude, float(2 ** -150)), double(ZERO)],
    [op("<", magnitude, float(3.4028235677973366e38)), op("-", op("+", x, large), large)],
  ]);
};

const parsed = (x: Sql, pattern: string, value: Sql): Sql => where(matches(x, pattern), value);
/** A plus sign and zeros before the digits are no digits. */
const parsedInt = (x: Sql, range: readonly [Sql, Sql]): Sql =>
  parsed(x, INT, within(tryCast(x, "NUMBER(38, 0)"), range));
const parsedFloat = (x: Sql): Sql => parsed(x, FLOAT, finiteOrNull(tryCast(x, "DOUBLE")));
const hasYear = (x: Sql): Sql => op("<>", fn("left", x, number(4)), text("0000"));
const parsedDate = (x: Sql): Sql => where(all([matches(x, DATE), hasYear(x)]), days(tryCast(x, "DATE")));
/** The clock's time and the offset apart: how far offsets reach is not documented. */
const parsedTimestamp = (x: Sql): Sql => {
  const isUtc = op("=", fn("upper", fn("right", x, number(1))), text("Z"));
  const local = caseOf(
    [[isUtc, fn("left", x, op("-", fn("length", x), number(1)))]],
    fn("left", x, op("-", fn("length", x), number(6))),
  );
  const clock = micros(tryCast(fn("upper", local), "TIMESTAMP_NTZ"));
  const zone = fn("right", x, number(6));
  const digits = (from: number): Sql => bigint(fn("substr", zone, number(from), number(2)));
  const minutes = op("+", op("*", digits(2), number(60)), digits(5));
  const ahead = caseOf(
    [
      [isUtc, ZERO],
      [op("=", fn("left", zone, number(1)), text("-")), minus(minutes)],
    ],
    minutes,
  );
  return where(all([matches(x, TIMESTAMP), hasYear(x)]), op("-", clock, op("*", ahead, number(60_000_000))));
};

const ofFloat = (x: Sql, range: readonly [Sql, Sql]): Sql =>
  where(
    all([op(">=", x, float(-(2 ** 63))), op("<", x, float(2 ** 63))]),
    within(cast(fn("trunc", x), "NUMBER(38, 0)"), range),
  );

/* JSON is text. A value of another kind, JSON's null and an absent value give null (MEANING 77). */

const trimmed = (json: Sql): Sql => fn("trim", json, text(" \t\n\r"));
const ofJson =
  (pattern: string, value: (text: Sql) => Sql): SqlCell =>
  ([x]) =>
    where(matches(trimmed(x!), pattern), value(trimmed(x!)));
/** A number without a point or exponent. It is exact even beyond 2^53. */
const jsonInt = (range: readonly [Sql, Sql]): SqlCell =>
  ofJson("-?[0-9]+", (said) => within(tryCast(said, "NUMBER(38, 0)"), range));
// JSON's -0 is 0.
const floatOfJson = (said: Sql): Sql => finiteOrNull(op("+", tryCast(said, "DOUBLE"), ZERO));
const JSON_NUMBER = "-?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?";
const jsonString = (said: Sql): Sql => cast(fn("try_parse_json", said), "VARCHAR");
const textOf = ([x]: readonly Sql[]): Sql =>
  where(op("=", fn("left", trimmed(x!), number(1)), text('"')), jsonString(trimmed(x!)));

/** A decimal's number of digits and scale are arguments of its cast: `decimal(x, 18, 2)`. */
const digitsOf = ({ literal }: ArgumentFacts): number => {
  if (literal == null) throw new Error("a decimal's digits must be literals");
  return Number(literal);
};
const typeOf = (facts: readonly ArgumentFacts[]) =>
  ({ kind: "decimal", precision: digitsOf(facts[1]!), scale: digitsOf(facts[2]!), nullable: true }) as const;
const toDecimal: SqlCell = ([x], facts) => tryDecimal(x!, typeOf(facts));
/** Digits behind the scale decide how it is rounded, so the text is cut only behind the 37th. */
const decimalOfText: SqlCell = ([x], facts) => {
  const { precision, scale } = typeOf(facts);
  return where(matches(x!, "[+-]?[0-9]+([.][0-9]+)?"), tryCast(x!, `NUMBER(${precision}, ${scale})`));
};
const roundedInt = (x: Sql, range: readonly [Sql, Sql]): Sql => within(fn("round", x, ZERO), range);

export const casts = {
  "decimal/int64": toDecimal,
  "decimal/decimal": toDecimal,
  "decimal/float64": unsupported(noFloatTexts),
  "decimal/string": decimalOfText,
  "int64/float64": ([x]) => ofFloat(x!, INT64),
  "int64/string": ([x]) => parsedInt(x!, INT64),
  "int64/decimal": ([x]) => roundedInt(x!, INT64),
  "int64/json": jsonInt(INT64),
  "int32/int64": ([x]) => toInt32(x!),
  "int32/float64": ([x]) => ofFloat(x!, INT32),
  "int32/string": ([x]) => parsedInt(x!, INT32),
  "int32/decimal": ([x]) => roundedInt(x!, INT32),
  "int32/json": jsonInt(INT32),
  "float64/string": ([x]) => parsedFloat(x!),
  // The nearest float, by its digits.
  "float64/decimal": ([x]) => cast(cast(x!, "VARCHAR"), "DOUBLE"),
  "float64/json": ofJson(JSON_NUMBER, floatOfJson),
  "float32/float64": ([x]) => toFloat32(x!),
  "float32/string": ([x]) => toFloat32(parsedFloat(x!)),
  "float32/json": ofJson(JSON_NUMBER, (said) => toFloat32(floatOfJson(said))),
  "string/bool": ([x]) =>
    caseOf([
      [x!, text("true")],
      [op("=", x!, falsity()), text("false")],
    ]),
  "string/int64": ([x]) => cast(x!, "VARCHAR"),
  "string/decimal": ([x]) => cast(x!, "VARCHAR"),
  "string/float64": unsupported(noFloatTexts),
  "string/date": ([x]) => dateText(x!),
  "string/timestamp": ([x]) => timestampText(x!),
  "string/json": textOf,
  "bool/string": ([x]) => truth(x!),
  "bool/json": ([x]) => truth(trimmed(x!)),
  "timestamp/string": ([x]) => parsedTimestamp(x!),
  "timestamp/json": (args) => parsedTimestamp(textOf(args)),
  "date/string": ([x]) => parsedDate(x!),
  "date/json": (args) => parsedDate(textOf(args)),
} as const satisfies Partial<Record<ScalarOverload, SqlCell | Unsupported>>;

export function dateText(x: Sql): Sql {
  return fn("to_char", dateOf(x), text("YYYY-MM-DD"));
}
export function timestampText(x: Sql): Sql {
  const time = local(x, undefined);
  const part = (format: string): Sql => fn("to_char", time, text(format));
  return fn("concat", part("YYYY-MM-DD"), text("T"), part("HH24:MI:SS.FF6"), text("Z"));
}
function falsity(): Sql {
  return cast(text("false"), "BOOLEAN");
}
function truth(x: Sql): Sql {
  return caseOf([
    [op("=", x, text("true")), cast(text("true"), "BOOLEAN")],
    [op("=", x, text("false")), falsity()],
  ]);
}
