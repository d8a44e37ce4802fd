import { sqlText } from "../../duckdb-types.js";

/* Pieces of SQL text, quoted. */

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const literal = sqlText;

/** A path that stands for itself, whatever characters it has: DuckDB reads `* ? [` as patterns. */
export const pattern = (path: string): string => path.replace(/[*?[]/g, "[$&]");
export const exactPath = (path: string): string => literal(pattern(path));
