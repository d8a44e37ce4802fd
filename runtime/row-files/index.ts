/**
 * Keeps pushed rows as Parquet files by hour, where the warehouse reads them.
 *
 * In: a folder, and rows of sources by their inputs. Out: files `<folder>/<source>/<day>/<hour>/<name>.parquet`, of the
 * hour (UTC) of their first row's time.
 * Always: a file has its name only when it is whole and on the disk, and never changes. A row that comes again under its
 * name makes no second one: a push with a name is one file of that name, and files of a topic follow one another by
 * offsets (`topic-files.ts`). Nothing here reads a warehouse.
 */
import { createHash, randomBytes } from "node:crypto";
import type { StreamSource } from "../stream-artifacts.js";
import type { FiledRow } from "./filed-row.js";
import { type SourceFiles, sourceFiles } from "./source-files.js";

export type { FiledRow } from "./filed-row.js";

/** The rows of pushes. Rows of one push are one file. */
export interface PushedRowFiles {
  put(source: StreamSource, rows: readonly FiledRow[], id: string | undefined): Promise<void>;
}

export function pushedRowFiles(folder: string): PushedRowFiles {
  const known = new Map<string, SourceFiles>();
  return {
    put: async (source, rows, id) => {
      if (rows.length === 0) return;
      const files = known.get(source.name) ?? sourceFiles(folder, source);
      known.set(source.name, files);
      const named = id === undefined ? randomBytes(16) : createHash("sha256").update(id).digest().subarray(0, 16);
      await files.write(rows, `push-${named.toString("hex")}`);
    },
  };
}
