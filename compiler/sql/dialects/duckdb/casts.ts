import type { ScalarOverload } from "../../../functions/overloads.js";
import {
  all,
  caseOf,
  cast,
  closed,
  fillSql,
  float,
  fn,
  isIn,
  negated,
  number,
  op,
  type Sql,
  sql,
  text,
  tryCast,
  where,
} from "../../tree/index.js";
import type { ArgumentFacts, SqlCell } from "../cell.js";
import { days } from "./times.js";

/*
 * A cast that fails is null. Texts are matched before DuckDB casts them, because DuckDB is more lenient than the
 * language (MEANING B23, A10).
 */

const INT = "[+-]?[0-9]+";
const FLOAT = "[+-]?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?";
const DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
/** RFC 3339 with a zone, without leap seconds, with at most six fraction digits (MEANING A10). */
const TIMESTAMP = String.raw`\d{4}-\d{2}-\d{2}[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d([.]\d{1,6})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)`;

const matchesAll = (x: Sql, pattern: string): Sql => fn("regexp_full_match", x, text(pattern));
const parsed =
  (pattern: string, type: string): SqlCell =>
  ([x]) =>
    where(matchesAll(x!, pattern), tryCast(x!, type));
/** A value out of float64's range is null, as for int64. */
const parsedFloat = (x: Sql): Sql => {
  const value = tryCast(x, "DOUBLE");
  return where(all([matchesAll(x, FLOAT), fn("isfinite", value)]), value);
};
const toFloat32 = (x: Sql): Sql => where(fn("isfinite", x), tryCast(x, "FLOAT"));
const hasYear = (x: Sql): Sql => negated(fn("starts_with", x, text("0000")));
const parsedDate = (x: Sql): Sql => days(where(all([matchesAll(x, DATE), hasYear(x)]), tryCast(x, "DATE")));
const parsedTimestamp = (x: Sql): Sql =>
  where(all([matchesAll(x, TIMESTAMP), hasYear(x)]), fn("epoch_us", tryCast(fn("upper", x), "TIMESTAMPTZ")));

/**
 * Floats as ECMAScript prints them (MEANING B24). DuckDB's JSON has the same digits and exponents, the shortest that
 * read back, with three exceptions: `1.0`, `-0.0`, `1e21`. `json` is the text of a float, or of a list of floats.
 */
export const asEcmaScript = (json: Sql): Sql =>
  fillSql(
    String.raw`regexp_replace(regexp_replace(regexp_replace({0}, '-0[.]0\b', '0', 'g'), '[.]0\b', '', 'g'), 'e([0-9])', 'e+\1', 'g')`,
    [json],
  );

/** A JSON value of the right kind. Another kind, JSON's null and an absent value give null (MEANING 77). */
const ofJson =
  (kinds: readonly string[], value: (text: Sql) => Sql, also: (text: Sql) => readonly Sql[] = () => []): SqlCell =>
  ([x]) => {
    const kind = fn("json_type", x!);
    const isKind = kinds.length === 1 ? op("=", kind, text(kinds[0]!)) : isIn(kind, kinds.map(text));
    const said = fillSql("{0} ->> '$'", [x!]);
    return where(all([isKind, ...also(closed(said))]), value(closed(said)));
  };
// A number without a point or exponent. It is exact even beyond 2^53.
const WHOLE = ["BIGINT", "UBIGINT", "HUGEINT"];
const NUMBER = [...WHOLE, "DOUBLE"];
const jsonInt = (type: string): SqlCell => ofJson(WHOLE, (said) => tryCast(said, type));
const jsonFloat = ofJson(
  NUMBER,
  (said) => tryCast(said, "DOUBLE"),
  (said) => [fn("isfinite", tryCast(said, "DOUBLE"))],
) as Exclude<SqlCell, string>;
const jsonText = ofJson(["VARCHAR"], (said) => said) as Exclude<SqlCell, string>;

/** A decimal's number of digits and scale are arguments of its cast: `decimal(x, 18, 2)`. */
const digitsOf = ({ literal }: ArgumentFacts): number => {
  if (literal == null) throw new Error("a decimal's digits must be literals");
  return Number(literal);
};
const decimalType = (facts: readonly ArgumentFacts[]): string =>
  `DECIMAL(${digitsOf(facts[1]!)}, ${digitsOf(facts[2]!)})`;
const toDecimal: SqlCell = ([x], facts) => tryCast(x!, decimalType(facts));

/**
 * Converts by the float's shortest text, as people read it. DuckDB misreads the text of very small floats, and would
 * round `4.5e-05` by its mantissa, so its digits are written out.
 */
const decimalOfFloat: SqlCell = ([x], facts) => {
  const type = decimalType(facts);
  const [precision, scale] = [digitsOf(facts[1]!), digitsOf(facts[2]!)];
  const written = cast(x!, "VARCHAR");
  const exponent = (part: Sql): Sql => fn("split_part", written, text("e-"), part);
  const digits = fillSql("replace(replace({0}, '-', ''), '.', '')", [exponent(number(1))]);
  const zeros = fillSql("repeat('0', CAST({0} AS INTEGER) - 1)", [exponent(number(2))]);
  const sign = caseOf([[op("<", x!, number(0)), text("-0.")]], text("0."));
  return caseOf([
    [op("<", fn("abs", x!), power(-scale - 2)), cast(number(0), type)],
    [fn("contains", written, text("e-")), tryCast(op("||", op("||", sign, zeros), digits), type)],
    [negated(op(">=", fn("abs", x!), power(precision - scale))), tryCast(written, type)],
  ]);
};
/** A power of ten as a DOUBLE. */
const power = (exponent: number): Sql => float(Number(`1e${exponent}`));

export const casts = {
  "decimal/int64": toDecimal,
  "decimal/decimal": toDecimal,
  "decimal/float64": decimalOfFloat,
  "decimal/string": ([x], facts) => where(matchesAll(x!, "[+-]?[0-9]+([.][0-9]+)?"), tryCast(x!, decimalType(facts))),
  "int64/float64": "TRY_CAST(trunc({0}) AS BIGINT)",
  "int64/string": parsed(INT, "BIGINT"),
  "int64/decimal": "TRY_CAST(round({0}) AS BIGINT)",
  "int64/json": jsonInt("BIGINT"),
  "int32/int64": "TRY_CAST({0} AS INTEGER)",
  "int32/float64": "TRY_CAST(trunc({0}) AS INTEGER)",
  "int32/string": parsed(INT, "INTEGER"),
  "int32/decimal": "TRY_CAST(round({0}) AS INTEGER)",
  "int32/json": jsonInt("INTEGER"),
  "float64/string": ([x]) => parsedFloat(x!),
  // The engine's own cast is not the nearest float.
  "float64/decimal": ([x]) => cast(cast(x!, "VARCHAR"), "DOUBLE"),
  "float64/json": jsonFloat,
  "float32/float64": ([x]) => toFloat32(x!),
  "float32/string": ([x]) => toFloat32(parsedFloat(x!)),
  "float32/json": (args, facts) => toFloat32(jsonFloat(args, facts)),
  "string/bool": ([x]) => cast(x!, "VARCHAR"),
  "string/int64": ([x]) => cast(x!, "VARCHAR"),
  "string/decimal": ([x]) => cast(x!, "VARCHAR"),
  "string/float64": ([x]) => asEcmaScript(cast(fn("to_json", cast(x!, "DOUBLE")), "VARCHAR")),
  "string/date": "strftime(make_date({0}), '%Y-%m-%d')",
  "string/timestamp": "strftime(make_timestamp({0}), '%Y-%m-%dT%H:%M:%S.%fZ')",
  "string/json": jsonText,
  "bool/string": ([x]) =>
    caseOf([
      [op("=", x!, text("true")), sql`true`],
      [op("=", x!, text("false")), sql`false`],
    ]),
  "bool/json": ofJson(["BOOLEAN"], (said) => tryCast(said, "BOOLEAN")),
  "timestamp/string": ([x]) => parsedTimestamp(x!),
  "timestamp/json": (args, facts) => parsedTimestamp(jsonText(args, facts)),
  "date/string": ([x]) => parsedDate(x!),
  "date/json": (args, facts) => parsedDate(jsonText(args, facts)),
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
