import { scalar, type Type } from "../../runtime/types.js";
import type { OrderBy } from "../plan/algebra.js";
import type { Schema } from "../plan/schema.js";
import type { Dialect } from "./dialects/dialect.js";
import { as, col, list, number, op, over, type Sql, select, sql, star, where } from "./tree/index.js";

/** A column's value in the form that rows are ordered by. */
export function inOrder(value: Sql, column: string, schema: Schema, dialect: Dialect): Sql {
  const type = schema.get(column);
  return type === undefined ? value : dialect.inOrder(value, type);
}

/** A column in the form that windows are partitioned by. */
export function inPartition(column: string, schema: Schema, dialect: Dialect): Sql {
  const type = schema.get(column);
  return type === undefined ? col(column) : dialect.inPartition(col(column), type);
}

/**
 * The FROM clause that lets rows be ordered, and the columns to order by. JSON texts, for types without an order, are
 * made only for rows that are tied in everything before them: texts are long, and ties are rare.
 */
export function ordered(
  from: Sql,
  by: readonly string[],
  order: readonly OrderBy[],
  dialect: Dialect,
  schema: Schema,
): { readonly from: Sql; readonly columns: readonly Sql[]; readonly all: Sql } {
  const own = (column: string): Sql => inOrder(col(column), column, schema, dialect);
  const first = order.findIndex(({ text }) => text !== null);
  if (first < 0) return { from, columns: order.map(({ column }) => own(column)), all: star() };
  const alike = [...by, ...order.slice(0, first).map(({ column }) => column)].map((name) =>
    inPartition(name, schema, dialect),
  );
  const nameOf = (column: string): string => `@text.${column}`;
  const texts = order.filter((each): each is OrderBy & { readonly text: Type } => each.text !== null);
  const count = over(sql`count(*)`, sql`(PARTITION BY ${list(alike)})`);
  const made = texts.map(({ column, text }) =>
    as(where(op(">", count, number(1)), dialect.jsonText(col(column), text)), nameOf(column)),
  );
  return {
    from: select({ columns: [star(), ...made], from }),
    columns: order.map(({ column, text }) =>
      text === null ? own(column) : dialect.inOrder(col(nameOf(column)), scalar("string")),
    ),
    all: star({ except: texts.map(({ column }) => nameOf(column)) }),
  };
}
