import { sqlText } from "../../duckdb-types.js";

/* Quoting of SQL text. */

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const literal = sqlText;

/** A parameter of a lambda, within so many others. No column has a name with `~`: one of the same name would be read instead. */
export const parameter = (letter: string, depth: number): string => `"~${letter}${depth}"`;

/** A message in which the paths of files in the project's folder are relative to it. */
export const withShortPaths = (message: string, folder: string): string =>
  [folder, pattern(folder)].reduce((text, each) => (each === "/" ? text : text.replaceAll(`${each}/`, "")), message);

/** A path that is matched literally, whatever characters it has: DuckDB reads `* ? [` as patterns. */
export const pattern = (path: string): string => path.replace(/[*?[]/g, "[$&]");
export const exactPath = (path: string): string => literal(pattern(path));
