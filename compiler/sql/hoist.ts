import type { Expr } from "../model/ir.js";
import { columnOf } from "../model/substitute.js";
import { rewrite } from "../model/walk.js";
import type { Column } from "../plan/algebra.js";
import { walksWhereUsed } from "./walks-where-used.js";

/**
 * Aggregates over lists are subqueries. Each is worked out in a column of its own first: an expression may need its value twice, and the engine takes
 * no subquery inside of a lambda.
 */
export function withWalksFirst(columns: readonly Column[]): {
  readonly columns: readonly Column[];
  readonly walks: readonly Column[];
} {
  const walks = new Map<string, Column>();
  const hoist = (expr: Expr): Expr =>
    rewrite(expr, (part) => {
      if (part.node !== "walk") return null;
      const text = JSON.stringify(part);
      const name = walks.get(text)?.name ?? `@walk${walks.size}`;
      walks.set(text, { name, value: { node: "expr", expr: part } });
      return columnOf(name, part.type);
    });
  const hoisted = columns.map((column): Column => {
    const { value } = column;
    return value.node === "expr" ? { ...column, value: { ...value, expr: hoist(walksWhereUsed(value.expr)) } } : column;
  });
  return { columns: hoisted, walks: [...walks.values()] };
}
