import type { Query } from "../warehouse.js";

/**
 * A statement with its parameters written in. DuckDB plans a statement that has parameters anew at every run, and one that has none
 * only once.
 */
export function inlined(sql: string, parameters: Query["parameters"]): string {
  return sql.replace(token, (text, name: string | undefined) => {
    if (name === undefined) return text;
    const value = parameters?.[name];
    if (value === undefined) throw new Error(`the statement has a parameter $${name} that nobody gives`);
    return `CAST(${value ?? "NULL"} AS BIGINT)`;
  });
}

const token = /--[^\n]*|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_][A-Za-z0-9_]*)/g;
