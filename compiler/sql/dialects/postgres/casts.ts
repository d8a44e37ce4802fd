import type { ScalarOverload } from "../../../functions/overloads.js";
import { all, between, caseOf, cast, fillSql, fn, number, op, type Sql, sql, text, where } from "../../tree/index.js";
import type { ArgumentFacts, SqlCell } from "../cell.js";
import { bound, float as double, helper, tryDecimal } from "./values.js";

/* A cast that fails gives null. Postgres would raise, so it casts only values that cannot fail. */

const BIGINT = [number("-9223372036854775808"), number("9223372036854775807")] as const;
const INTEGER = [number("-2147483648"), number("2147483647")] as const;
const within = (x: Sql, [least, most]: typeof BIGINT): Sql => between(x, least, most);

const toInt32 = (x: Sql): Sql => where(within(x, INTEGER), cast(x, "INTEGER"));
const ofFloat =
  (type: "BIGINT" | "INTEGER", beyond: number): SqlCell =>
  ([x]) => {
    const whole = fn("trunc", x!);
    return where(all([op(">=", whole, double(-beyond)), op("<", whole, double(beyond))]), cast(whole, type));
  };
const ofDecimal =
  (type: "BIGINT" | "INTEGER", range: typeof BIGINT): SqlCell =>
  ([x]) => {
    const whole = fn("round", x!);
    return where(within(whole, range), cast(whole, type));
  };

/** The least and the greatest float that round to a float32 other than 0 and infinity. */
export const toFloat32 = (x: Sql): Sql =>
  caseOf([
    [op("<=", fn("abs", x), double(2 ** -150)), cast(number(0), "REAL")],
    [op("<", fn("abs", x), double(3.4028235677973366e38)), cast(x, "REAL")],
  ]);

/** A JSON value of the right kind. Another kind, JSON's null and an absent value give null (MEANING 77). */
const ofJson =
  (kind: string, value: (text: Sql) => Sql, also: (text: Sql) => readonly Sql[] = () => []): SqlCell =>
  ([x]) =>
    bound("j", cast(x!, "JSON"), (json) => {
      const said = fillSql("({0} #>> '{}')", [json]);
      return where(all([op("=", fn("json_typeof", json), text(kind)), ...also(said)]), value(said));
    });
/** A number without a point or exponent. It is exact even beyond 2^53. */
const jsonInt = (value: (x: Sql) => Sql): SqlCell => ofJson("number", (said) => value(helper("int64", said)));
const jsonFloat = ofJson("number", (said) => helper("float64", said)) as Exclude<SqlCell, string>;
const jsonText = ofJson("string", (said) => said) as Exclude<SqlCell, string>;

/** A decimal's number of digits and scale are arguments of its cast: `decimal(x, 18, 2)`. */
const digitsOf = ({ literal }: ArgumentFacts): number => {
  if (literal == null) throw new Error("a decimal's digits must be literals");
  return Number(literal);
};
const typeOf = (facts: readonly ArgumentFacts[]) =>
  ({ kind: "decimal", precision: digitsOf(facts[1]!), scale: digitsOf(facts[2]!), nullable: true }) as const;
const toDecimal: SqlCell = ([x], facts) => tryDecimal(x!, typeOf(facts));
/** Converts by the float's shortest text, as people read it. */
const decimalOfFloat: SqlCell = ([x], facts) => tryDecimal(helper("shortest", x!), typeOf(facts));
const decimalOfText: SqlCell = ([x], facts) => {
  const { precision, scale } = typeOf(facts);
  return cast(helper("decimal", x!, number(precision), number(scale)), `NUMERIC(${precision}, ${scale})`);
};

export const casts = {
  "decimal/int64": toDecimal,
  "decimal/decimal": toDecimal,
  "decimal/float64": decimalOfFloat,
  "decimal/string": decimalOfText,
  "int64/float64": ofFloat("BIGINT", 2 ** 63),
  "int64/string": ([x]) => helper("int64", x!),
  "int64/decimal": ofDecimal("BIGINT", BIGINT),
  "int64/json": jsonInt((x) => x),
  "int32/int64": ([x]) => toInt32(x!),
  "int32/float64": ofFloat("INTEGER", 2 ** 31),
  "int32/string": ([x]) => bound("n", helper("int64", x!), toInt32),
  "int32/decimal": ofDecimal("INTEGER", INTEGER),
  "int32/json": jsonInt((x) => bound("n", x, toInt32)),
  "float64/string": ([x]) => helper("float64", x!),
  "float64/decimal": ([x]) => cast(x!, "DOUBLE PRECISION"),
  "float64/json": jsonFloat,
  "float32/float64": ([x]) => toFloat32(x!),
  "float32/string": ([x]) => bound("x", helper("float64", x!), toFloat32),
  "float32/json": (args, facts) => bound("x", jsonFloat(args, facts), toFloat32),
  "string/bool": ([x]) => cast(x!, "TEXT"),
  "string/int64": ([x]) => cast(x!, "TEXT"),
  "string/decimal": ([x]) => cast(x!, "TEXT"),
  "string/float64": ([x]) => helper("float_text", x!),
  "string/date": ([x]) => helper("date_text", x!),
  "string/timestamp": ([x]) => helper("timestamp_text", x!),
  "string/json": jsonText,
  "bool/string": ([x]) =>
    caseOf([
      [op("=", x!, text("true")), sql`true`],
      [op("=", x!, text("false")), sql`false`],
    ]),
  "bool/json": ofJson("boolean", (said) => cast(said, "BOOLEAN")),
  "timestamp/string": ([x]) => helper("instant", x!),
  "timestamp/json": (args, facts) => helper("instant", jsonText(args, facts)),
  "date/string": ([x]) => helper("date", x!),
  "date/json": (args, facts) => helper("date", jsonText(args, facts)),
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
