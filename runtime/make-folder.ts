import { mkdirSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and its parents. Node's own `recursive` never returns if a parent cannot hold folders and fails with
 * ENOENT, as /proc does.
 */
export function makeFolder(path: string): void {
  const found = existing(path);
  if (found?.isDirectory()) return;
  if (found !== undefined) throw new Error(`there is a file at ${path}, where a folder is wanted`);
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have made it in the meantime.
    if (!existing(path)?.isDirectory()) throw error;
  }
}

/** Nothing exists below a file either. The file itself gets the error. */
function existing(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return undefined;
    throw error;
  }
}
