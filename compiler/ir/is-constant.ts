import type { Constant, Expr } from "./index.js";
import { childrenOf } from "./walk.js";

/** Is the whole expression written out in literals? */
export const isConstant = (expr: Expr): expr is Constant =>
  expr.node === "literal" ||
  ((expr.node === "array" || expr.node === "struct" || expr.node === "map") && childrenOf(expr).every(isConstant));
