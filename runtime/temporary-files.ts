import { createHash, randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";

/**
 * Files that a run makes beside what it writes, and that nobody removes if the process is killed.
 *
 * Always: a name says which process of which machine it is of, and only what a process that is gone left behind is removed.
 */
const host = (): string => createHash("sha256").update(hostname()).digest("hex").slice(0, 6);

/** `pid-host-random`. */
export const temporaryMark = (): string => `${process.pid}-${host()}-${randomBytes(4).toString("hex")}`;
const marks = /^([1-9]\d{0,9})-([0-9a-f]{6})-[0-9a-f]{8}$/;

/** Hidden, and in the same folder, so that it can be renamed. */
export const temporaryBeside = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${temporaryMark()}.tmp`);

/** Removes what processes that are gone left beside a file. What can't be removed stays. */
export const removeLeftovers = (path: string): void => removeMarked(dirname(path), `.${basename(path)}.`, ".tmp");

/** Of a folder's entries those that are named by a process that is gone, between these two. */
export function removeMarked(folder: string, before: string, after: string): void {
  for (const name of entriesOf(folder)) {
    if (!name.startsWith(before) || !name.endsWith(after)) continue;
    const mark = marks.exec(name.slice(before.length, after === "" ? undefined : -after.length));
    if (mark === null || mark[2] !== host() || isRunning(Number(mark[1]))) continue;
    try {
      rmSync(join(folder, name), { recursive: true, force: true });
    } catch {
      // It stays: that is no reason not to do what was asked for.
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
    // A process of another user's is running too.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
