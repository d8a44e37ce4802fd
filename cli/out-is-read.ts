/**
 * Checks that a training set does not replace a file that the project reads.
 *
 * In: the path, the labels, the sources. Out: the name of the reader of the file at that path, also if the file does
 * not exist yet; null if nothing reads it.
 * Always: links, hard links and other spellings of a path are recognized as the same file.
 */
import { realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import type { Location, PhysicalSource } from "../compiler/ir/index.js";
import { interpolate } from "../compiler/project/index.js";
import type { Labels } from "../runtime/warehouse/warehouse.js";

export function readerOf(
  out: string,
  labels: Labels,
  sources: readonly PhysicalSource[],
  {
    dialect,
    dir,
    env,
  }: { readonly dialect: string; readonly dir: string; readonly env: Readonly<Record<string, string | undefined>> },
): string | null {
  if (labels.kind === "file" && isSame(out, labels.path)) return "the file of labels itself";
  if (
    labels.kind === "query" &&
    textsIn(labels.sql).some((text) => isReadAs(out, located(text, labels.folder ?? dir, env)))
  )
    return "a file that the labels are read from";
  for (const source of sources) {
    for (const text of pathsOf(source.elsewhere?.[dialect] ?? source.location)) {
      const resolved = interpolate(text, env);
      if (!resolved.ok) continue;
      if (isReadAs(out, located(resolved.text, dir, env))) return `a file that source \`${source.name}\` reads`;
    }
  }
  return null;
}

/** The paths that a source names. For a query, every text literal may be the name of a file. */
function pathsOf(location: Location): readonly string[] {
  switch (location.kind) {
    case "file":
      return [location.path];
    case "query":
      return Object.values(location.query).flatMap(textsIn);
    case "table":
      return Object.values(location.table).filter((name) => fileNames.test(name));
  }
}

/** DuckDB takes a table of such a name for a file. Other names are never files, whatever wildcards they hold. */
const fileNames = /\.(parquet|csv|tsv|json|jsonl|ndjson)(\.[a-z0-9]+)?$/i;

/** The texts and quoted names of a query. */
const textsIn = (query: string): readonly string[] =>
  [...query.matchAll(/'((?:[^']|'')*)'|"((?:[^"]|"")*)"/g)].map(([, single, double]) =>
    single === undefined ? (double ?? "").replaceAll('""', '"') : single.replaceAll("''", "'"),
  );

/** The path as the warehouse resolves it: an absolute value of a variable replaces the text before it. */
function located(path: string, dir: string, env: Readonly<Record<string, string | undefined>>): string {
  const own = /^(?!\/).*?\/(\/.*)$/s.exec(path)?.[1] ?? path.replace(/^file:\/\/(localhost)?/, "");
  if (/^~(?=\/|$)/.test(own) && env.HOME !== undefined) return join(env.HOME, own.slice(1));
  return isAbsolute(own) ? own : resolve(dir, own);
}

/** The real path of the file, or the path that it would have. Links of its folder are followed. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(real(folder), basename(path));
  }
}

function isSame(a: string, b: string): boolean {
  if (real(a) === real(b)) return true;
  const [one, other] = [a, b].map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }));
  return one !== undefined && other !== undefined && one.ino === other.ino && one.dev === other.dev;
}

function isReadAs(out: string, pattern: string): boolean {
  const wild = pattern.search(/[*?[]/);
  if (wild < 0) return isSame(out, pattern);
  // The part before the first wildcard is a folder. Its links are followed.
  const slash = pattern.lastIndexOf("/", wild);
  const rest = pattern.slice(slash + 1);
  const folder = real(pattern.slice(0, slash + 1) || "/");
  const path = real(out);
  const below = (whole: string): string | null =>
    whole.startsWith(folder === "/" ? "/" : `${folder}/`) ? whole.slice(folder === "/" ? 1 : folder.length + 1) : null;
  const matches = globOf(rest);
  // By its real path and by its given path: a link in the folder matches under its own name.
  return [below(path), below(join(real(dirname(out)), basename(out)))].some(
    (inner) => inner !== null && matches(inner),
  );
}

/** DuckDB's patterns: `**` any folders, `*` and `?` within a name, `[abc]`, `[a-z]`, `[!a]` one character. */
function globOf(pattern: string): (path: string) => boolean {
  const parts = pattern.split("/").filter((part) => part !== ".");
  const text = parts.map((part, index) => {
    const last = index === parts.length - 1;
    if (part === "**") return last ? ".*" : "(?:[^/]+/)*";
    const name = part.replace(/\*+|\?|\[(!?)([^\]]+)\]|[\\^$.|+(){}[\]]/g, (found, not?: string, of?: string) => {
      if (found.startsWith("*")) return "[^/]*";
      if (found === "?") return "[^/]";
      return of === undefined ? `\\${found}` : `[${not === "!" ? "^" : ""}${of.replace(/[\\^[\]]/g, "\\$&")}]`;
    });
    return last ? name : `${name}/`;
  });
  const expression = new RegExp(`^${text.join("")}$`, "su");
  return (path) => expression.test(path);
}
