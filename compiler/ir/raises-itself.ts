import { scalarOverload } from "../functions/index.js";
import type { Expr } from "./index.js";
import { mayBeInfinite, needsFinite } from "./not-finite.js";
import { overflows } from "./types/convert.js";

/** True if this node can fail although none of its operands does. */
export function raisesItself(expr: Expr): boolean {
  switch (expr.node) {
    case "call":
      return scalarOverload(expr).raises === true;
    case "chain":
      return expr.steps.some((step) => scalarOverload(step).raises === true);
    // A sum of ints may overflow, and an argument may not be finite.
    case "overElements":
      return expr.function === "sum" || expr.args.some(isStrictFloat);
    case "column":
      return expr.raises === true;
    case "extern":
      return true;
    case "stored":
      return storingRaises(expr);
    case "convert":
      return overflows(expr.value.type, expr.type);
    default:
      return false;
  }
}

/**
 * True if storing can fail: null is not allowed, and the value is not finite or does not fit the storage type when
 * rounded.
 */
const storingRaises = ({ type, value }: Extract<Expr, { node: "stored" }>): boolean =>
  (needsFinite(type) && mayBeInfinite(value)) || (!type.nullable && isRounded(value));
/** True if the value is rounded, which can fail where the expression itself can't. */
export const isRounded = (expr: Expr): boolean =>
  expr.node === "convert" && (expr.type.kind === "int32" || expr.type.kind === "decimal");

const isStrictFloat = (expr: Expr): boolean => needsFinite(expr.type) && mayBeInfinite(expr, "all");
