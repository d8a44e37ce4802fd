import { assertNever } from "./assert-never.js";
import type { Expr } from "./ir.js";

/** The expressions that an expression is made of. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.node) {
    case "literal":
    case "column":
    case "latest":
    case "aggregate":
    case "item":
    case "input":
    case "request":
    case "key":
    case "now":
    case "param":
      return [];
    case "array":
      return expr.elements;
    case "call":
    case "fn":
      return expr.args;
    case "convert":
      return [expr.value];
    case "coalesce":
      return [expr.left, expr.right];
    case "case":
      return [...expr.branches.flatMap(({ when, then }) => [when, then]), ...(expr.else === null ? [] : [expr.else])];
    default:
      return assertNever(expr);
  }
}

/** Calls `visit` for an expression and everything in it. */
export function walk(expr: Expr, visit: (expr: Expr) => void): void {
  visit(expr);
  for (const child of childrenOf(expr)) walk(child, visit);
}

/** A copy in which every leaf that `replace` answers for is replaced. */
export function rewrite(expr: Expr, replace: (expr: Expr) => Expr | null): Expr {
  const replaced = replace(expr);
  if (replaced !== null) return replaced;
  const again = (child: Expr) => rewrite(child, replace);
  switch (expr.node) {
    case "array":
      return { ...expr, elements: expr.elements.map(again) };
    case "call":
    case "fn":
      return { ...expr, args: expr.args.map(again) };
    case "convert":
      return { ...expr, value: again(expr.value) };
    case "coalesce":
      return { ...expr, left: again(expr.left), right: again(expr.right) };
    case "case":
      return {
        ...expr,
        branches: expr.branches.map(({ when, then }) => ({ when: again(when), then: again(then) })),
        else: expr.else === null ? null : again(expr.else),
      };
    default:
      return expr;
  }
}
