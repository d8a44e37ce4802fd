import type { Expr } from "../../../compiler/ir/index.js";
import type { Type } from "../../../runtime/types.js";
import { Fault, fitsInt64, type Value } from "./values.js";

/* Decimals, from their meaning alone: whole numbers of their last digits, of 38 digits at most (MEANING 71, 80). */

const limit = 10n ** 38n;
export function fits(value: bigint): bigint {
  if (value > -limit && value < limit) return value;
  throw new Fault("more than 38 digits");
}
const scaleOf = (type: Type): number => (type.kind === "decimal" ? type.scale : 0);
/** The float nearest to a decimal. */
export const decimalToFloat = (value: bigint, scale: number): number => Number(`${value}e-${scale}`);

/** Changes the scale of a decimal. Lost digits are rounded, half away from zero. */
function moved(value: bigint, from: number, to: number): bigint {
  if (to >= from) return value * 10n ** BigInt(to - from);
  const unit = 10n ** BigInt(from - to);
  const [size, sign] = value < 0n ? [-value, -1n] : [value, 1n];
  return sign * ((size + unit / 2n) / unit);
}

const within = (precision: number, value: bigint | null): bigint | null =>
  value !== null && value < 10n ** BigInt(precision) && value > -(10n ** BigInt(precision)) ? value : null;
/**
 * Reads a decimal from a number, or from a text of digits with an optional point. Null if the text is not a decimal.
 */
export function decimalOf(value: Value, from: number, to: number): bigint | null {
  if (typeof value === "bigint") return moved(value, from, to);
  const [, digits, fraction = "", exponent = "0"] =
    typeof value === "number"
      ? (/^(-?\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [])
      : (/^([+-]?\d+)(?:\.(\d+))?$/.exec(String(value)) ?? []);
  if (digits === undefined) return null;
  const whole = BigInt(`${digits}${fraction}`.replace("+", ""));
  return moved(whole, fraction.length - Number(exponent), to);
}
const casts: Readonly<Record<string, (value: bigint, scale: number) => Value>> = {
  int64: (value, scale) => {
    const whole = moved(value, scale, 0);
    return fitsInt64(whole) ? whole : null;
  },
  int32: (value, scale) => {
    const whole = moved(value, scale, 0);
    return whole >= -(2n ** 31n) && whole < 2n ** 31n ? whole : null;
  },
  float64: decimalToFloat,
  string: decimalText,
};
/** A decimal as text, with all the digits of its scale. */
export function decimalText(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${value < 0n ? "-" : ""}${digits.slice(0, point)}${scale === 0 ? "" : "."}${digits.slice(point)}`;
}

/** Evaluates conversions, casts and arithmetic that involve a decimal; undefined for every other expression. */
export function decimalValue(expr: Expr, args: () => readonly Value[]): Value | undefined {
  if (expr.node === "convert") {
    const from = expr.value.type;
    if (expr.type.kind === "array" && expr.type.element.kind === "decimal" && from.kind === "array") {
      const [list = null] = args();
      const { precision, scale } = expr.type.element;
      const one = (value: Value): Value => {
        if (typeof value !== "bigint") return null;
        const own = moved(value, scaleOf(from.element), scale);
        return precision === 38 ? fits(own) : own;
      };
      return Array.isArray(list) ? list.map(one) : null;
    }
    if (from.kind !== "decimal" && expr.type.kind !== "decimal") return undefined;
    const [value = null] = args();
    if (typeof value !== "bigint") return value;
    if (expr.type.kind !== "decimal") return decimalToFloat(value, scaleOf(from));
    const { precision, scale } = expr.type;
    // If no digit after the point is lost, more than 38 digits are an error. If the declared type is narrower, a value
    // that does not fit is null.
    return precision === 38 && scale >= scaleOf(from)
      ? fits(moved(value, scaleOf(from), scale))
      : within(precision, moved(value, scaleOf(from), scale));
  }
  if (expr.node !== "call") return undefined;
  const from = expr.args[0]?.type;
  const cast = from?.kind === "decimal" ? casts[expr.function] : undefined;
  if (cast !== undefined) {
    const [value = null] = args();
    return typeof value === "bigint" ? cast(value, scaleOf(from!)) : null;
  }
  if (expr.type.kind !== "decimal") return undefined;
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
    case "abs":
      return a < 0n ? -a : a;
    case "decimal":
      return within(expr.type.precision, decimalOf(values[0] ?? null, scaleOf(expr.args[0]!.type), expr.type.scale));
    default:
      return undefined;
  }
}
