import { isAbsolute, resolve } from "node:path";
import { DataError } from "../../errors.js";

/**
 * Makes a generated statement's source locations real: `${NAME}` and `${NAME:-default}` from the environment, and relative paths
 * of `read_parquet('…')` and the like against the project's folder (DuckDB would look in the current folder first).
 *
 * The statement is read token by token, so that a value is quoted by where it stands: in a literal, in a quoted name, or bare.
 */
export interface Place {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const token = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$\{[^}]*\}|[A-Za-z_][A-Za-z0-9_]*|\s+|[\s\S]/g;
const readers =
  /^(read_parquet|parquet_scan|read_csv|read_csv_auto|read_json|read_json_auto|read_ndjson|read_ndjson_auto|read_json_objects|read_text|read_blob)$/i;

export function locate(sql: string, place: Place): string {
  // Nearly every statement but those over files passes unread.
  if (!sql.includes("${") && !/read_|parquet_scan/i.test(sql)) return sql;
  let out = "";
  /** Are we at a reader's first argument: after its name, in `(`, or in `([`. */
  let paths: "no" | "named" | "inside" = "no";
  for (const [text] of sql.matchAll(token)) {
    if (text.startsWith("--") || text.startsWith("/*") || /^\s/.test(text)) {
      out += text;
    } else if (text.startsWith("'")) {
      const value = substitute(text.slice(1, -1).replaceAll("''", "'"), place);
      out += quoted(paths === "inside" ? absolute(value, place.folder) : value);
    } else if (text.startsWith('"')) {
      out += text.includes("${") ? named(substitute(text.slice(1, -1).replaceAll('""', '"'), place)) : text;
    } else if (text.startsWith("${")) {
      out += substitute(text, place);
    } else {
      out += text;
      if (readers.test(text)) paths = "named";
      else if (paths === "named") paths = text === "(" ? "inside" : "no";
      else if (paths === "inside" && text === "]") paths = "no";
      // A comma ends the first argument, but for one within its list.
      else if (paths === "inside" && text === "," && !openList(out)) paths = "no";
      else if (paths === "inside" && text === ")") paths = "no";
    }
  }
  return out;
}

const openList = (text: string): boolean => text.lastIndexOf("[") > text.lastIndexOf("(");
const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const named = (value: string): string => `"${value.replaceAll('"', '""')}"`;

/** A variable's value that is absolute itself takes the place of the folder written before it: YAML's own paths have no `//`. */
const inner = /^(?!\/|[a-z][a-z0-9+.-]*:\/\/).*?\/(\/[\s\S]*|[a-z][a-z0-9+.-]*:\/\/[\s\S]*)$/i;

function absolute(path: string, folder: string): string {
  const own = inner.exec(path)?.[1] ?? path;
  return isAbsolute(own) || /^[a-z][a-z0-9+.-]*:\/\//i.test(own) ? own : resolve(folder, own);
}

/** Also used for what a target says of its stores. */
export function substitute(text: string, place: Pick<Place, "environment">): string {
  return text.replace(
    /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g,
    (_, name: string, fallback: string | undefined) => {
      const value = place.environment[name];
      // As in a shell, `:-` stands in for an empty value too.
      if (fallback !== undefined) return value ? value : fallback;
      if (value === undefined)
        throw new DataError(`the environment variable ${name}, which a source's location names, is not set`);
      return value;
    },
  );
}
