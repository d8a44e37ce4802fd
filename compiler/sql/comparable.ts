import type { DecimalType, Type } from "../../runtime/types.js";
import { asDecimal } from "../ir/types/unify.js";
import type { Dialect } from "./dialects/dialect.js";
import { cast, isNotNull, op, type Sql, text, where } from "./tree/index.js";

/*
 * Decimals that together need more digits than the engine's type has (MEANING 107). Each is split into the part before
 * the point and the part after it, which together compare like the value. `trunc` rounds toward zero, so the fraction
 * has the value's sign.
 */

/** True for such a decimal type, and for a list of them. */
export const isCompared = (type: Type, dialect: Pick<Dialect, "comparedDigits">): boolean =>
  type.kind === "array"
    ? isCompared(type.element, dialect)
    : type.kind === "decimal" && type.precision > dialect.comparedDigits;

/** A decimal, an int or a list of these, as the type `to`. */
export function comparable(value: Sql, from: Type, to: Type, dialect: Dialect): Sql {
  if (from.kind === "array" && to.kind === "array")
    return dialect.each(value, "c", (x) => comparable(x, from.element, to.element, dialect), from.element);
  const own = asDecimal(from) as DecimalType;
  const { scale } = to as DecimalType;
  const decimal = `DECIMAL(${own.precision}, ${own.scale})`;
  return dialect.bound(cast(value, decimal), "d", (d) => {
    const whole = dialect.whole(d);
    const parts = dialect.struct([
      ["w", cast(whole, "DECIMAL(38, 0)")],
      ["f", cast(op("-", d, cast(whole, decimal)), `DECIMAL(38, ${scale})`)],
    ]);
    return where(isNotNull(d), parts);
  });
}

/** A literal from its text, `-12.5`. */
export function comparableLiteral(written: string, scale: number, dialect: Dialect): Sql {
  const [, sign = "", whole = "0", fraction = "0"] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(written) ?? [];
  return dialect.struct([
    ["w", cast(text(`${sign}${whole}`), "DECIMAL(38, 0)")],
    ["f", cast(text(`${sign}0.${fraction}`), `DECIMAL(38, ${scale})`)],
  ]);
}
