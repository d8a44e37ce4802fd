import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/**
 * Throws for a data.mdb that LMDB would bring the process down on: one that is not its own, of another version, or cut short. An empty file
 * and none are a new store. Returns the length that the file should have if it is a few pages shorter, else null: LMDB may leave its last
 * pages unwritten where they are free, and there it can't be told from a cut.
 */
export function checkFile(path: string): number | null {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    const first = metaAt(file, 0);
    if (first === null) return null;
    if (first === "foreign") throw new Error(FOREIGN);
    const second = metaAt(file, first.pageSize);
    if (second === null || second === "foreign") throw new Error(CUT);
    const { lastPage, pageSize } = first.transaction > second.transaction ? first : second;
    // After the metas: another process that writes makes the file longer first.
    const pages = Math.floor(fstatSync(file).size / pageSize);
    if (pages + UNWRITTEN <= lastPage) throw new Error(CUT);
    return pages <= lastPage ? (lastPage + 1) * pageSize : null;
  } finally {
    closeSync(file);
  }
}

const FOREIGN = "its data.mdb is no LMDB database";
const CUT = "MDB_CORRUPTED: its data.mdb is cut short";
const MARK = 0xbeefc0de;
const VERSION = 2;
/** So many pages and fewer may be free and unwritten. */
const UNWRITTEN = 16;

interface Meta {
  readonly pageSize: number;
  readonly lastPage: number;
  readonly transaction: bigint;
}

/** One of the file's two metas: magic, version, address, map size, two databases of 48 bytes, last page, transaction. */
function metaAt(file: number, start: number): Meta | "foreign" | null {
  const head = Buffer.alloc(160);
  const length = readSync(file, head, 0, head.length, start);
  if (length === 0) return null;
  if (length < head.length || head.readUInt32LE(24) !== MARK) return "foreign";
  if ((head.readUInt32LE(28) & 0xffff) !== VERSION) throw new Error(`MDB_VERSION_MISMATCH: ${FOREIGN}`);
  const pageSize = head.readUInt32LE(48);
  if (pageSize < 256 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) return "foreign";
  return { pageSize, lastPage: Number(head.readBigUInt64LE(144)), transaction: head.readBigUInt64LE(152) };
}
