import { DataError, InputError } from "../../errors.js";
import { type NamePart, tableNameParts } from "../table-name.js";
import type { Engine } from "./engine.js";
import { identifier, literal } from "./text.js";

/** A name of the warehouse, whether or not it is in use. */
export interface Table {
  readonly schema: string;
  readonly name: string;
  /** The name as SQL writes it, with the database and the schema. */
  readonly sql: string;
  /** The kind of relation that has the name now; null if none has. */
  readonly kind: "table" | "view" | null;
}

/** `text`: a name as SQL writes it. DuckDB ignores case in names. */
export async function tableNamed(engine: Engine, text: string): Promise<Table> {
  const parts = tableNameParts(text);
  const [row] = await engine.rows("SELECT current_database(), current_schema()");
  const [database = "", schema = ""] = (row ?? []).map(String);
  const place = await placed(engine, parts, { database, schema }, text);
  const name = parts.at(-1)!.name;
  const [found] = await engine.rows(
    "SELECT schema_name, table_name, 'table' FROM duckdb_tables() WHERE database_name = current_database() AND NOT internal " +
      `AND lower(schema_name) = ${lower(place)} AND lower(table_name) = ${lower(name)} UNION ALL ` +
      "SELECT schema_name, view_name, 'view' FROM duckdb_views() WHERE database_name = current_database() AND NOT internal " +
      `AND lower(schema_name) = ${lower(place)} AND lower(view_name) = ${lower(name)}`,
  );
  const [ownSchema, ownName, kind] = found ?? [place, name, null];
  return {
    schema: String(ownSchema),
    name: String(ownName),
    sql: [database, String(ownSchema), String(ownName)].map(identifier).join("."),
    kind: kind === null ? null : kind === "view" ? "view" : "table",
  };
}

const lower = (name: string): string => `lower(${literal(name)})`;

/** The schema of a name. In `a.b`, `a` is a schema, or else the database. */
async function placed(
  engine: Engine,
  parts: readonly NamePart[],
  { database, schema }: { readonly database: string; readonly schema: string },
  text: string,
): Promise<string> {
  const isDatabase = ({ name }: NamePart): boolean => name.toLowerCase() === database.toLowerCase();
  if (parts.length === 1) return schema;
  const [first, second] = parts;
  if (parts.length > 3 || (parts.length === 3 && !isDatabase(first!)))
    throw new InputError(`table ${text} is of another database: write \`schema.table\``);
  const wanted = parts.length === 3 ? second! : first!;
  const found = await engine.rows(
    `SELECT schema_name FROM duckdb_schemas() WHERE database_name = current_database() AND lower(schema_name) = ${lower(wanted.name)}`,
  );
  if (found.length > 0) return wanted.name;
  if (parts.length === 2 && isDatabase(first!)) return "main";
  throw new DataError(
    `table ${text}: there is no schema ${wanted.name} in the warehouse: create it first (\`CREATE SCHEMA ${identifier(wanted.name)}\`)`,
  );
}
