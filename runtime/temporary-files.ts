import { createHash, randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";

/**
 * Temporary files that a run makes next to its output. If the process is killed, they stay.
 *
 * Always: a file's name says which process on which machine made it. Only files of processes that have ended are
 * removed.
 */
const host = (): string => createHash("sha256").update(hostname()).digest("hex").slice(0, 6);

/** `pid-host-random`. */
export const temporaryMark = (): string => `${process.pid}-${host()}-${randomBytes(4).toString("hex")}`;
const marks = /^([1-9]\d{0,9})-([0-9a-f]{6})-[0-9a-f]{8}$/;

/** Hidden, and in the same folder, so that it can be renamed into place. */
export const temporaryBeside = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${temporaryMark()}.tmp`);

/** Removes the files that ended processes left next to a file. A file that cannot be removed stays. */
export const removeLeftovers = (path: string): void => removeMarked(dirname(path), `.${basename(path)}.`, ".tmp");

/**
 * Removes the entries of a folder whose names hold, between `before` and `after`, the mark of a process that has ended.
 */
export function removeMarked(folder: string, before: string, after: string): void {
  for (const name of entriesOf(folder)) {
    if (!name.startsWith(before) || !name.endsWith(after)) continue;
    const mark = marks.exec(name.slice(before.length, after === "" ? undefined : -after.length));
    if (mark === null || mark[2] !== host() || isRunning(Number(mark[1]))) continue;
    try {
      rmSync(join(folder, name), { recursive: true, force: true });
    } catch {
      // It stays. That must not stop the actual work.
    }
  }
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is running too.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
