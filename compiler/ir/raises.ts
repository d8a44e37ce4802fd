import type { FunctionTable } from "./function-table.js";
import type { Expr } from "./index.js";
import { raisesItself } from "./raises-itself.js";
import { anyIn } from "./walk.js";

/**
 * True if evaluating the expression can fail (int64 overflow, a value that is not finite where null is not allowed).
 */
export const raises = (expr: Expr, functions: FunctionTable): boolean =>
  anyIn(expr, (part) => raisesItself(part) || (part.node === "fn" && functions.raises(part.name)));
