import type * as ast from "../../../grammar/ast.js";
import { type Type, typeText } from "../../../runtime/types.js";
import { branchTypes, untypedNull } from "../../diagnostics/catalog/model.js";
import type { Expr } from "../../ir/index.js";
import { widenArgument } from "../../ir/types/convert.js";
import { unify } from "../../ir/types/unify.js";
import { firstString, flexibility, stringLiteralKinds } from "../types/flexible.js";
import type { Ctx } from "./context.js";

/**
 * Several expressions that must have one type: branches, or elements of a list. Those that have a type of their own
 * decide it, and flexible ones take it; the expected type decides where all are flexible. `what` names them in
 * messages.
 */
export function unified(
  nodes: readonly ast.Expr[],
  ctx: Ctx,
  expected: Type | null,
  what: string,
): { readonly exprs: readonly Expr[]; readonly type: Type } | null {
  const flexible = nodes.map(flexibility);
  const exprs: (Expr | null)[] = nodes.map((node, i) => (flexible[i] === null ? ctx.infer(node, ctx, expected) : null));
  if (exprs.some((expr, i) => expr === null && flexible[i] === null)) return null;

  const typed = exprs.filter((expr) => expr !== null);
  let common = unify(typed.map((expr) => expr.type));
  if (common === null && typed.length > 0) {
    const [first, other] = firstClash(typed.map((expr) => expr.type));
    const at = nodes[exprs.findIndex((expr) => expr !== null && expr.type === other)]!;
    ctx.report(branchTypes.at(ctx.file.place(at), { first: typeText(first), other: typeText(other), what }));
    return null;
  }
  const hint = common ?? hintFor(nodes, expected);
  for (const [i, node] of nodes.entries()) {
    if (flexible[i] === null) continue;
    if (flexible[i] === "null" && hint === null) {
      if (nodes.some((_, j) => flexible[j] !== "null")) continue;
      ctx.report(untypedNull.at(ctx.file.place(node), { what: "null" }));
      return null;
    }
    exprs[i] = ctx.infer(node, ctx, hint);
    if (exprs[i] === null) return null;
  }
  common = unify(exprs.filter((expr) => expr !== null).map((expr) => expr.type));
  if (common !== null) {
    for (const [i, node] of nodes.entries()) exprs[i] ??= ctx.infer(node, ctx, common);
    common = unify(exprs.filter((expr) => expr !== null).map((expr) => expr.type));
  }
  if (common === null) {
    const [first, other] = firstClash(exprs.filter((expr) => expr !== null).map((expr) => expr.type));
    const at = nodes[exprs.findIndex((expr) => expr !== null && expr.type === other)]!;
    ctx.report(branchTypes.at(ctx.file.place(at), { first: typeText(first), other: typeText(other), what }));
    return null;
  }
  const widened: Expr[] = [];
  for (const [i, expr] of exprs.entries()) {
    const converted = expr === null ? null : widenArgument(expr, common);
    if (converted === null) {
      // The elements of a list literal convert to a wider type; a stored list keeps the elements that it has (MEANING
      // A5).
      const found = exprs.find((each, j) => j !== i && each !== null)?.type ?? common;
      const other = expr?.type ?? common;
      ctx.report(branchTypes.at(ctx.file.place(nodes[i]!), { first: typeText(found), other: typeText(other), what }));
      return null;
    }
    widened.push(converted);
  }
  return { exprs: widened, type: common };
}

/** The type for a group where all are flexible: the expected one, unless it cannot hold strings and there are some. */
function hintFor(nodes: readonly ast.Expr[], expected: Type | null): Type | null {
  if (expected === null) return null;
  const strings = nodes.some((node) => firstString(node) !== null);
  const takesStrings = stringLiteralKinds.has(expected.kind);
  return strings && !takesStrings && expected.kind !== "array" ? null : expected;
}

function firstClash(types: readonly Type[]): readonly [Type, Type] {
  for (let i = 1; i < types.length; i++) {
    if (unify(types.slice(0, i + 1)) === null) {
      const first = types.slice(0, i).find((type) => unify([type, types[i]!]) === null);
      return [first ?? types[0]!, types[i]!];
    }
  }
  return [types[0]!, types[types.length - 1]!];
}
