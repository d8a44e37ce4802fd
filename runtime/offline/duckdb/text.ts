import { sqlText } from "../../duckdb-types.js";

/* Quoting of SQL text. */

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const literal = sqlText;

/** A path that is matched literally, whatever characters it has: DuckDB reads `* ? [` as patterns. */
export const pattern = (path: string): string => path.replace(/[*?[]/g, "[$&]");
export const exactPath = (path: string): string => literal(pattern(path));
