import { number, op, type Sql } from "./tree/index.js";

/** Integer division toward minus infinity, as dates before 1970 need it. */
export const floorDiv = (
  x: Sql,
  by: string | number | bigint,
  quotient: (dividend: Sql, divisor: Sql) => Sql = (dividend, divisor) => op("//", dividend, divisor),
): Sql => {
  const n = number(by);
  const remainder = op("%", op("+", op("%", x, n), n), n);
  return quotient(op("-", x, remainder), n);
};

/** The same as text. */
export const floorDivText = (x: string, by: string): string => `((${x} - ((${x} % ${by} + ${by}) % ${by})) // ${by})`;
