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
    case "element":
      return [];
    case "array":
      return expr.elements;
    case "struct":
      return expr.fields.map((field) => field.value);
    case "map":
      return expr.entries.flatMap(({ key, value }) => [key, value]);
    case "call":
    case "fn":
    case "extern":
      return expr.args;
    case "walk":
      return [
        expr.list,
        ...expr.args,
        ...(expr.where === null ? [] : [expr.where]),
        ...(expr.by === null ? [] : [expr.by.value]),
      ];
    case "convert":
    case "field":
    case "stored":
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
  return replace(expr) ?? mapChildren(expr, (child) => rewrite(child, replace));
}

/** A copy with something else in place of each expression that it is made of. */
export function mapChildren(expr: Expr, again: (child: Expr) => Expr): Expr {
  switch (expr.node) {
    case "struct":
      return { ...expr, fields: expr.fields.map(({ name, value }) => ({ name, value: again(value) })) };
    case "map":
      return { ...expr, entries: expr.entries.map(({ key, value }) => ({ key: again(key), value: again(value) })) };
    case "field":
      return { ...expr, value: again(expr.value) };
    case "walk":
      return {
        ...expr,
        list: again(expr.list),
        args: expr.args.map(again),
        where: expr.where === null ? null : again(expr.where),
        by: expr.by === null ? null : { ...expr.by, value: again(expr.by.value) },
      };
    case "array":
      return { ...expr, elements: expr.elements.map(again) };
    case "call":
    case "fn":
    case "extern":
      return { ...expr, args: expr.args.map(again) };
    case "convert":
    case "stored":
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
