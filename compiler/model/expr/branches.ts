import type * as ast from "../../../grammar/ast.js";
import { type Type, typeText, withNullable } from "../../../runtime/types.js";
import { conditionType, needlessNull } from "../../diagnostics/catalog/model.js";
import type { Expr } from "../ir.js";
import { valuesOf, withValues } from "../types/values.js";
import type { Ctx } from "./context.js";
import { unified } from "./group.js";
import { boolType } from "./literals.js";

/** A condition: bool, and null counts as false where it is used. `what` begins the message. */
export function condition(node: ast.Expr, ctx: Ctx, what: string): Expr | null {
  const expr = ctx.infer(node, ctx, boolType);
  if (expr === null || expr.type.kind === "bool") return expr;
  const help =
    expr.type.kind === "string" || expr.type.kind === "array"
      ? null
      : "compare it with something: nothing but a bool is true or false";
  ctx.report(conditionType.at(ctx.file.place(node), { found: typeText(expr.type), what }, { help }));
  return null;
}

export function conditional(node: ast.IfExpr, ctx: Ctx, expected: Type | null): Expr | null {
  const when = condition(node.condition, ctx, "a condition");
  const group = unified([node.then, node.else], ctx, expected, "the branches");
  if (when === null || group === null) return null;
  const [then, otherwise] = [group.exprs[0]!, group.exprs[1]!];
  return { node: "case", type: caseType(group.type, group.exprs), branches: [{ when, then }], else: otherwise };
}

export function coalesce(node: ast.BinaryExpr, ctx: Ctx, expected: Type | null): Expr | null {
  const group = unified([node.left, node.right], ctx, expected, "the two sides of `??`");
  if (group === null) return null;
  const [left, right] = [group.exprs[0]!, group.exprs[1]!];
  if (!left.type.nullable) {
    ctx.report(
      needlessNull.at(
        ctx.file.place(node.left),
        { what: "this is never null, so what follows `??` is never used" },
        { help: "leave `??` out" },
      ),
    );
  }
  const nullable = left.type.nullable && right.type.nullable;
  return { node: "coalesce", type: withNullable(caseType(group.type, group.exprs), nullable), left, right };
}

/** The type of what is one of several values: a string's known values are those of all branches. */
export function caseType(type: Type, exprs: readonly Expr[]): Type {
  return withValues(type, exprs.map(valuesOf));
}
