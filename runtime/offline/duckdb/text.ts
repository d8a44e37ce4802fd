/* Pieces of SQL text, quoted. */

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** DuckDB holds a NUL in text, but a statement ends at one. */
export const literal = (text: string): string =>
  text.includes("\0") ? `(${text.split("\0").map(quoted).join(" || chr(0) || ")})` : quoted(text);
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A path that stands for itself, whatever characters it has: DuckDB reads `* ? [` as patterns. */
export const exactPath = (path: string): string => literal(path.replace(/[*?[]/g, "[$&]"));
