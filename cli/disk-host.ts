import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { globMatcher, globRoot, type Host } from "../compiler/project/index.js";

/** Folders that hold nobody's own files. */
const skipped: ReadonlySet<string> = new Set(["node_modules", "dist"]);

/** The files of this machine. */
export const diskHost: Host = {
  read(path) {
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  },
  list(dir, pattern) {
    const matches = globMatcher(pattern);
    return filesUnder(dir, globRoot(pattern)).filter(matches).sort();
  },
};

/** Relative to `dir`, with `/`; links are followed, hidden folders and installed packages are not entered. */
function filesUnder(dir: string, folder: string, open: readonly string[] = []): string[] {
  const found: string[] = [];
  for (const entry of entriesOf(join(dir, folder))) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && isFolderAt(join(dir, path)));
    if (!isFolder) {
      found.push(path);
    } else if (!entry.name.startsWith(".") && !skipped.has(entry.name)) {
      // A link may lead back to where it lies.
      const real = realpathSync(join(dir, path));
      if (!open.includes(real)) found.push(...filesUnder(dir, path, [...open, real]));
    }
  }
  return found;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

const isFolderAt = (path: string): boolean => {
  try {
    readdirSync(path);
    return true;
  } catch {
    return false;
  }
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  (error.code === "ENOENT" || error.code === "ENOTDIR" || error.code === "EISDIR");
