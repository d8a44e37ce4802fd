import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { relative, sep } from "node:path";
import type { SourceLocation } from "../../artifacts.js";
import type { RawData } from "../../warehouse/data/raw-data.js";
import { isUrl } from "../../warehouse/duckdb/sources/location.js";
import type { Part } from "../../warehouse/sources/part.js";
import type { Warehouse } from "../../warehouse/warehouse.js";

/** A file on this machine, by the path from a folder. */
export interface FileHash {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}
/** `files`: the hash is that of the files' hashes. `rows`: it is that of the rows of a table, a query or remote files. */
export type DataHash =
  | { readonly kind: "files"; readonly sha256: string; readonly size: number; readonly files: readonly FileHash[] }
  | { readonly kind: "rows"; readonly sha256: string; readonly rows: number };

export interface HashedData {
  readonly hash: DataHash;
  /** True if the data is, as far as can be seen, what was hashed. */
  readonly isUnchanged: () => Promise<boolean>;
}

export interface HashOptions {
  /** The folder that paths are shown from. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes of files that were read, of all. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/** Hashes data where it is: local files by their bytes, other data by its rows. */
export async function hashData(
  warehouse: Warehouse,
  location: SourceLocation,
  options: HashOptions,
): Promise<HashedData> {
  const data = await warehouse.openData(location);
  const files = data.parts.flatMap((part) => part.files ?? []);
  const isLocal = data.parts.every((part) => part.files !== null) && !files.some(isUrl);
  return isLocal ? hashFiles(files, options) : hashRows(data);
}

/** Hashes one file. */
export const hashFile = (path: string, options: HashOptions): Promise<HashedData> => hashFiles([path], options);

async function hashFiles(paths: readonly string[], { folder, signal, onProgress }: HashOptions): Promise<HashedData> {
  const sorted = [...new Set(paths)].sort();
  const before = await stampsOf(sorted);
  const all = before.reduce((sum, { size }) => sum + size, 0);
  const files: FileHash[] = [];
  let done = 0;
  for (const path of sorted) {
    const hash = createHash("sha256");
    let size = 0;
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK, signal })) {
      hash.update(chunk as Buffer);
      size += (chunk as Buffer).length;
      done += (chunk as Buffer).length;
      onProgress?.(done, all);
    }
    files.push({ path: relative(folder, path).split(sep).join("/"), size, sha256: hash.digest("hex") });
  }
  const sha256 = sha256Of(files.map((file) => `${file.sha256} ${file.path}\n`).join(""));
  const hash: DataHash = {
    kind: "files",
    sha256: files.length === 1 ? files[0]!.sha256 : sha256,
    size: files.reduce((sum, { size }) => sum + size, 0),
    files,
  };
  const stamps = JSON.stringify(before);
  // A file that can be read no more has changed.
  return { hash, isUnchanged: async () => JSON.stringify(await stampsOf(sorted).catch(() => null)) === stamps };
}

const CHUNK = 1 << 20;

const stampsOf = (paths: readonly string[]) =>
  Promise.all(
    paths.map(async (path) => {
      const { size, mtimeNs, ino } = await stat(path, { bigint: true });
      return { size: Number(size), changed: `${mtimeNs} ${ino}` };
    }),
  );

async function hashRows(data: RawData): Promise<HashedData> {
  const read = async (): Promise<DataHash> => {
    const parts: string[] = [];
    let rows = 0;
    for (const part of data.parts) {
      const [count, sum] = await rowsOf(data, part);
      rows += count;
      parts.push(JSON.stringify([part.columns.map(({ name, physical }) => [name, physical.name]), count, sum]));
    }
    return { kind: "rows", sha256: sha256Of(parts.sort().join("\n")), rows };
  };
  const hash = await read();
  // Reading all rows once more would cost as much as the hash.
  return { hash, isUnchanged: async () => true };
}

async function rowsOf(data: RawData, part: Part): Promise<readonly [rows: number, sum: string]> {
  const values = part.columns.map(({ sql }) => sql);
  const [row] = await data.rows(
    `SELECT count(*), CAST(${data.forms.rowsHash(values)} AS ${data.converting.textType}) FROM ${part.from(part.columns)} AS data`,
  );
  return [Number(row?.[0]), String(row?.[1])];
}

const sha256Of = (text: string): string => createHash("sha256").update(text).digest("hex");
