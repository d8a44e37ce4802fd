import type * as ast from "../../../grammar/ast.js";
import type { Expr } from "../../ir/index.js";
import type { Ctx } from "../expr/context.js";
import { callFunction } from "../expr/overload.js";

/** The conjunction of the conditions of several `where`s. */
export function conjunction(a: Expr | null, b: Expr | null, node: ast.Expr, ctx: Ctx): Expr | null {
  if (a === null || b === null) return a ?? b;
  return callFunction(
    "and",
    [
      { node, expr: a },
      { node, expr: b },
    ],
    node,
    ctx,
  );
}
