import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** The kind of entry at a path; links are followed. */
export type EntryKind = "nothing" | "file" | "folder" | "other";

export function entryKindAt(path: string): EntryKind {
  const found = ifThere(() => statSync(path), null);
  if (found === null) return "nothing";
  return found.isFile() ? "file" : found.isDirectory() ? "folder" : "other";
}

/** The text of a file; null if there is no such file. */
export const textAt = (path: string): string | null => ifThere(() => readFileSync(path, "utf8"), null);

/**
 * The files below a folder, sorted, with `/`. Files that the system, editors and version control put there are left
 * out, and so is any folder below with a manifest of its own, which belongs to another project. A link to a folder is
 * followed only if it stands where one of `folders` belongs.
 */
export function filesBelow(dir: string, folders: ReadonlySet<string>, folder = ""): readonly string[] {
  const entries: readonly Dirent[] = ifThere(() => readdirSync(join(dir, folder), { withFileTypes: true }), []);
  if (folder !== "" && entries.some(({ name }) => name === "manifest.json")) return [];
  return entries
    .filter(({ name }) => !beside.test(name))
    .flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      const below = entry.isDirectory() || (folders.has(path) && entryKindAt(join(dir, path)) === "folder");
      return below ? filesBelow(dir, folders, path) : [path];
    })
    .sort();
}

/** `.DS_Store`, `.gitattributes`, `.client.ts.swp`, `client.ts~`, `#client.ts#`. */
const beside = /^\.|~$|^#.*#$|^(?:Thumbs\.db|desktop\.ini)$/;

/** The result of `look`, or `otherwise` if the path leads nowhere. */
function ifThere<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") return otherwise;
    throw error;
  }
}
