import type { FunctionNode } from "kysely";
import { fn, id, list, NULL, open, type Sql, sql, text } from "../../tree/index.js";

/** A struct from names and values. */
export const struct = (fields: readonly (readonly [name: string, value: Sql])[]): Sql =>
  fn("struct_pack", list(fields.map(([name, value]) => sql`${id(name)} := ${named(open(value))}`)));

export const field = (value: Sql, name: string): Sql => fn("struct_extract", value, text(name));

/**
 * Many of DuckDB's functions are macros (`list_min`, `nullif`). A macro that reads a column from outside its subquery
 * loses the name that it has in a struct. So does a client's own macro.
 */
const named = (value: Sql): Sql => (isCall(value) ? fn("coalesce", value, NULL) : value);
const isCall = (value: Sql): boolean =>
  value.kind === "RawNode" || (value.kind === "FunctionNode" && !kept.has((value as FunctionNode).func));
const kept: ReadonlySet<string> = new Set(["coalesce", "struct_pack"]);
