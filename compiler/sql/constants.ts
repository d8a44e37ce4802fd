import * as functions from "../../runtime/functions/index.js";
import { FeatureError } from "../../runtime/functions/index.js";
import { isInteger } from "../../runtime/types.js";
import type { Int, Value } from "../../runtime/values.js";
import { scalarFunctions } from "../functions/index.js";
import type { Expr } from "../model/ir.js";

/**
 * Does an expression over whole numbers alone overflow, whatever the row? An engine works constants out while it plans, in a branch that is never
 * taken too, where the meaning has no error (MEANING B2).
 */
export function overflowsAlways(expr: Expr): boolean {
  try {
    wholeNumber(expr);
    return false;
  } catch (error) {
    if (error instanceof FeatureError) return true;
    throw error;
  }
}

/** Undefined for what is not made of whole numbers that are written down. */
function wholeNumber(expr: Expr): Value | undefined {
  if (!isInteger(expr.type)) return undefined;
  if (expr.node === "literal") return expr.value === null ? null : int(BigInt(String(expr.value)));
  if (expr.node === "convert") return wholeNumber(expr.value);
  if (expr.node !== "call") return undefined;
  const overload = scalarFunctions.get(expr.function)?.overloads.find(({ key }) => key === expr.overload);
  if (typeof overload?.ts !== "string") return undefined;
  const args = expr.args.map(wholeNumber);
  if (args.includes(undefined)) return undefined;
  const table: Readonly<Record<string, unknown>> = functions;
  const fn = table[overload.ts];
  return typeof fn === "function" ? (fn as (...values: readonly unknown[]) => Value)(...args) : undefined;
}

const int = (value: bigint): Int => (value >= -(2n ** 53n) + 1n && value < 2n ** 53n ? Number(value) : value);
