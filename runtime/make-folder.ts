import { mkdirSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it. Node's own `recursive` never returns where a parent takes no folders and says ENOENT, as /proc does.
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
    // Another process may have made it in between.
    if (!existing(path)?.isDirectory()) throw error;
  }
}

/** Below a file there is nothing either, which is told of the file itself. */
function existing(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return undefined;
    throw error;
  }
}
