/**
 * Which files of a source are new since an earlier run, so that the others need not be read again to compare their rows.
 *
 * In: the stamps of the files now, and what a run kept of those that it saw. Out: the files that are new; null if any
 * file of before was changed or removed, or if that cannot be told.
 * Always: a file counts as unchanged only if its path, size, times and inode are as they were. The file system sets the
 * time of a change itself (`ctime`), and later changes get later ones; so what a run saw is all up to one such time. A
 * file that was changed in the last moments before a run might change again within the same tick of that clock: such a
 * run keeps nothing.
 */
import { createHash } from "node:crypto";
import type { Sql, Statement } from "../artifacts.js";
import type { FileStamp } from "../warehouse/warehouse.js";

/** What a run keeps of the files that it saw. */
export interface SeenFiles {
  /** The latest change of one of them, in nanoseconds since the epoch, as decimal digits. */
  readonly until: string;
  /** A sum of hashes of their stamps and of how they are read. */
  readonly hash: string;
}

/** Coarser than the clocks of file systems that are in use. */
export const SETTLED = 2000;

/** Null if a file may change without a trace. `settled`: milliseconds since the last change after which it may not. */
export function seenFiles(
  files: readonly FileStamp[],
  read: Statement,
  listed: number,
  settled: number,
): SeenFiles | null {
  let until = 0n;
  for (const { changed } of files) if (changed > until) until = changed;
  if (files.length === 0 || until >= BigInt(listed - settled) * 1_000_000n) return null;
  return { until: String(until), hash: hashOf(files, read) };
}

export function newFiles(
  files: readonly FileStamp[],
  read: Statement,
  { until, hash }: SeenFiles,
): readonly FileStamp[] | null {
  const isOld = ({ changed }: FileStamp): boolean => changed <= BigInt(until);
  return hashOf(files.filter(isOld), read) === hash ? files.filter((file) => !isOld(file)) : null;
}

/** The statement over these files alone. */
export const overFiles = (sql: Statement, files: readonly FileStamp[]): Statement => ({
  ...sql,
  sources: sql.sources.map((source) =>
    source.location.kind === "file"
      ? { ...source, location: { ...source.location, only: files.map(({ path }) => path) } }
      : source,
  ),
});

/** The statement of a source's facts, if it reads this one source's files. */
export function statementOverFiles(sql: Sql): Statement | null {
  if (typeof sql === "string" || !("sources" in sql) || sql.sources.length !== 1) return null;
  return sql.sources[0]!.location.kind === "file" ? sql : null;
}

/** Sums do not depend on the order of files, and tell a file that is there twice. */
function hashOf(files: readonly FileStamp[], read: Statement): string {
  const reading = readingOf(read);
  let sum = 0n;
  for (const { path, changed, stamp } of files) {
    const digest = createHash("sha256")
      .update(JSON.stringify([reading, path, String(changed), stamp]))
      .digest();
    sum += digest.readBigUInt64BE(0) * 2n ** 64n + digest.readBigUInt64BE(8);
  }
  return (sum % 2n ** 128n).toString(16);
}

/** How the files' bytes become rows. Where the project says so does not matter. */
const readingOf = ({ sources, blocks, result }: Statement): string =>
  createHash("sha256")
    .update(JSON.stringify([sources.map(({ at: _, ...source }) => source), blocks.map(({ sql }) => sql), result]))
    .digest("hex");
