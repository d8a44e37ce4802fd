import type { Expr } from "../ir/index.js";
import { mapChildren, onceEach, rewrite } from "../ir/walk.js";

/**
 * Substitutes a column's expression where its value may not be needed: in arms of `if` and `match`, to the right of
 * `??`, and for each element of a list. So a value that fails, fails only where it is used (MEANING B2). Everywhere
 * else a column that can fail says so.
 */
export function readWhereUsed(expr: Expr, values: ReadonlyMap<string, Expr>): Expr {
  if (values.size === 0) return expr;
  const perhaps = onceEach((e) => whereRead(e, values));
  const needed: (e: Expr) => Expr = onceEach((e) => inPlace(e) ?? mapChildren(e, needed));
  const inPlace = (inner: Expr): Expr | null => {
    switch (inner.node) {
      case "coalesce":
        return { ...inner, values: inner.values.map((value, place) => (place === 0 ? needed(value) : perhaps(value))) };
      case "case":
        return {
          ...inner,
          branches: inner.branches.map(({ when, then }, place) => ({
            when: place === 0 ? needed(when) : perhaps(when),
            then: perhaps(then),
          })),
          else: inner.else === null ? null : perhaps(inner.else),
        };
      // For an empty list nothing is evaluated.
      case "overElements":
        return mapChildren(inner, (child) => (child === inner.list ? needed(child) : perhaps(child)));
      case "column":
        return values.has(inner.name) ? { ...inner, raises: true } : null;
      default:
        return null;
    }
  };
  return needed(expr);
}

/** Substitutes the expression of every column. */
export const whereRead = (expr: Expr, values: ReadonlyMap<string, Expr>): Expr =>
  rewrite(expr, (inner) => (inner.node === "column" ? (values.get(inner.name) ?? null) : null));
