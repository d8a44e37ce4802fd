import { nullableColumn, roleColumns } from "../../runtime/artifacts.js";
import type { Scan } from "../plan/algebra.js";
import type { Dialect } from "./dialects/dialect.js";
import { indented } from "./indent.js";
import { columnName } from "./source-binding.js";

/** A source's rows that have a time and a key, from the relation that its data is bound to. */
export function scanText({ source, columns, hiding }: Scan, relation: string, dialect: Dialect): string {
  const id = dialect.identifier;
  const named = (there: string, name: string): string => (there === name ? id(name) : `${id(there)} AS ${id(name)}`);
  const roles = (["time", "created", "sequence", "deleted", "until"] as const).filter((role) => source[role] !== null);
  const mayBeNull = new Set([...hiding, ...source.key]);
  const read = source.columns.filter(({ name }) => columns.includes(name) || source.key.includes(name));
  const out = [
    ...roles.map((role) => id(roleColumns[role])),
    ...read.map(({ name, type }) =>
      named(mayBeNull.has(name) && !type.nullable ? nullableColumn(columnName(name)) : columnName(name), name),
    ),
  ];
  const present = [roleColumns.time, ...read.flatMap(({ name, type }) => keyIn(source.key, name, type.nullable))];
  return `SELECT\n${indented(out)}\nFROM ${relation}\nWHERE ${present.map((name) => `${id(name)} IS NOT NULL`).join(" AND ")}`;
}

/** What the relation calls a column, if it is of the source's key. */
const keyIn = (key: readonly string[], name: string, nullable: boolean): readonly string[] =>
  key.includes(name) ? [nullable ? columnName(name) : nullableColumn(columnName(name))] : [];
