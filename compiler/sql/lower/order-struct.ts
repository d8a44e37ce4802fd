import { RawNode } from "kysely";
import type { Type } from "../../../runtime/types.js";
import type { OrderBy } from "../../plan/algebra.js";
import type { Schema } from "../../plan/schema.js";
import type { Dialect } from "../dialects/dialect.js";
import { cast, col, fn, NULL, number, type Sql, sql, text, typeName } from "../tree/index.js";

/**
 * The whole order of rows as one value, a struct that compares field by field. Null is the greatest value in an
 * engine's structs and the lowest in Feat's order. So a nullable column holds a value below all others in place of
 * null. If its type has no such value, a field before it says whether it is null. After the order, the struct also
 * carries columns, so that the greatest row's columns come with it.
 */
export interface OrderStruct {
  /** The struct of a row. */
  readonly value: Sql;
  /** A struct of the same type that is not less than the struct of any row whose first field is at most `first`. */
  readonly bound: (first: Sql) => Sql;
  /** Reads a column from such a struct. */
  readonly column: (struct: Sql, name: string) => Sql;
}

interface Field {
  readonly name: string;
  readonly value: Sql;
  readonly type: Sql;
  readonly column: string | null;
  /** The value in place of null. */
  readonly lowest: Sql | null;
}

/** A value below all that a column of the type can hold; null if the type has none. Stored floats are finite. */
function lowestOf({ kind }: Type): Sql | null {
  switch (kind) {
    case "float64":
      return cast(text("-Infinity"), "DOUBLE");
    case "timestamp":
      return cast(number("-9223372036854775808"), "BIGINT");
    default:
      return null;
  }
}

export function orderStruct(
  order: readonly OrderBy[],
  carried: readonly string[],
  schema: Schema,
  dialect: Dialect,
): OrderStruct {
  const fields: Field[] = [];
  const add = (column: string | null, value: Sql, type: Sql, lowest: Sql | null = null): void => {
    fields.push({ name: `v${fields.length}`, value, type, column, lowest });
  };
  const ordered = new Set<string>();
  for (const { column } of order) {
    if (ordered.has(column)) continue;
    ordered.add(column);
    const type = typeOf(column, schema);
    const lowest = type.nullable ? lowestOf(type) : null;
    if (lowest !== null) {
      add(column, fn("coalesce", col(column), lowest), dialect.type(type), lowest);
      continue;
    }
    if (type.nullable) add(null, sql`${col(column)} IS NOT NULL`, typeName("BOOLEAN"));
    add(column, col(column), dialect.type(type));
  }
  for (const column of carried)
    if (!ordered.has(column)) add(column, col(column), dialect.type(typeOf(column, schema)));
  const struct = (values: readonly Sql[]): Sql =>
    RawNode.create(
      ["struct_pack(", ...fields.flatMap((_, index) => (index === 0 ? [] : [", "])), ")"],
      fields.map(({ name }, index) => sql`${typeName(name)} := ${values[index]!}`),
    );
  return {
    value: struct(fields.map(({ value }) => value)),
    bound: (first) => struct(fields.map(({ type }, index) => (index === 0 ? first : cast(NULL, type)))),
    column: (of, name) => {
      const field = fields.find(({ column }) => column === name);
      if (field === undefined) throw new Error(`the order carries no column ${name}`);
      const value = sql`struct_extract(${of}, ${text(field.name)})`;
      return field.lowest === null ? value : fn("nullif", value, field.lowest);
    },
  };
}

function typeOf(column: string, schema: Schema): Type {
  const type = schema.get(column);
  if (type === undefined) throw new Error(`no column ${column} to order by`);
  return type;
}
