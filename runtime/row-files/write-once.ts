import { link, open, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DataError, messageOf } from "../errors.js";
import { makeFolder } from "../make-folder.js";
import { temporaryMark } from "../temporary-files.js";

/**
 * Makes a file, whole and for good, unless there is one of that name: then it stays as it is, and the answer is false.
 * `scratch` is a folder of the same file system in which nobody looks for data.
 */
export async function writeOnce(path: string, scratch: string, bytes: Uint8Array): Promise<boolean> {
  try {
    makeFolder(dirname(path));
    makeFolder(scratch);
    const temporary = join(scratch, `${WRITING}${temporaryMark()}`);
    try {
      const file = await open(temporary, "wx");
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      try {
        // Unlike a rename, a link never replaces a file.
        await link(temporary, path);
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
        throw error;
      }
      await syncFolder(dirname(path));
      return true;
    } finally {
      await rm(temporary, { force: true });
    }
  } catch (error) {
    throw new DataError(`can't write rows to ${join(dirname(path), basename(path))}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** How the names of unfinished files begin. */
export const WRITING = "writing-";

/** The name of a new file is there for good only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } catch {
    // Some systems cannot. The rows themselves are there for good.
  } finally {
    await handle.close();
  }
}
