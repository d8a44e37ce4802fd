import type { ScalarOverload } from "../../../functions/overloads.js";
import { all, between, caseOf, cast, fn, number, op, type Sql, sql, text, where } from "../../tree/index.js";
import type { ArgumentFacts, SqlCell } from "../cell.js";
import { blanks } from "./json-text.js";
import { dateText, floatText, timestampText } from "./texts-of-values.js";
import { bound, finiteOrNull, float, isFiniteFloat, once, tryDecimal } from "./values.js";

/* A cast that fails gives null. Texts are matched first, because BigQuery takes more than the language does. */

const INT = "^[+-]?[0-9]+$";
const FLOAT = "^[+-]?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?$";
const DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
/** RFC 3339 with a zone, without leap seconds, with at most six fraction digits (MEANING A10). */
const TIMESTAMP = [
  "^\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d([.]\\d{1,6})?([Zz]|[+-]\\d\\d:\\d\\d)$",
  "[Tt]([01]\\d|2[0-3])(:[0-5]\\d){2}",
  "([Zz]|([01]\\d|2[0-3]):[0-5]\\d)$",
];
const matches = (x: Sql, pattern: string): Sql => fn("REGEXP_CONTAINS", x, text(pattern));
const safeInt = (x: Sql): Sql => sql`SAFE_CAST(${x} AS INT64)`;
const safeFloat = (x: Sql): Sql => sql`SAFE_CAST(${x} AS FLOAT64)`;

const INT32 = [number("-2147483648"), number("2147483647")] as const;
export const toInt32 = (x: Sql): Sql => once("i", x, (own) => where(between(own, ...INT32), own));

/**
 * The nearest float32, ties to even; null if it is infinite. BigQuery has no such type. A float is rounded to a multiple
 * of its last binary digit by adding a large number and taking it away again.
 */
export const toFloat32 = (value: Sql): Sql =>
  once("x", value, (x) => {
    const magnitude = fn("ABS", x);
    const near = fn("POW", float(2), fn("FLOOR", fn("LOG", magnitude, number(2))));
    const power = once("p", near, (p) =>
      caseOf(
        [
          [op(">", p, magnitude), op("/", p, number(2))],
          [op("<=", op("*", p, number(2)), magnitude), op("*", p, number(2))],
        ],
        p,
      ),
    );
    const rounded = once("m", op("*", fn("GREATEST", power, float(2 ** -126)), float(1.5 * 2 ** 29)), (m) =>
      op("-", op("+", x, m), m),
    );
    const most = float(3.4028235677973366e38);
    return caseOf([
      [op("<=", magnitude, float(2 ** -150)), float(0)],
      [op("<", magnitude, most), rounded],
    ]);
  });

const parsedInt = (x: Sql): Sql => once("t", x, (own) => where(matches(own, INT), safeInt(own)));
const parsedFloat = (x: Sql): Sql => once("t", x, (own) => where(matches(own, FLOAT), finiteOrNull(safeFloat(own))));
const days = (date: Sql): Sql => fn("UNIX_DATE", date);
const hasYear = (x: Sql): Sql => op("<>", fn("LEFT", x, number(4)), text("0000"));
const parsedDate = (x: Sql): Sql =>
  once("t", x, (own) => where(all([matches(own, DATE), hasYear(own)]), days(sql`SAFE_CAST(${own} AS DATE)`)));
const parsedTimestamp = (x: Sql): Sql =>
  once("t", x, (own) =>
    where(
      all([...TIMESTAMP.map((pattern) => matches(own, pattern)), hasYear(own)]),
      fn("UNIX_MICROS", sql`SAFE_CAST(${fn("UPPER", own)} AS TIMESTAMP)`),
    ),
  );

/** The range of int64 as floats. */
const inInt64 = (x: Sql): Sql => all([op(">=", x, float(-(2 ** 63))), op("<", x, float(2 ** 63))]);
const ofFloat = (x: Sql): Sql => once("w", fn("TRUNC", x), (own) => where(inInt64(own), safeInt(own)));

/** A JSON value of the right kind. Another kind, JSON's null and an absent value give null (MEANING 77). */
const ofJson =
  (pattern: string, value: (text: Sql) => Sql): SqlCell =>
  ([x]) =>
    bound("j", fn("TRIM", x!, blanks), (json) => where(matches(json, pattern), value(json)));
/** A number without a point or exponent. It is exact even beyond 2^53. */
const jsonInt = (value: (x: Sql) => Sql): SqlCell => ofJson("^-?[0-9]+$", (said) => value(safeInt(said)));
// JSON's -0 is 0.
const jsonFloat = ofJson("^-?[0-9]", (said) => finiteOrNull(op("+", safeFloat(said), number(0)))) as Exclude<
  SqlCell,
  string
>;
const jsonText = ofJson('^"', (said) => fn("JSON_VALUE", said, text("$"))) as Exclude<SqlCell, string>;

/** A decimal's number of digits and scale are arguments of its cast: `decimal(x, 18, 2)`. */
const digitsOf = ({ literal }: ArgumentFacts): number => {
  if (literal == null) throw new Error("a decimal's digits must be literals");
  return Number(literal);
};
const typeOf = (facts: readonly ArgumentFacts[]) =>
  ({ kind: "decimal", precision: digitsOf(facts[1]!), scale: digitsOf(facts[2]!), nullable: true }) as const;
const toDecimal: SqlCell = ([x], facts) => tryDecimal(x!, typeOf(facts));
/** Converts by the float's shortest text, as people read it. */
const decimalOfFloat: SqlCell = ([x], facts) =>
  once("x", x!, (own) =>
    where(
      all([isFiniteFloat(own), op("<", fn("ABS", own), float(1e38))]),
      caseOf(
        [[op("<", fn("ABS", own), float(Number(`1e-${typeOf(facts).scale + 2}`))), cast(number(0), "BIGNUMERIC")]],
        tryDecimal(floatText(own), typeOf(facts)),
      ),
    ),
  );
const decimalOfText: SqlCell = ([x], facts) =>
  once("t", x!, (own) => where(matches(own, "^[+-]?[0-9]+([.][0-9]+)?$"), tryDecimal(own, typeOf(facts))));
const decimalText: SqlCell = ([x], [facts]) => {
  const { type } = facts!;
  if (type.kind !== "decimal") throw new Error("the SQL of decimals needs their types");
  return sql`FORMAT(${text(`%.${type.scale}f`)}, ${x!})`;
};
const roundedInt = (x: Sql): Sql => once("w", fn("ROUND", x), (own) => safeInt(own));

export const casts = {
  "decimal/int64": toDecimal,
  "decimal/decimal": toDecimal,
  "decimal/float64": decimalOfFloat,
  "decimal/string": decimalOfText,
  "int64/float64": ([x]) => ofFloat(x!),
  "int64/string": ([x]) => parsedInt(x!),
  "int64/decimal": ([x]) => roundedInt(x!),
  "int64/json": jsonInt((x) => x),
  "int32/int64": ([x]) => toInt32(x!),
  "int32/float64": ([x]) => toInt32(ofFloat(x!)),
  "int32/string": ([x]) => toInt32(parsedInt(x!)),
  "int32/decimal": ([x]) => toInt32(roundedInt(x!)),
  "int32/json": jsonInt(toInt32),
  "float64/string": ([x]) => parsedFloat(x!),
  // The nearest float, by its digits.
  "float64/decimal": ([x]) => cast(cast(x!, "STRING"), "FLOAT64"),
  "float64/json": jsonFloat,
  "float32/float64": ([x]) => toFloat32(x!),
  "float32/string": ([x]) => toFloat32(parsedFloat(x!)),
  "float32/json": (args, facts) => toFloat32(jsonFloat(args, facts)),
  "string/bool": ([x]) => cast(x!, "STRING"),
  "string/int64": ([x]) => cast(x!, "STRING"),
  "string/decimal": decimalText,
  "string/float64": ([x]) => floatText(x!),
  "string/date": ([x]) => dateText(x!),
  "string/timestamp": ([x]) => timestampText(x!),
  "string/json": jsonText,
  "bool/string": ([x]) =>
    once("t", x!, (own) =>
      caseOf([
        [op("=", own, text("true")), sql`TRUE`],
        [op("=", own, text("false")), sql`FALSE`],
      ]),
    ),
  "bool/json": ofJson("^(true|false)$", (said) => op("=", said, text("true"))),
  "timestamp/string": ([x]) => parsedTimestamp(x!),
  "timestamp/json": (args, facts) => parsedTimestamp(jsonText(args, facts)),
  "date/string": ([x]) => parsedDate(x!),
  "date/json": (args, facts) => parsedDate(jsonText(args, facts)),
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
