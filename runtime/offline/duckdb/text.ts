import { duckdbText } from "../../duckdb-types.js";

/* Pieces of SQL text, quoted. */

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const literal = duckdbText;

/** A path that stands for itself, whatever characters it has: DuckDB reads `* ? [` as patterns. */
export const exactPath = (path: string): string => literal(path.replace(/[*?[]/g, "[$&]"));
