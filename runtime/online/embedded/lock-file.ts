import { closeSync, existsSync, linkSync, openSync, rmSync, writeSync } from "node:fs";
import { READERS } from "./reasons.js";

/** The head of LMDB's lock file and a slot per reader. A little too long is fine. */
const LENGTH = 64 * (READERS + 4);

/**
 * Makes the lock file with all its bytes on the disk. LMDB would make a sparse file and write to it through memory. On
 * a full disk that ends the process with a signal that cannot be caught.
 */
export function makeLockFile(path: string): void {
  if (existsSync(path)) return;
  const mine = `${path}.${process.pid}`;
  try {
    const file = openSync(mine, "w", 0o664);
    try {
      writeSync(file, Buffer.alloc(LENGTH));
    } finally {
      closeSync(file);
    }
    link(mine, path);
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Links instead of renaming: if another process made the file in the meantime, that one is already in use. */
function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // The file exists by now, or the file system has no links. In the second case LMDB makes its own.
  }
}
