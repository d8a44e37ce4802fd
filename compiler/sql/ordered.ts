import type { Type } from "../../runtime/types.js";
import type { OrderBy } from "../plan/algebra.js";
import type { Dialect } from "./dialects/dialect.js";

/**
 * What stands behind FROM so that rows can be ordered, and the columns to order by. Texts of what has no order of its own are made only of rows that nothing
 * before them in the order tells apart: they are long, and ties are rare.
 */
export function ordered(
  from: string,
  by: readonly string[],
  order: readonly OrderBy[],
  dialect: Dialect,
): { readonly from: string; readonly columns: readonly string[]; readonly all: string } {
  const id = dialect.identifier;
  const first = order.findIndex(({ text }) => text !== null);
  if (first < 0) return { from, columns: order.map(({ column }) => id(column)), all: "*" };
  const alike = [...by, ...order.slice(0, first).map(({ column }) => column)].map(id).join(", ");
  const name = (column: string): string => id(`@text.${column}`);
  const texts = order.filter((each): each is OrderBy & { readonly text: Type } => each.text !== null);
  const made = texts.map(
    ({ column, text }) =>
      `    CASE WHEN count(*) OVER (PARTITION BY ${alike}) > 1 THEN ${dialect.jsonText(id(column), text)} END AS ${name(column)}`,
  );
  return {
    from: `(\n  SELECT\n    *,\n${made.join(",\n")}\n  FROM ${from}\n)`,
    columns: order.map(({ column, text }) => (text === null ? id(column) : name(column))),
    all: `* EXCLUDE (${texts.map(({ column }) => name(column)).join(", ")})`,
  };
}
