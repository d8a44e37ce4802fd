import { noFunctions } from "../model/function-table.js";
import type { Expr, Walk } from "../model/ir.js";
import { raises } from "../model/raises.js";
import { columnOf } from "../model/substitute.js";
import { rewrite } from "../model/walk.js";
import type { Column } from "../plan/algebra.js";
import { walksWhereUsed } from "./walks-where-used.js";

/** Puts a column in the place of each aggregate over a list, the same one for equal aggregates. */
export class Hoist {
  readonly #walks = new Map<string, { readonly name: string; readonly walk: Walk }>();

  constructor(private readonly prefix: string) {}

  hoisted(expr: Expr): Expr {
    return rewrite(expr, (part) => (part.node === "walk" ? this.column(part) : null));
  }

  column(walk: Walk): Expr {
    const text = JSON.stringify(walk);
    const name = this.#walks.get(text)?.name ?? `${this.prefix}${this.#walks.size}`;
    this.#walks.set(text, { name, walk });
    const column = columnOf(name, walk.type);
    return raises(walk, noFunctions) && column.node === "column" ? { ...column, raises: true } : column;
  }

  get walks(): readonly { readonly name: string; readonly walk: Walk }[] {
    return [...this.#walks.values()];
  }
}

/**
 * Aggregates over lists are subqueries. Each is worked out in a column of its own first: an expression may need its value twice, and the engine takes
 * no subquery inside of a lambda.
 */
export function withWalksFirst(columns: readonly Column[]): {
  readonly columns: readonly Column[];
  readonly walks: readonly Column[];
} {
  const hoist = new Hoist("@walk");
  const hoisted = columns.map((column): Column => {
    const { value } = column;
    if (value.node !== "expr") return column;
    return { ...column, value: { ...value, expr: hoist.hoisted(walksWhereUsed(value.expr)) } };
  });
  const walks = hoist.walks.map(({ name, walk }): Column => ({ name, value: { node: "expr", expr: walk } }));
  return { columns: hoisted, walks };
}
