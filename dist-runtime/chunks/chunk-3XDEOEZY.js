import { createRequire as $createRequire } from "node:module";
const require = $createRequire(import.meta.url);

// runtime/online/embedded/index.ts
import { randomUUID } from "node:crypto";
// runtime/make-folder.ts
import { accessSync, constants, mkdirSync, statSync, truncateSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import {
  INSTANT_AT,
  isRowKey,
  laterMeta,
  messageOf,
  packMeta,
  recordKey,
  requireDistinctKeys,
  rowIsIntact,
  StoreError,
  spaceText,
  Unreadable,
  unpackMeta,
  unreadable,
  viewText,
  within,
} from "./chunk-3N4C6R2J.js";

function makeFolder(path) {
  const found = existing(path);
  if (found?.isDirectory()) return;
  if (found !== void 0) throw new Error(`there is a file at ${path}, where a folder is needed`);
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    if (!existing(path)?.isDirectory()) throw error;
  }
}
function existing(path) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return void 0;
    throw error;
  }
}

// runtime/online/embedded/check-file.ts
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

function checkFile(path) {
  let file;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
  try {
    const first = metaAt(file, 0);
    if (first === null) return null;
    if (first === "foreign") throw new Error(FOREIGN);
    const second = metaAt(file, first.pageSize);
    if (second === null || second === "foreign") throw new Error(CUT);
    const { lastPage, pageSize } = first.transaction > second.transaction ? first : second;
    const pages = Math.floor(fstatSync(file).size / pageSize);
    if (pages + UNWRITTEN <= lastPage) throw new Error(CUT);
    return pages <= lastPage ? (lastPage + 1) * pageSize : null;
  } finally {
    closeSync(file);
  }
}
var FOREIGN = "its data.mdb is not an LMDB database";
var CUT = "MDB_CORRUPTED: its data.mdb is cut short";
var MARK = 3203383518;
var VERSION = 2;
var UNWRITTEN = 16;
function metaAt(file, start) {
  const head = Buffer.alloc(160);
  const length = readSync(file, head, 0, head.length, start);
  if (length === 0) return null;
  if (length < head.length || head.readUInt32LE(24) !== MARK) return "foreign";
  if ((head.readUInt32LE(28) & 65535) !== VERSION) throw new Error(`MDB_VERSION_MISMATCH: ${FOREIGN}`);
  const pageSize = head.readUInt32LE(48);
  if (pageSize < 256 || pageSize > 65536 || (pageSize & (pageSize - 1)) !== 0) return "foreign";
  return { pageSize, lastPage: Number(head.readBigUInt64LE(144)), transaction: head.readBigUInt64LE(152) };
}

// runtime/online/embedded/lock-file.ts
import { closeSync as closeSync2, existsSync, linkSync, openSync as openSync2, rmSync, writeSync } from "node:fs";

// runtime/online/embedded/reasons.ts
var READERS = 1024;
var reasons = [
  [
    /MDB_READERS_FULL/,
    "all of its reader slots are in use (1,024, or fewer where an older program opened it first): close some, or use Redis, which has no such limit",
  ],
  [/MDB_MAP_FULL/, "it can't grow: its map is full, or this process may not use more address space (`ulimit -v`)"],
  [
    /MDB_CORRUPTED|MDB_PAGE_NOTFOUND|MDB_CURSOR_FULL|MDB_BAD_TXN/,
    "its data.mdb is damaged or cut short: delete the folder, and materialize the views again",
  ],
  [/MDB_PANIC/, "it is in a state that only a new process can repair: start this process again"],
  [
    /MDB_VERSION_MISMATCH|MDB_INVALID|not an LMDB database/,
    "its data.mdb is not a database that this version reads: delete the folder if it holds nothing else, and materialize the views again",
  ],
  [/MDB_BAD_RSLOT|MDB_TXN_FULL|MDB_MAP_RESIZED/, "too much uses it at once: try again"],
  [/ENOSPC|No space left/i, "its disk is full: make room, and run it again"],
  [/EDQUOT|quota exceeded/i, "the user's quota of its disk is used up: make room, and run it again"],
  [/EFBIG|File too large/i, "its file may not grow (`ulimit -f`, or the file system's limit)"],
  // LMDB reports this if the disk took only a part of a write.
  [/EIO|Input\/output error/i, "its disk is full or fails: make room, and run it again"],
  [/EROFS|Read-only file system/i, "its file system is read-only"],
  [
    /EACCES|EPERM|Permission denied|not permitted/i,
    "permission denied: the user of this process must read and write the folder and its files",
  ],
  [/EISDIR|is a directory/i, "its data.mdb is a folder"],
  [/ENOTDIR|Not a directory/i, "a part of the path is not a folder"],
  [/EMFILE|ENFILE|Too many open files/i, "this process has too many files open (`ulimit -n`)"],
  [/ENOMEM|Cannot allocate memory/i, "this process does not have enough memory for it"],
];
function reason(error) {
  const code = error instanceof Error && "code" in error ? ` ${error.code}` : "";
  const message = messageOf(error);
  return reasons.find(([pattern]) => pattern.test(message + code))?.[1] ?? message;
}
var isReadersFull = (error) => /MDB_READERS_FULL/.test(messageOf(error));

// runtime/online/embedded/lock-file.ts
var LENGTH = 64 * (READERS + 4);
function makeLockFile(path) {
  if (existsSync(path)) return;
  const mine = `${path}.${process.pid}`;
  try {
    const file = openSync2(mine, "w", 436);
    try {
      writeSync(file, Buffer.alloc(LENGTH));
    } finally {
      closeSync2(file);
    }
    link(mine, path);
  } finally {
    rmSync(mine, { force: true });
  }
}
function link(from, to) {
  try {
    linkSync(from, to);
  } catch {}
}

// runtime/online/embedded/prefix.ts
import { createHash } from "node:crypto";

var VIEW_BYTES = 16;
var SPACE_BYTES = 32;
var viewPrefix = (view) => hash(viewText(view), VIEW_BYTES);
var spacePrefix = (space) => Buffer.concat([viewPrefix(space), hash(space.fingerprint, SPACE_BYTES - VIEW_BYTES)]);
var isRowOfView = (key) => isRowKey(key.subarray(SPACE_BYTES));
function endOf(prefix) {
  const end = Buffer.from(prefix);
  let at = end.length - 1;
  while (at > 0 && end[at] === 255) end[at--] = 0;
  end[at]++;
  return end;
}
var hash = (text, bytes) => createHash("sha256").update(text).digest().subarray(0, bytes);

// runtime/online/embedded/index.ts
function openEmbedded(path) {
  if (typeof path !== "string" || path === "")
    throw new StoreError("", "the embedded store needs the path of a folder");
  return new EmbeddedStore(resolve(path));
}
var KEYS_PER_REMOVAL = 1e4;
function driver(path) {
  try {
    return createRequire(import.meta.url)("lmdb");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND")) throw error;
    const why = "the embedded store needs the package lmdb, which is not installed: run `npm install lmdb@3`";
    throw new StoreError(path, why, { cause: error });
  }
}
var EmbeddedStore = class {
  address;
  #db;
  #prefixes = /* @__PURE__ */ new WeakMap();
  #closed = false;
  constructor(path) {
    this.address = path;
    this.#db = this.#open(path);
  }
  #open(path) {
    const { open } = driver(path);
    try {
      makeFolder(path);
      accessSync(path, constants.R_OK | constants.W_OK);
      const data = join(path, "data.mdb");
      const short = checkFile(data) !== null;
      makeLockFile(join(path, "lock.mdb"));
      const db = open({
        path,
        encoding: "binary",
        keyEncoding: "binary",
        noSubdir: false,
        maxReaders: READERS,
        // With overlapping sync, a writer that died between commit and sync leaves a store that cannot recover
        // (MDB_PANIC).
        overlappingSync: false,
      });
      if (short) db.transactionSync(() => lengthen(data));
      return db;
    } catch (error) {
      throw new StoreError(path, `can't open the embedded store at ${path}: ${reason(error)}`, { cause: error });
    }
  }
  read(requests, options = {}) {
    return this.#guard("read", options, () => {
      try {
        return this.#snapshot(requests);
      } catch (error) {
        if (!isReadersFull(error)) throw error;
        this.#db.readerCheck();
        return this.#snapshot(requests);
      }
    });
  }
  #snapshot(requests) {
    this.#db.resetReadTxn();
    return requests.map(({ space, keys, records = [] }) => {
      const prefix = this.#prefix(space);
      const find = (key) => this.#db.getBinary(Buffer.concat([prefix, key])) ?? null;
      return {
        meta: unpackMeta(space, this.#db.getBinary(prefix)),
        rows: keys.map(find),
        records: records.map((key) => find(recordKey(key))),
      };
    });
  }
  write(space, rows, options = {}) {
    const [prefix, text] = [this.#prefix(space), spaceText(space)];
    return this.#guard("write to", options, () =>
      this.#db.transactionSync(() => {
        let put = 0;
        for (const { key, value } of rows) {
          const full = Buffer.concat([prefix, key]);
          if (isNewer(this.#db.getBinaryFast(full), value)) {
            const stored = this.#db.getBinary(full);
            if (stored && rowIsIntact(text, key, stored)) continue;
          }
          this.#db.putSync(full, Buffer.from(value));
          put++;
        }
        return put;
      }),
    );
  }
  async swap(space, swaps, options = {}) {
    requireDistinctKeys(swaps);
    const prefix = this.#prefix(space);
    return this.#guard("write to", options, () =>
      this.#db.transactionSync(() =>
        swaps.map(({ key, expected, value }) => {
          const full = Buffer.concat([prefix, recordKey(key)]);
          const stored = this.#db.getBinary(full) ?? null;
          const as = stored === null || expected === null ? stored === expected : stored.equals(expected);
          if (!as) return false;
          if (value !== null) this.#db.putSync(full, Buffer.from(value));
          else if (stored !== null) this.#db.removeSync(full);
          return true;
        }),
      ),
    );
  }
  async begin(view) {
    const key = viewPrefix(view);
    return this.#guard("write to", {}, () =>
      this.#db.transactionSync(() => {
        const standing = this.#db.getBinary(key);
        if (standing !== void 0) return standing.toString();
        const mark = randomUUID();
        this.#db.putSync(key, Buffer.from(mark));
        return mark;
      }),
    );
  }
  async advance(space, meta, mark) {
    const prefix = this.#prefix(space);
    return this.#guard("write to", {}, () =>
      this.#db.transactionSync(() => {
        if (mark !== void 0 && this.#db.getBinary(viewPrefix(space))?.toString() !== mark) return false;
        const before = unpackMeta(space, this.#db.getBinary(prefix));
        if (before instanceof Unreadable && meta.complete === null)
          throw unreadable(this.address, `the metadata of view ${space.view}`, before);
        this.#db.putSync(prefix, packMeta(space, before instanceof Unreadable ? meta : laterMeta(before, meta)));
        return true;
      }),
    );
  }
  async clear(view) {
    const start = viewPrefix(view);
    const end = endOf(start);
    return this.#guard("write to", {}, () =>
      // One transaction: concurrent readers find all of the view or nothing.
      this.#db.transactionSync(() => {
        let rows = 0;
        for (;;) {
          const keys = [...this.#db.getKeys({ start, end, limit: KEYS_PER_REMOVAL })];
          for (const key of keys) {
            if (isRowOfView(key)) rows++;
            this.#db.removeSync(key);
          }
          if (keys.length < KEYS_PER_REMOVAL) return rows;
        }
      }),
    );
  }
  async close() {
    if (this.#closed) return;
    try {
      await this.#guard("close", {}, () => this.#db.close());
    } finally {
      this.#closed = true;
    }
  }
  [Symbol.asyncDispose]() {
    return this.close();
  }
  #prefix(space) {
    const known = this.#prefixes.get(space);
    if (known !== void 0) return known;
    const prefix = spacePrefix(space);
    this.#prefixes.set(space, prefix);
    return prefix;
  }
  async #guard(what, options, action) {
    if (this.#closed) throw new StoreError(this.address, `the embedded store at ${this.address} is closed`);
    const problem = (why, cause) =>
      new StoreError(this.address, `can't ${what} the embedded store at ${this.address}: ${why}`, { cause });
    return within(
      options,
      (milliseconds) => problem(`it took longer than ${milliseconds} ms`),
      async () => {
        try {
          return await action();
        } catch (error) {
          throw error instanceof StoreError ? error : problem(reason(error), error);
        }
      },
    );
  }
};
function lengthen(path) {
  const length = checkFile(path);
  if (length !== null) truncateSync(path, length);
}
function isNewer(stored, value) {
  if (!stored || stored.length < INSTANT_AT + 8) return false;
  return stored.compare(value, INSTANT_AT, INSTANT_AT + 8, INSTANT_AT, INSTANT_AT + 8) > 0;
}

export { openEmbedded };
//# sourceMappingURL=chunk-3XDEOEZY.js.map
