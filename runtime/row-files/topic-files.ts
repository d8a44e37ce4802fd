import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DataError, messageOf } from "../errors.js";
import type { FiledRow } from "./filed-row.js";
import type { SourceFiles } from "./source-files.js";

/** Rows of a topic, with the offset of each in its partition. */
export interface OffsetRow extends FiledRow {
  readonly offset: bigint;
}

/**
 * The files of a topic's rows. Those of one partition follow one another: the name of each says the offset of its first
 * row, and its notes that of its last. Whoever reads the partition writes only what comes after the last file, and two
 * who write the same follower meet on its name. So a row is in one file, however often it is read and by whomever.
 */
export interface TopicFiles {
  /** Writes the rows that no file has yet. They are in the order of offsets. */
  write(partition: number, rows: readonly OffsetRow[]): Promise<void>;
  /** Forgets what it knows of the files, because others may have written meanwhile. */
  forget(): void;
}

const LAST = "feat.last_offset";

export function openTopicFiles(files: SourceFiles, topicId: string): TopicFiles {
  const prefix = (partition: number): string => `topic-${topicId}-${partition}-`;
  const last = new Map<number, bigint>();

  async function lastIn(partition: number): Promise<bigint> {
    const known = last.get(partition);
    if (known !== undefined) return known;
    const found = newestFile(files.folder, prefix(partition));
    const offset = found === null ? -1n : await lastOffsetOf(found);
    last.set(partition, offset);
    return offset;
  }

  return {
    forget: () => last.clear(),
    write: async (partition, rows) => {
      for (;;) {
        const covered = await lastIn(partition);
        const missing = rows.filter(({ offset }) => offset > covered);
        if (missing.length === 0) return;
        const [first, end] = [missing[0]!.offset, missing.at(-1)!.offset];
        const name = `${prefix(partition)}${String(first).padStart(20, "0")}`;
        if (await files.write(missing, name, { [LAST]: String(end) })) {
          last.set(partition, end);
          return;
        }
        // Another reader of the partition was first.
        last.delete(partition);
        if ((await lastIn(partition)) <= covered)
          throw new DataError(`a file ${name}.parquet is in the way under ${files.folder}: move it, then start again`);
      }
    },
  };
}

/** The file of the partition with the greatest first offset. Names sort as offsets do. */
function newestFile(folder: string, prefix: string): string | null {
  if (!existsSync(folder)) return null;
  let newest: { readonly name: string; readonly path: string } | null = null;
  for (const day of foldersIn(folder))
    for (const hour of foldersIn(join(folder, day)))
      for (const name of readdirSync(join(folder, day, hour)))
        if (name.startsWith(prefix) && name.endsWith(".parquet") && (newest === null || name > newest.name))
          newest = { name, path: join(folder, day, hour, name) };
  return newest?.path ?? null;
}

const foldersIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() && !entry.name.startsWith(".") ? [entry.name] : [],
  );

async function lastOffsetOf(path: string): Promise<bigint> {
  const { parquetMetadata } = await import("hyparquet");
  try {
    const bytes = readFileSync(path);
    const { buffer, byteOffset, byteLength } = bytes;
    const own = buffer.slice(byteOffset, byteOffset + byteLength);
    const notes = parquetMetadata(own).key_value_metadata ?? [];
    return BigInt(notes.find(({ key }) => key === LAST)!.value!);
  } catch (error) {
    throw new DataError(`can't read ${path}, the last file of rows that were read from a topic: ${messageOf(error)}`);
  }
}
