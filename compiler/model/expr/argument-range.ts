import type * as ast from "../../../grammar/ast.js";
import { argumentRange } from "../../diagnostics/catalog/aggregates.js";
import type { Param } from "../../functions/row.js";
import type { Expr } from "../../ir/index.js";
import type { Ctx } from "./context.js";

/** Checks the bounds of literal arguments: a count is at least 1, a share lies between 0 and 1. */
export function argumentsInRange(
  name: string,
  params: readonly Param[],
  args: readonly Expr[],
  call: ast.CallExpr,
  ctx: Ctx,
): boolean {
  return params.every((param, index) => {
    const arg = args[index];
    if (param.range === undefined || arg?.node !== "literal") return true;
    const [least, most] = param.range;
    const value = Number(arg.value);
    if (value >= least && value <= most) return true;
    ctx.report(
      argumentRange.at(ctx.file.place(call.args[index]?.value ?? call), { name, param: param.name, least, most }),
    );
    return false;
  });
}
