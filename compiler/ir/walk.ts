import { assertNever } from "./assert-never.js";
import type { Expr } from "./index.js";

/** The direct parts of an expression. */
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
    case "chain":
      return [expr.first, ...expr.steps.map(({ arg }) => arg)];
    case "overElements":
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
      return expr.values;
    case "bound":
      return [expr.value, expr.body];
    case "case":
      return [...expr.branches.flatMap(({ when, then }) => [when, then]), ...(expr.else === null ? [] : [expr.else])];
    default:
      return assertNever(expr);
  }
}

/**
 * The parts that are evaluated whenever the expression is. Arms, and values after the first of a `??`, are not among
 * them.
 */
export function surelyEvaluated(expr: Expr): readonly Expr[] {
  switch (expr.node) {
    case "case":
      return expr.branches.slice(0, 1).map(({ when }) => when);
    case "coalesce":
      return expr.values.slice(0, 1);
    case "overElements":
      return [expr.list];
    default:
      return childrenOf(expr);
  }
}

/** Calls `visit` for an expression and then for its parts. A part that occurs at several places is visited once. */
export function walk(
  expr: Expr,
  visit: (expr: Expr) => void,
  within: (expr: Expr) => readonly Expr[] = childrenOf,
): void {
  anyIn(
    expr,
    (part) => {
      visit(part);
      return false;
    },
    within,
  );
}

/** True if a condition holds for an expression or for any part of it. */
export function anyIn(
  expr: Expr,
  holds: (expr: Expr) => boolean,
  within: (expr: Expr) => readonly Expr[] = childrenOf,
): boolean {
  const seen = new Set<Expr>();
  const waiting = [expr];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (holds(next)) return true;
    const children = within(next);
    for (let place = children.length - 1; place >= 0; place--) waiting.push(children[place]!);
  }
  return false;
}

/**
 * A copy in which the result of `replace`, if not null, replaces each part. Shared parts are shared in the copy too.
 */
export function rewrite(expr: Expr, replace: (expr: Expr) => Expr | null): Expr {
  const go: (expr: Expr) => Expr = onceEach((part) => replace(part) ?? mapChildren(part, go));
  return go(expr);
}

/** A function that calls `make` once for each expression and remembers the result. */
export function onceEach<T>(make: (expr: Expr) => T): (expr: Expr) => T {
  const made = new Map<Expr, T>();
  return (expr) => {
    const known = made.get(expr);
    if (known !== undefined) return known;
    const own = make(expr);
    made.set(expr, own);
    return own;
  };
}

/** A copy in which the result of `again` replaces each direct part. */
export function mapChildren(expr: Expr, again: (child: Expr) => Expr): Expr {
  switch (expr.node) {
    case "struct":
      return { ...expr, fields: expr.fields.map(({ name, value }) => ({ name, value: again(value) })) };
    case "map":
      return { ...expr, entries: expr.entries.map(({ key, value }) => ({ key: again(key), value: again(value) })) };
    case "field":
      return { ...expr, value: again(expr.value) };
    case "overElements":
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
      return { ...expr, values: expr.values.map(again) };
    case "bound":
      return { ...expr, value: again(expr.value), body: again(expr.body) };
    case "chain":
      return {
        ...expr,
        first: again(expr.first),
        steps: expr.steps.map((step) => ({ ...step, arg: again(step.arg) })),
      };
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
