import { DataError, InputError } from "../../errors.js";
import { shortName } from "../../postgres-names.js";
import { tableNameParts } from "../table-name.js";
import type { Engine } from "./engine.js";
import { identifier } from "./text.js";

/** A name of the database, whether or not it is in use. */
export interface Table {
  readonly schema: string;
  readonly name: string;
  /** The name as SQL writes it, with the schema. */
  readonly sql: string;
  /** The relation that has the name, by the catalog's number. */
  readonly oid: string | null;
  /** As the catalog writes it: `r` is a table, `v` a view. */
  readonly kind: string | null;
}

/**
 * `text`: a name as SQL writes it. As in SQL, a part without quotes is in lower case, but if only a name in exactly
 * these letters exists, it is that one. A session's own temporary tables are not looked at.
 */
export async function tableNamed(engine: Engine, text: string): Promise<Table> {
  const parts = tableNameParts(text);
  if (parts.length > 3) throw new InputError(`table ${text}: write \`schema.table\``);
  if (parts.length === 3) {
    const [row] = await engine.rows("SELECT current_database()");
    if (row?.[0] !== parts[0]!.name)
      throw new InputError(`table ${text} is of another database: write \`schema.table\``);
  }
  const own = parts.slice(-2).map(({ name, quoted }) => ({ name, folded: quoted ? name : name.toLowerCase() }));
  const schema = own.length === 2 ? own[0]! : null;
  const table = own.at(-1)!;
  const found = await engine.rows(
    `SELECT n.nspname, c.relname, c.oid::text, c.relkind::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname IN ($1, $2) AND ${schema === null ? "n.nspname = ANY(current_schemas(false))" : "n.nspname IN ($3, $4)"}
ORDER BY ${schema === null ? "array_position(current_schemas(false), n.nspname)" : "n.nspname <> $3"}, c.relname <> $1 LIMIT 1`,
    [table.name, table.folded, ...(schema === null ? [] : [schema.name, schema.folded])].map(shortName),
  );
  const [inSchema, name, oid, kind] = found[0] ?? [];
  if (inSchema != null && name != null) return made(inSchema, name, oid ?? null, kind ?? null);
  return made(await schemaOf(engine, schema, text), table.folded, null, null);
}

const made = (schema: string, name: string, oid: string | null, kind: string | null): Table => ({
  schema,
  name: shortName(name),
  sql: `${identifier(schema)}.${identifier(name)}`,
  oid,
  kind,
});

async function schemaOf(
  engine: Engine,
  schema: { readonly name: string; readonly folded: string } | null,
  text: string,
): Promise<string> {
  const [row] =
    schema === null
      ? await engine.rows("SELECT current_schema()")
      : await engine.rows("SELECT nspname FROM pg_namespace WHERE nspname IN ($1, $2) ORDER BY nspname <> $1", [
          schema.name,
          schema.folded,
        ]);
  const found = row?.[0];
  if (found != null) return found;
  if (schema === null)
    throw new DataError(`table ${text}: the role's search path has no schema: write \`schema.table\``);
  throw new DataError(
    `table ${text}: there is no schema ${schema.name} in the warehouse: create it first (\`CREATE SCHEMA ${identifier(schema.folded)}\`)`,
  );
}
