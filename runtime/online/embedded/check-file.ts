import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/**
 * Throws for a data.mdb on which LMDB would crash the process: a file that is not LMDB's, is of another version or is
 * cut short. An empty or missing file is a new store. Returns the length that the file should have if it is a few pages
 * shorter, else null: LMDB may leave free pages at the end unwritten, which cannot be told from a short cut.
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
    // Read the size after the metas, because another process that writes makes the file longer first.
    const pages = Math.floor(fstatSync(file).size / pageSize);
    if (pages + UNWRITTEN <= lastPage) throw new Error(CUT);
    return pages <= lastPage ? (lastPage + 1) * pageSize : null;
  } finally {
    closeSync(file);
  }
}

const FOREIGN = "its data.mdb is not an LMDB database";
const CUT = "MDB_CORRUPTED: its data.mdb is cut short";
const MARK = 0xbeefc0de;
const VERSION = 2;
/** Up to this many pages may be free and unwritten. */
const UNWRITTEN = 16;

interface Meta {
  readonly pageSize: number;
  readonly lastPage: number;
  readonly transaction: bigint;
}

/**
 * One of the file's two metas: magic, version, address, map size, two databases of 48 bytes, last page, transaction.
 */
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
