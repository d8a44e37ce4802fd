import { DataError } from "../../../errors.js";
import { noFirst, noneKnown, type Part, type RawColumn } from "../../sources/part.js";
import type { Engine } from "../engine.js";
import { type CatalogType, physicalOf } from "../physical.js";
import { identifier } from "../text.js";

/** A relation of the database and its columns. It says which columns the database keeps from being null. */
export interface Described {
  readonly part: Part;
  /** The columns' types in the catalog, by name. */
  readonly types: ReadonlyMap<string, CatalogType>;
  /** Changes if the columns do. */
  readonly stamp: string;
}

/** `table`: a name in parts. The last is the table's, the one before it the schema's. */
export async function describeTable(engine: Engine, table: readonly string[]): Promise<Described> {
  if (table.length > 2 && table[0] !== "") {
    const [row] = await engine.rows("SELECT current_database()");
    if (row?.[0] !== table[0] || table.length > 3)
      throw new DataError(`table ${table.join(".")} is of another database: write \`schema.table\``);
  }
  const own = table.slice(-2);
  const written = own.map(identifier).join(".");
  // As in SQL without quotes, a name in other capitals is found too, if no name matches exactly.
  const folded = own.map((part) => identifier(part.toLowerCase())).join(".");
  const [row] = await engine.rows(
    "SELECT CASE WHEN to_regclass($1) IS NOT NULL THEN $1 ELSE $2 END, coalesce(to_regclass($1), to_regclass($2))::oid::text",
    [written, folded],
  );
  const [name, oid] = row ?? [];
  if (name == null || oid == null) throw new DataError(`table ${own.join(".")} does not exist in the warehouse`);
  return describeRelation(engine, name, oid);
}

export async function describeView(engine: Engine, view: string): Promise<Described> {
  const name = `pg_temp.${identifier(view)}`;
  const [row] = await engine.rows("SELECT to_regclass($1)::oid::text", [name]);
  return describeRelation(engine, name, row![0]!);
}

const COLUMNS = `
SELECT a.attname, format_type(a.atttypid, a.atttypmod), b.typname, b.typtype, (t.typcategory = 'A' OR d.typcategory = 'A')::text,
  a.attnotnull::text, (c.collname IS NOT NULL AND NOT c.collisdeterministic)::text,
  has_column_privilege(a.attrelid, a.attnum, 'SELECT')::text, current_user::text
FROM pg_attribute a
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_type d ON t.typtype = 'd' AND d.oid = t.typbasetype
JOIN pg_type b ON b.oid = CASE
  WHEN coalesce(d.typcategory, t.typcategory) = 'A' THEN coalesce(d.typelem, t.typelem)
  ELSE coalesce(d.oid, t.oid) END
LEFT JOIN pg_collation c ON c.oid = a.attcollation
WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`;

export async function describeRelation(engine: Engine, relation: string, oid: string): Promise<Described> {
  const found = await engine.rows(COLUMNS, [oid]);
  const whole = new Set<RawColumn>();
  const types = new Map<string, CatalogType>();
  const denied = new Map<string, string>();
  // Without a right on any column, the table's own error says more.
  const isReadable = found.some(([, , , , , , , readable]) => readable === "true");
  const columns = found.flatMap(
    ([name, shown, base, kind, array, notNull, folding, readable, role]): readonly RawColumn[] => {
      if (isReadable && readable !== "true") {
        denied.set(name!, `GRANT SELECT (${identifier(name!)}) ON ${relation} TO ${identifier(role!)}`);
        return [];
      }
      const type: CatalogType = { shown: shown!, base: base!, kind: kind!, array: array === "true" };
      types.set(name!, type);
      const physical = physicalOf(type);
      const value = `data.${identifier(name!)}`;
      const column: RawColumn = { name: name!, sql: readSql(value, type, folding === "true"), physical };
      if (notNull === "true") whole.add(column);
      return [column];
    },
  );
  const part: Part = {
    files: null,
    columns,
    ...(denied.size > 0 ? { denied } : {}),
    from: () => relation,
    only: () => part,
    first: noFirst,
    withoutNull: async (wanted) => (whole.size === 0 ? noneKnown() : new Set(wanted.filter((each) => whole.has(each)))),
  };
  return { part, types, stamp: JSON.stringify([relation, oid, found]) };
}

/** SQL for a column's value. Rows, and lists of rows, are JSON. */
function readSql(value: string, { base, kind }: CatalogType, folds: boolean): string {
  if (kind === "c") return `to_jsonb(${value})`;
  // Texts that a collation treats as equal are still different (MEANING 136).
  return folds || base === "citext" ? `(CAST(${value} AS TEXT) COLLATE "C")` : value;
}
