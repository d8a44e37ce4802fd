import { noFunctions } from "../ir/function-table.js";
import type { Expr, OverElements } from "../ir/index.js";
import { raises } from "../ir/raises.js";
import { columnOf } from "../ir/substitute.js";
import { rewrite } from "../ir/walk.js";
import type { Column } from "../plan/algebra.js";
import { overElementsWhereUsed } from "./over-elements-where-used.js";

/** Replaces each aggregate over a list by a column, the same one for equal aggregates. */
export class OverElementsColumns {
  readonly #overElements = new Map<string, { readonly name: string; readonly aggregate: OverElements }>();

  constructor(private readonly prefix: string) {}

  withColumns(expr: Expr): Expr {
    return rewrite(expr, (part) => (part.node === "overElements" ? this.column(part) : null));
  }

  column(aggregate: OverElements): Expr {
    const text = JSON.stringify(aggregate);
    const name = this.#overElements.get(text)?.name ?? `${this.prefix}${this.#overElements.size}`;
    this.#overElements.set(text, { name, aggregate });
    const column = columnOf(name, aggregate.type);
    return raises(aggregate, noFunctions) && column.node === "column" ? { ...column, raises: true } : column;
  }

  get overElements(): readonly { readonly name: string; readonly aggregate: OverElements }[] {
    return [...this.#overElements.values()];
  }
}

/**
 * Aggregates over lists are subqueries. Each is first computed in a column of its own: an expression may need its value
 * twice, and the engine allows no subquery inside a lambda.
 */
export function withOverElementsFirst(columns: readonly Column[]): {
  readonly columns: readonly Column[];
  readonly overElements: readonly Column[];
} {
  const found = new OverElementsColumns("@aggregate");
  const withoutThem = columns.map((column): Column => {
    const { value } = column;
    if (value.node !== "expr") return column;
    return { ...column, value: { ...value, expr: found.withColumns(overElementsWhereUsed(value.expr)) } };
  });
  const overElements = found.overElements.map(
    ({ name, aggregate }): Column => ({ name, value: { node: "expr", expr: aggregate } }),
  );
  return { columns: withoutThem, overElements };
}
