import type * as ast from "../../../grammar/ast.js";
import { type Type, typeText, withNullable } from "../../../runtime/types.js";
import { conditionType, needlessNull } from "../../diagnostics/catalog/model.js";
import type { Expr } from "../../ir/index.js";
import { valuesOf, withValues } from "../types/values.js";
import type { Ctx } from "./context.js";
import { branchesOf, sidesOf } from "./flat-chains.js";
import { unified } from "./group.js";
import { boolType } from "./literals.js";

/** A condition: a bool; null counts as false where it is used. `what` begins the message. */
export function condition(node: ast.Expr, ctx: Ctx, what: string): Expr | null {
  const expr = ctx.infer(node, ctx, boolType);
  if (expr === null || expr.type.kind === "bool") return expr;
  const help =
    expr.type.kind === "string" || expr.type.kind === "array"
      ? null
      : "compare it with something: only a bool is true or false";
  ctx.report(conditionType.at(ctx.file.place(node), { found: typeText(expr.type), what }, { help }));
  return null;
}

export function conditional(node: ast.IfExpr, ctx: Ctx, expected: Type | null): Expr | null {
  const { conditions, values } = branchesOf(node);
  const whens = conditions.map((each) => condition(each, ctx, "a condition"));
  const group = unified(values, ctx, expected, "the branches");
  if (group === null || whens.includes(null)) return null;
  const branches = whens.map((when, index) => ({ when: when!, then: group.exprs[index]! }));
  return { node: "case", type: caseType(group.type, group.exprs), branches, else: group.exprs.at(-1)! };
}

export function coalesce(node: ast.BinaryExpr, ctx: Ctx, expected: Type | null): Expr | null {
  const sides = sidesOf(node);
  const group = unified(sides, ctx, expected, sides.length === 2 ? "the two sides of `??`" : "the sides of `??`");
  if (group === null) return null;
  const never = group.exprs.findIndex(({ type }) => !type.nullable);
  if (never !== -1 && never < sides.length - 1) {
    ctx.report(
      needlessNull.at(
        ctx.file.place(sides[never]!),
        { what: "this is never null, so what follows `??` is never used" },
        { help: "leave `??` out" },
      ),
    );
  }
  const type = withNullable(caseType(group.type, group.exprs), never === -1);
  return { node: "coalesce", type, values: group.exprs };
}

/** The type of a value that is one of several: a string's known values are those of all branches together. */
export function caseType(type: Type, exprs: readonly Expr[]): Type {
  return withValues(type, exprs.map(valuesOf));
}
