import type { Expr } from "../../../compiler/model/ir.js";
import type { Type } from "../../../runtime/types.js";
import { Fault, type Value } from "./values.js";

/* Decimals, from their meaning alone: whole numbers of their last digits, of 38 digits at most (MEANING 71, 80). */

const limit = 10n ** 38n;
export function fits(value: bigint): bigint {
  if (value > -limit && value < limit) return value;
  throw new Fault("more than 38 digits");
}
const scaleOf = (type: Type): number => (type.kind === "decimal" ? type.scale : 0);
/** The float nearest to it. */
export const decimalToFloat = (value: bigint, scale: number): number => Number(`${value}e-${scale}`);

/** Half away from zero where digits are lost. */
function rescaled(value: bigint, from: number, to: number): bigint {
  if (to >= from) return fits(value * 10n ** BigInt(to - from));
  const unit = 10n ** BigInt(from - to);
  const [size, sign] = value < 0n ? [-value, -1n] : [value, 1n];
  return sign * ((size + unit / 2n) / unit);
}

/** Conversions, casts and arithmetic in which a decimal takes part; undefined for all else. */
export function decimalValue(expr: Expr, args: () => readonly Value[]): Value | undefined {
  if (expr.node === "convert") {
    const from = expr.value.type;
    if (from.kind !== "decimal" && expr.type.kind !== "decimal") return undefined;
    const [value = null] = args();
    if (typeof value !== "bigint") return value;
    return expr.type.kind === "decimal"
      ? rescaled(value, scaleOf(from), expr.type.scale)
      : decimalToFloat(value, scaleOf(from));
  }
  if (expr.node !== "call" || expr.type.kind !== "decimal") return undefined;
  const values = args();
  if (values.includes(null)) return ["+", "-", "*", "negate", "decimal"].includes(expr.function) ? null : undefined;
  const [a, b] = values as readonly [bigint, bigint];
  switch (expr.function) {
    case "+":
      return fits(a + b);
    case "-":
      return fits(a - b);
    case "*":
      return fits(a * b);
    case "negate":
      return -a;
    case "decimal":
      return typeof a === "bigint" ? rescaled(a, scaleOf(expr.args[0]!.type), expr.type.scale) : undefined;
    default:
      return undefined;
  }
}
