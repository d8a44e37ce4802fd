import { scalarFunctions } from "../functions/index.js";
import type { Expr, Fn } from "./ir.js";
import { overflows } from "./types/convert.js";
import { childrenOf } from "./walk.js";

/** Can evaluating it fail (int64 overflow)? */
export function raises(expr: Expr, functions: ReadonlyMap<string, Fn>): boolean {
  if (expr.node === "call") {
    const overload = scalarFunctions.get(expr.function)?.overloads.find(({ key }) => key === expr.overload);
    if (overload?.raises === true) return true;
  }
  // A sum of ints may overflow, and an argument may not be finite.
  if (expr.node === "walk" && (expr.function === "sum" || expr.args.some(isStrictFloat))) return true;
  if (expr.node === "extern") return true;
  if (expr.node === "convert" && overflows(expr.value.type, expr.type)) return true;
  if (expr.node === "fn" && raises(functions.get(expr.name)!.body, functions)) return true;
  return childrenOf(expr).some((child) => raises(child, functions));
}

const isStrictFloat = ({ type, node }: Expr): boolean =>
  (type.kind === "float64" || type.kind === "float32") && !type.nullable && node === "call";
