import { mkdirSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { freemem } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

const memory = "/dev/shm";
const prefix = "feat-tests-";

/** The bytes that the files of all tests take at once, with plenty to spare. */
const NEEDED = 4 * 2 ** 30;

/**
 * A folder in memory for the temporary files of a run's workers; null where `TMPDIR` names one, or memory is short.
 * Stores wait for the disk after each change, and the tests make thousands of changes.
 */
export const temporary: string | null = hasRoom() ? join(memory, `${prefix}${process.pid}`) : null;

function hasRoom(): boolean {
  if (process.env.TMPDIR !== undefined || freemem() < 2 * NEEDED) return false;
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= NEEDED;
  } catch {
    return false;
  }
}

/** For the test runner as a whole: makes the folder, and removes it and those that killed runs left. */
export default ({ config }: TestProject) => {
  // A folder that the user named is not the run's own.
  const own = join(memory, `${prefix}${process.pid}`);
  if (config.env.TMPDIR !== own) return undefined;
  for (const name of readdirSync(memory))
    if (name.startsWith(prefix) && !runs(Number(name.slice(prefix.length))))
      rmSync(join(memory, name), { recursive: true, force: true });
  // Servers of other users keep their data in it.
  mkdirSync(own, { mode: 0o755 });
  return () => rmSync(own, { recursive: true, force: true });
};

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
