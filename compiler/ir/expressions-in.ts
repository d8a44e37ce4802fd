import type { Expr } from "./index.js";

/**
 * Every expression in a part of the IR, at any depth of objects and arrays. Expressions within other expressions are
 * not listed.
 */
export function* expressionsIn(part: unknown): Iterable<Expr> {
  if (Array.isArray(part)) {
    for (const element of part) yield* expressionsIn(element);
  } else if (typeof part === "object" && part !== null) {
    if (isExpr(part)) yield part;
    else for (const value of Object.values(part)) yield* expressionsIn(value);
  }
}

/** A copy of a part of the IR in which every expression is replaced, at any depth of objects and arrays. */
export function mapExpressions<T>(part: T, change: (expr: Expr) => Expr): T {
  if (Array.isArray(part)) return part.map((element: unknown) => mapExpressions(element, change)) as T;
  if (typeof part !== "object" || part === null) return part;
  if (isExpr(part)) return change(part) as T;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, mapExpressions(value, change)])) as T;
}

/** Nodes that also have a `node` and a `type` but hold an expression rather than being one: features and lets. */
const holders: ReadonlySet<unknown> = new Set(["feature", "let"]);

const isExpr = (part: object): part is Expr =>
  "node" in part && "type" in part && typeof part.node === "string" && !holders.has(part.node);
