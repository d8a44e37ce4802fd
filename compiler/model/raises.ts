import { scalarOverload } from "../functions/index.js";
import type { Expr, Fn } from "./ir.js";
import { mayBeInfinite, needsFinite } from "./not-finite.js";
import { overflows } from "./types/convert.js";
import { childrenOf } from "./walk.js";

/** For expressions of a plan: bodies stand in their calls' places there. */
export const noFunctions: ReadonlyMap<string, Fn> = new Map();

/** Can evaluating it fail (int64 overflow)? */
export function raises(expr: Expr, functions: ReadonlyMap<string, Fn>): boolean {
  if (expr.node === "call" && scalarOverload(expr).raises === true) return true;
  // A sum of ints may overflow, and an argument may not be finite.
  if (expr.node === "walk" && (expr.function === "sum" || expr.args.some(isStrictFloat))) return true;
  if (expr.node === "column" && expr.raises === true) return true;
  if (expr.node === "extern" || (expr.node === "stored" && storingRaises(expr))) return true;
  if (expr.node === "convert" && overflows(expr.value.type, expr.type)) return true;
  if (expr.node === "fn" && raises(functions.get(expr.name)!.body, functions)) return true;
  return childrenOf(expr).some((child) => raises(child, functions));
}

/** Null may not stand where a float is not finite, or rounding to a storage type has none. */
const storingRaises = ({ type, value }: Extract<Expr, { node: "stored" }>): boolean =>
  (needsFinite(type) && mayBeInfinite(value)) || (!type.nullable && isRounded(value));
/** Rounding can fail where the expression itself can't. */
export const isRounded = (expr: Expr): boolean =>
  expr.node === "convert" && (expr.type.kind === "int32" || expr.type.kind === "decimal");

const isStrictFloat = (expr: Expr): boolean => needsFinite(expr.type) && mayBeInfinite(expr, "all");
