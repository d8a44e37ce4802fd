/**
 * Throws for a data.mdb on which LMDB would crash the process: a file that is not LMDB's, is of another version or is
 * cut short. An empty or missing file is a new store. Returns the length that the file should have if it is a few pages
 * shorter, else null: LMDB may leave free pages at the end unwritten, which cannot be told from a short cut.
 */
export declare function checkFile(path: string): number | null;
