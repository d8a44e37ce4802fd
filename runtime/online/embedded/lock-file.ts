import { closeSync, existsSync, linkSync, openSync, rmSync, writeSync } from "node:fs";
import { READERS } from "./reasons.js";

/** The head of LMDB's lock file and a line for each reader; a little too long is right too. */
const LENGTH = 64 * (READERS + 4);

/**
 * Makes the lock file with all its bytes on the disk. LMDB would make one of holes, and write to it through memory: on a full disk that
 * ends the process, with a signal that nothing can catch.
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

/** Not a rename: where another process has made one in between, that one is in use already. */
function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // It is there by now, or the file system knows no links: then LMDB makes its own.
  }
}
