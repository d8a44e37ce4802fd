import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** What stands at a path: links are followed. */
export type Standing = "nothing" | "file" | "folder" | "other";

export function standingAt(path: string): Standing {
  const found = ifThere(() => statSync(path), null);
  if (found === null) return "nothing";
  return found.isFile() ? "file" : found.isDirectory() ? "folder" : "other";
}

/** The text of a file; null where there is none. */
export const textAt = (path: string): string | null => ifThere(() => readFileSync(path, "utf8"), null);

/**
 * The files below a folder, sorted, with `/`. What the system, editors and version control put beside files is left out, and so is a folder below with a
 * manifest of its own, which is another project's. Of links to folders only those are followed that stand where one of `folders` belongs.
 */
export function filesBelow(dir: string, folders: ReadonlySet<string>, folder = ""): readonly string[] {
  const entries: readonly Dirent[] = ifThere(() => readdirSync(join(dir, folder), { withFileTypes: true }), []);
  if (folder !== "" && entries.some(({ name }) => name === "manifest.json")) return [];
  return entries
    .filter(({ name }) => !beside.test(name))
    .flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      const below = entry.isDirectory() || (folders.has(path) && standingAt(join(dir, path)) === "folder");
      return below ? filesBelow(dir, folders, path) : [path];
    })
    .sort();
}

/** `.DS_Store`, `.gitattributes`, `.client.ts.swp`, `client.ts~`, `#client.ts#`. */
const beside = /^\.|~$|^#.*#$|^(?:Thumbs\.db|desktop\.ini)$/;

/** What `look` finds, or `otherwise` where the path leads nowhere. */
function ifThere<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") return otherwise;
    throw error;
  }
}
