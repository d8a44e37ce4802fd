import type { ScalarOverload } from "../../../functions/overloads.js";
import {
  all,
  caseOf,
  cast,
  concat,
  fillSql,
  fn,
  minus,
  number,
  op,
  type Sql,
  sql,
  text,
  tryCast,
  where,
} from "../../tree/index.js";
import type { ArgumentFacts, SqlCell } from "../cell.js";
import { toFloat32 } from "./conversions.js";
import { days, micros } from "./times.js";
import { bound, double, EMPTY, FALSE, float, isFiniteFloat, ONE, TRUE, ZERO } from "./values.js";

/*
 * A cast that fails is null. Texts are matched before Spark casts them, because Spark is more lenient than the language
 * (MEANING B23, A10).
 */

const INT = "[+-]?[0-9]+";
const FLOAT = "[+-]?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?";
const DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
/** RFC 3339 with a zone, without leap seconds, with at most six fraction digits (MEANING A10), up to the zone. */
const CLOCK = String.raw`\A\d{4}-\d\d-\d\d[Tt]([01]\d|2[0-3])(:[0-5]\d){2}([.]\d{1,6})?[Zz+-]`;
const ZONE = String.raw`([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)\z`;

/** Java's `$` also matches before a line end. */
const whole = (pattern: string): Sql => text(`\\A(?:${pattern})\\z`);
const matchesAll = (x: Sql, pattern: string): Sql => fn("regexp_like", x, whole(pattern));

const parsedInt =
  (type: "BIGINT" | "INT"): SqlCell =>
  ([x]) =>
    where(matchesAll(x!, INT), tryCast(x!, type));
/** A value out of float64's range is null, as for int64. */
const parsedFloat = (x: Sql): Sql => {
  const value = tryCast(x, "DOUBLE");
  return where(all([matchesAll(x, FLOAT), isFiniteFloat(value)]), value);
};
const hasYear = (x: Sql): Sql => op("<>", fn("left", x, number(4)), text("0000"));
const parsedDate = (x: Sql): Sql => where(all([matchesAll(x, DATE), hasYear(x)]), days(tryCast(x, "DATE")));
/** Spark knows offsets up to 18 hours, and RFC 3339 up to 24. What is not a clock before the zone is null. */
const parsedTimestamp = (x: Sql): Sql => {
  const inUtc = op("=", fn("upper", fn("right", x, ONE)), text("Z"));
  const length = op("-", fn("char_length", x), caseOf([[inUtc, ONE]], number(6)));
  const clock = micros(tryCast(concat(fn("upper", fn("left", x, length)), text("Z")), "TIMESTAMP"));
  const two = (from: number): Sql => cast(fn("substring", x, number(from), number(2)), "BIGINT");
  const ahead = op("+", op("*", two(-5), number(3600)), op("*", two(-2), number(60)));
  const sign = caseOf([[op("=", fn("substring", x, number(-6), ONE), text("+")), ONE]], number(-1));
  const shifted = op("-", clock, op("*", op("*", sign, ahead), number(1_000_000)));
  const isInstant = all([fn("regexp_like", x, text(CLOCK)), fn("regexp_like", x, text(ZONE)), hasYear(x)]);
  return caseOf([[isInstant, caseOf([[inUtc, clock]], shifted)]]);
};

const below = (x: Sql, limit: number): Sql => all([op("<", x, float(limit)), op(">=", x, float(-limit))]);
/** Spark's cast takes 2^63 too, and gives the integer before it. */
const ofFloat =
  (type: "BIGINT" | "INT", limit: number): SqlCell =>
  ([x]) =>
    where(type === "BIGINT" ? below(x!, limit) : isFiniteFloat(x!), tryCast(x!, type));

/**
 * A float as the shortest digits that read back as the same float, as ECMAScript prints them (MEANING B24). Java before
 * 19 prints more digits for some, so its digits are rounded to 15 and 16 first.
 */
export const floatText = (x: Sql): Sql =>
  caseOf(
    [
      [op("=", x, ZERO), text("0")],
      [isFiniteFloat(x), bound("float", x, (own) => bound("digits", scientific(own), (s) => plain(own, s)))],
    ],
    cast(x, "STRING"),
  );
/** `d.ddde±dd`, with zeros at the end. */
const scientific = (x: Sql): Sql => {
  const size = fn("abs", x);
  const rounded = (digits: number): Sql => fn("format_string", text(`%.${digits - 1}e`), size);
  const isSame = (written: Sql): Sql => op("=", tryCast(written, "DOUBLE"), size);
  // The least floats have fewer digits than a double's 15.
  const short = [1, 2, 5, 15, 16].map((digits) => [isSame(rounded(digits)), rounded(digits)] as const);
  return caseOf(short, rounded(17));
};
const plain = (x: Sql, written: Sql): Sql => {
  const mantissa = fn("substring_index", written, text("e"), ONE);
  const digitsOf = fillSql("trim(TRAILING '0' FROM replace({0}, '.', ''))", [mantissa]);
  const exponent = cast(fn("substring_index", written, text("e"), number(-1)), "INT");
  return bound("d", digitsOf, (d) =>
    bound("n", op("+", exponent, ONE), (n) => {
      const length = fn("char_length", d);
      const rest = caseOf([[op(">", length, ONE), concat(text("."), fn("substring", d, number(2)))]], EMPTY);
      const sign = caseOf([[op("<", x, ZERO), text("-")]], EMPTY);
      const power = concat(
        caseOf([[op(">", n, ZERO), text("+")]], text("-")),
        cast(fn("abs", op("-", n, ONE)), "STRING"),
      );
      return concat(
        sign,
        caseOf(
          [
            [all([op("<=", length, n), op("<=", n, number(21))]), fn("rpad", d, n, text("0"))],
            [
              all([op("<", ZERO, n), op("<=", n, number(21))]),
              concat(fn("left", d, n), text("."), fn("substring", d, op("+", n, ONE))),
            ],
            [
              all([op("<", number(-6), n), op("<=", n, ZERO)]),
              concat(text("0."), fn("repeat", text("0"), minus(n)), d),
            ],
          ],
          concat(fn("left", d, ONE), rest, text("e"), power),
        ),
      );
    }),
  );
};

/* JSON is text. */

const trimmed = (json: Sql): Sql => sql`trim(BOTH ${text(" \t\n\r")} FROM ${json})`;
const JSON_INT = "-?[0-9]+";
const JSON_NUMBER = "-?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?";
/** A number without a point or exponent. It is exact even beyond 2^53. */
const jsonInt =
  (type: "BIGINT" | "INT"): SqlCell =>
  ([x]) =>
    bound("j", trimmed(x!), (own) => where(matchesAll(own, JSON_INT), tryCast(own, type)));
const jsonFloat = (x: Sql): Sql =>
  bound("j", trimmed(x), (own) => {
    const value = tryCast(own, "DOUBLE");
    return where(all([matchesAll(own, JSON_NUMBER), isFiniteFloat(value)]), value);
  });
/** The text of a JSON string; null for any other value. */
const jsonString = (x: Sql): Sql =>
  bound("j", trimmed(x), (own) =>
    where(op("=", fn("left", own, ONE), text('"')), fn("get_json_object", own, text("$"))),
  );

/** A decimal's number of digits and scale are arguments of its cast: `decimal(x, 18, 2)`. */
const digitsOf = ({ literal }: ArgumentFacts): number => {
  if (literal == null) throw new Error("a decimal's digits must be literals");
  return Number(literal);
};
const decimalType = (facts: readonly ArgumentFacts[]): string =>
  `DECIMAL(${digitsOf(facts[1]!)}, ${digitsOf(facts[2]!)})`;
const toDecimal: SqlCell = ([x], facts) => tryCast(x!, decimalType(facts));
/** Converts by the float's shortest text, as people read it. */
const decimalOfFloat: SqlCell = ([x], facts) => {
  const [precision, scale] = [digitsOf(facts[1]!), digitsOf(facts[2]!)];
  return caseOf([
    [op("<", fn("abs", x!), float(Number(`1e${-scale - 2}`))), cast(ZERO, decimalType(facts))],
    [op("<", fn("abs", x!), float(Number(`1e${precision - scale}`))), tryCast(floatText(x!), decimalType(facts))],
  ]);
};

const asText: SqlCell = ([x]) => cast(x!, "STRING");
export const dateText = (date: Sql): Sql => fn("date_format", fn("date_from_unix_date", date), text("yyyy-MM-dd"));
export const timestampText = (instant: Sql): Sql =>
  fn("date_format", fn("timestamp_micros", instant), text("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'"));

export const casts = {
  "decimal/int64": toDecimal,
  "decimal/decimal": toDecimal,
  "decimal/float64": decimalOfFloat,
  "decimal/string": ([x], facts) => where(matchesAll(x!, "[+-]?[0-9]+([.][0-9]+)?"), tryCast(x!, decimalType(facts))),
  "int64/float64": ofFloat("BIGINT", 2 ** 63),
  "int64/string": parsedInt("BIGINT"),
  "int64/decimal": "TRY_CAST(round({0}) AS BIGINT)",
  "int64/json": jsonInt("BIGINT"),
  "int32/int64": "TRY_CAST({0} AS INT)",
  "int32/float64": ofFloat("INT", 2 ** 31),
  "int32/string": parsedInt("INT"),
  "int32/decimal": "TRY_CAST(round({0}) AS INT)",
  "int32/json": jsonInt("INT"),
  "float64/string": ([x]) => parsedFloat(x!),
  // The engine's own cast is not the nearest float.
  "float64/decimal": ([x]) => double(cast(x!, "STRING")),
  "float64/json": ([x]) => jsonFloat(x!),
  "float32/float64": ([x]) => toFloat32(x!),
  "float32/string": ([x]) => bound("x", parsedFloat(x!), toFloat32),
  "float32/json": ([x]) => bound("x", jsonFloat(x!), toFloat32),
  "string/bool": asText,
  "string/int64": asText,
  "string/decimal": asText,
  "string/float64": ([x]) => floatText(x!),
  "string/date": ([x]) => dateText(x!),
  "string/timestamp": ([x]) => timestampText(x!),
  "string/json": ([x]) => jsonString(x!),
  "bool/string": ([x]) =>
    caseOf([
      [op("=", x!, text("true")), TRUE],
      [op("=", x!, text("false")), FALSE],
    ]),
  "bool/json": ([x]) =>
    bound("j", trimmed(x!), (own) =>
      caseOf([
        [op("=", own, text("true")), TRUE],
        [op("=", own, text("false")), FALSE],
      ]),
    ),
  "timestamp/string": ([x]) => parsedTimestamp(x!),
  "timestamp/json": ([x]) => bound("s", jsonString(x!), parsedTimestamp),
  "date/string": ([x]) => parsedDate(x!),
  "date/json": ([x]) => bound("s", jsonString(x!), parsedDate),
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
