import type { Constant, Expr } from "./index.js";
import { childrenOf } from "./walk.js";

/** True if the whole expression consists of literals. */
export const isConstant = (expr: Expr): expr is Constant =>
  expr.node === "literal" ||
  ((expr.node === "array" || expr.node === "struct" || expr.node === "map") && childrenOf(expr).every(isConstant));
