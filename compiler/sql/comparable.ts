import type { DecimalType, Type } from "../../runtime/types.js";
import { bound, inner } from "../functions/define.js";
import { asDecimal } from "../model/types/unify.js";

/*
 * Decimals that together have more digits than an engine's type (MEANING 107): what is before the point and what is after it, which compare as the value
 * does. `trunc` goes toward zero, so the fraction has the value's sign.
 */

/** Is it a type of such decimals, or of a list of them? */
export const isCompared = (type: Type): boolean =>
  type.kind === "array" ? isCompared(type.element) : type.kind === "decimal" && type.precision > 38;

/** A decimal, an int or a list of these as `to`. */
export function comparable(value: string, from: Type, to: Type): string {
  if (from.kind === "array" && to.kind === "array") {
    const x = inner("c");
    return `list_transform(${value}, lambda ${x}: ${comparable(x, from.element, to.element)})`;
  }
  const own = asDecimal(from) as DecimalType;
  const { scale } = to as DecimalType;
  const decimal = `DECIMAL(${own.precision}, ${own.scale})`;
  return bound("d", `CAST(${value} AS ${decimal})`, (d) => {
    const fraction = `CAST(${d} - CAST(trunc(${d}) AS ${decimal}) AS DECIMAL(38, ${scale}))`;
    return `CASE WHEN ${d} IS NOT NULL THEN struct_pack(w := CAST(trunc(${d}) AS DECIMAL(38, 0)), f := ${fraction}) END`;
  });
}

/** The text of a literal, `-12.5`. */
export function comparableLiteral(text: string, scale: number): string {
  const [, sign = "", whole = "0", fraction = "0"] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  return `struct_pack(w := CAST('${sign}${whole}' AS DECIMAL(38, 0)), f := CAST('${sign}0.${fraction}' AS DECIMAL(38, ${scale})))`;
}
