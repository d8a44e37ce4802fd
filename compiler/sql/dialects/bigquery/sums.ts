import { caseOf, cast, fn, isNull, negated, number, op, type Sql, where } from "../../tree/index.js";
import { float } from "./values.js";

/*
 * Sums of floats. BigQuery raises where one leaves the range of floats, also halfway. So values of 2^900 and more are
 * summed on their own, scaled down: no sum of fewer than 2^60 values is out of range.
 */

const LARGE = float(2 ** 900);
export const DOWN = float(2 ** -100);
const isSmall = (x: Sql): Sql => op("<", fn("ABS", x), LARGE);

/** Two sums: of the small values, and of the large ones, scaled down. */
export const sumsOf = (x: Sql): readonly [Sql, Sql] => [
  fn("SUM", where(isSmall(x), x)),
  fn("SUM", where(negated(isSmall(x)), op("*", x, DOWN))),
];
/** The two sums as one, which may be infinite. */
export const joined = (small: Sql, large: Sql): Sql =>
  caseOf([[isNull(large), small]], fn("IEEE_DIVIDE", scaledSum(small, large), DOWN));
/** The two sums as one, scaled down. */
export const scaledSum = (small: Sql, large: Sql): Sql => op("+", op("*", fn("IFNULL", small, float(0)), DOWN), large);
export const addedUp = (x: Sql): Sql => joined(...sumsOf(x));

/** A value's weight halves with each half life since its row's time. */
export const weight = (half: Sql, { t, time }: { readonly t: Sql; readonly time: Sql }): Sql =>
  fn(
    "POW",
    float(2),
    fn("GREATEST", fn("IEEE_DIVIDE", cast(op("-", time, t), "FLOAT64"), cast(half, "FLOAT64")), number(-1200)),
  );
