import { messageOf } from "../../errors.js";

/** How many processes may read at once. LMDB's default is 126. */
export const READERS = 1024;

/**
 * Messages of LMDB and the system, and what they mean. The first row that matches counts. Any other message is shown as
 * it is.
 */
const reasons: readonly (readonly [pattern: RegExp, says: string])[] = [
  [
    /MDB_READERS_FULL/,
    "all of its reader slots are in use (1,024, or fewer where an older program opened it first): close some, or use Redis, which has no such limit",
  ],
  [/MDB_MAP_FULL/, "it can't grow: its map is full, or this process may not use more address space (`ulimit -v`)"],
  [
    /MDB_CORRUPTED|MDB_PAGE_NOTFOUND|MDB_CURSOR_FULL|MDB_BAD_TXN/,
    "its data.mdb is damaged or cut short: delete the folder, and materialize the views again",
  ],
  [/MDB_PANIC/, "it is in a state that only a new process can repair: start this process again"],
  [
    /MDB_VERSION_MISMATCH|MDB_INVALID|no LMDB database/,
    "its data.mdb is not a database that this version reads: delete the folder if it holds nothing else, and materialize the views again",
  ],
  [/MDB_BAD_RSLOT|MDB_TXN_FULL|MDB_MAP_RESIZED/, "too much uses it at once: try again"],
  [/ENOSPC|No space left/i, "its disk is full: make room, and run it again"],
  [/EDQUOT|quota exceeded/i, "the user's quota of its disk is used up: make room, and run it again"],
  [/EFBIG|File too large/i, "its file may not grow (`ulimit -f`, or the file system's limit)"],
  // LMDB reports this if the disk took only a part of a write.
  [/EIO|Input\/output error/i, "its disk is full or fails: make room, and run it again"],
  [/EROFS|Read-only file system/i, "its file system is read-only"],
  [
    /EACCES|EPERM|Permission denied|not permitted/i,
    "permission denied: the user of this process must read and write the folder and its files",
  ],
  [/EISDIR|is a directory/i, "its data.mdb is a folder"],
  [/ENOTDIR|Not a directory/i, "a part of the path is not a folder"],
  [/EMFILE|ENFILE|Too many open files/i, "this process has too many files open (`ulimit -n`)"],
  [/ENOMEM|Cannot allocate memory/i, "this process does not have enough memory for it"],
];

export function reason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? ` ${error.code}` : "";
  const message = messageOf(error);
  return reasons.find(([pattern]) => pattern.test(message + code))?.[1] ?? message;
}

export const isReadersFull = (error: unknown): boolean => /MDB_READERS_FULL/.test(messageOf(error));
