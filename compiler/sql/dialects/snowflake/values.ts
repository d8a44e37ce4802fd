import type { Type } from "../../../../runtime/types.js";
import {
  all,
  caseOf,
  cast,
  concat,
  float as floatLiteral,
  fn,
  hasExponent,
  isNotNull,
  number,
  op,
  type Sql,
  sql,
  text,
  typeName,
  where,
} from "../../tree/index.js";
import type { ArgumentFacts } from "../cell.js";
import { typeOf } from "./types.js";

/* Helpers for what Snowflake cannot say in one word. */

export const [ZERO, ONE] = [number(0), number(1)];
export const EMPTY = text("");

export const double = (value: Sql): Sql => cast(value, "DOUBLE");
export const bigint = (value: Sql): Sql => cast(value, "BIGINT");

/** A float literal with its type: Snowflake reads `0.5` as a NUMBER. */
export const float = (value: number): Sql =>
  hasExponent(value) ? cast(text(String(value)), "DOUBLE") : cast(floatLiteral(value), "DOUBLE");
export const LARGEST = float(Number.MAX_VALUE);
export const NAN = cast(text("NaN"), "DOUBLE");

/**
 * NaN equals NaN, and is greater than all other numbers.
 *
 * https://docs.snowflake.com/en/sql-reference/data-types-numeric
 */
export const equalsNaN = (x: Sql): Sql => op("=", x, NAN);
/** Null for null, false for NaN. */
export const isFiniteFloat = (x: Sql): Sql => op("<=", fn("abs", x), LARGEST);
export const finiteOrNull = (x: Sql): Sql => where(isFiniteFloat(x), x);

/**
 * An int64: an error if the integer is out of its range. Snowflake's integers have 38 digits, and a cast to fewer digits
 * is an error. The range is moved so that its end is the greatest number of 19 digits, then so that its beginning is the
 * least one. The value is written once, so nested sums do not grow.
 *
 * https://docs.snowflake.com/en/sql-reference/data-types-numeric
 */
export const int64 = (value: Sql): Sql => {
  const digits = (x: Sql): Sql => cast(x, "NUMBER(19, 0)");
  const upper = digits(op("+", value, sql`776627963145224192.0`));
  const lower = digits(op("-", upper, sql`1553255926290448383.0`));
  return bigint(op("+", lower, sql`776627963145224191.0`));
};

/**
 * An error in the place of a value. Snowflake has no function that raises one. It tells the text that is no number. The
 * random part keeps it from computing the error where no row needs it.
 */
export const raised = (message: Sql, type: Sql): Sql =>
  cast(cast(concat(message, fn("left", fn("uuid_string"), ZERO)), "BIGINT"), type);

/** The same in the place of a value of this type. */
export const raisedAs = (message: Sql, like: Sql): Sql => where(isNotNull(raised(message, typeName("BIGINT"))), like);

/** Conditions that these are not negative. A literal that is not negative needs none. */
export const notNegative = (...args: readonly (readonly [Sql, ArgumentFacts | undefined])[]): readonly Sql[] =>
  args.filter(([, facts]) => facts?.literal == null || Number(facts.literal) < 0).map(([arg]) => op(">=", arg, ZERO));
export const whereAll = (conditions: readonly Sql[], value: Sql): Sql =>
  conditions.length === 0 ? value : where(all(conditions), value);

/** A number as a decimal, rounded half away from zero; null if it does not fit. */
export const tryDecimal = (value: Sql, type: Type): Sql => {
  if (type.kind !== "decimal") throw new Error("a decimal's type has digits");
  const limit = cast(
    text(`1${"0".repeat(type.precision - type.scale)}`),
    type.precision - type.scale < 38 ? "NUMBER(38, 0)" : "DOUBLE",
  );
  const rounded = fn("round", value, number(type.scale));
  return caseOf([[op("<", fn("abs", rounded), limit), cast(rounded, typeOf(type))]]);
};
