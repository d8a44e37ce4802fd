import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { globMatcher, globRoot, type Host, projectFile } from "../compiler/project/index.js";

/** Folders of generated or installed files. */
const skipped: ReadonlySet<string> = new Set(["node_modules", "dist"]);
/** True for the name of a folder in which no file of a project is looked for. */
export const isSkipped = (folder: string): boolean => folder.startsWith(".") || skipped.has(folder);

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

/**
 * Paths relative to `dir`, with `/`. Links are followed. Hidden folders, installed packages and folders of other
 * projects below `folder` are not entered.
 */
function filesUnder(dir: string, folder: string, open: readonly string[] = []): string[] {
  const found: string[] = [];
  for (const entry of entriesOf(join(dir, folder))) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && isFolderAt(join(dir, path)));
    if (!isFolder) {
      found.push(path);
    } else if (!isSkipped(entry.name)) {
      // A link may lead back to a folder that contains it.
      const real = realpathSync(join(dir, path));
      if (!open.includes(real) && !existsSync(join(real, projectFile)))
        found.push(...filesUnder(dir, path, [...open, real]));
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
