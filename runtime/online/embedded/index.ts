/**
 * The embedded store: LMDB in this process, for development, tests and single machines.
 *
 * In: a folder. Out: an `OnlineStore`.
 * Always: several processes may have the folder open. A write compares and puts in one write transaction, which LMDB
 * gives to one process at a time. A read is one snapshot. An error of LMDB is thrown as a `StoreError`, and the store
 * works on after it.
 *
 * All transactions are LMDB's synchronous ones. When the commit of an asynchronous one fails (a full disk), promises
 * reject that nobody holds, which ends the process.
 */
import { randomUUID } from "node:crypto";
import { accessSync, constants, truncateSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import type { RootDatabase } from "lmdb";
import { INSTANT_AT, rowIsIntact } from "../../codec/index.js";
import { StoreError } from "../../errors.js";
import { makeFolder } from "../../make-folder.js";
import { within } from "../call.js";
import { requireDistinctKeys } from "../distinct-keys.js";
import { laterMeta, packMeta, spaceText, unpackMeta } from "../meta.js";
import { recordKey } from "../record-key.js";
import type {
  CallOptions,
  OnlineStore,
  ReadAnswer,
  ReadRequest,
  StoredRow,
  Swap,
  ViewMeta,
  ViewName,
  ViewSpace,
} from "../store.js";
import { Unreadable, unreadable } from "../unreadable.js";
import { checkFile } from "./check-file.js";
import { makeLockFile } from "./lock-file.js";
import { endOf, isRowOfView, nameKey, spacePrefix, spacePrefixIn, viewPrefix } from "./prefix.js";
import { isReadersFull, READERS, reason } from "./reasons.js";

export function openEmbedded(path: string): OnlineStore {
  if (typeof path !== "string" || path === "")
    throw new StoreError("", "the embedded store needs the path of a folder");
  return new EmbeddedStore(resolve(path));
}

const KEYS_PER_REMOVAL = 10_000;
const ROWS_PER_SWEEP = 2000;

/** Loaded when a store is opened: a service with another kind of store need not install it. */
function driver(path: string): typeof import("lmdb") {
  try {
    return createRequire(import.meta.url)("lmdb");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND")) throw error;
    const why = "the embedded store needs the package lmdb, which is not installed: run `npm install lmdb@3`";
    throw new StoreError(path, why, { cause: error });
  }
}

class EmbeddedStore implements OnlineStore {
  readonly address: string;
  readonly #db: RootDatabase<Buffer, Uint8Array>;
  readonly #prefixes = new WeakMap<ViewSpace, Buffer>();
  #closed = false;

  constructor(path: string) {
    this.address = path;
    this.#db = this.#open(path);
  }

  #open(path: string): RootDatabase<Buffer, Uint8Array> {
    const { open } = driver(path);
    try {
      makeFolder(path);
      accessSync(path, constants.R_OK | constants.W_OK);
      const data = join(path, "data.mdb");
      const short = checkFile(data) !== null;
      makeLockFile(join(path, "lock.mdb"));
      const db = open<Buffer, Uint8Array>({
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

  read(requests: readonly ReadRequest[], options: CallOptions = {}): Promise<readonly ReadAnswer[]> {
    return this.#guard("read", options, () => {
      try {
        return this.#snapshot(requests);
      } catch (error) {
        if (!isReadersFull(error)) throw error;
        // Processes that died still hold reader slots. Free these, and there may be room.
        this.#db.readerCheck();
        return this.#snapshot(requests);
      }
    });
  }

  #snapshot(requests: readonly ReadRequest[]): readonly ReadAnswer[] {
    // Without this a reader keeps the snapshot of its event turn and does not see the commits of other processes.
    this.#db.resetReadTxn();
    return requests.map(({ space, keys, records = [] }) => {
      const prefix = this.#prefix(space);
      const find = (key: Uint8Array) => this.#db.getBinary(Buffer.concat([prefix, key])) ?? null;
      return {
        meta: unpackMeta(space, this.#db.getBinary(prefix)),
        rows: keys.map(find),
        records: records.map((key) => find(recordKey(key))),
      };
    });
  }

  write(space: ViewSpace, rows: readonly StoredRow[], options: CallOptions = {}): Promise<number> {
    const [prefix, text] = [this.#prefix(space), spaceText(space)];
    return this.#guard("write to", options, () =>
      this.#db.transactionSync(() => {
        let put = 0;
        for (const { key, value } of rows) {
          const full = Buffer.concat([prefix, key]);
          if (isNewer(this.#db.getBinaryFast(full), value)) {
            const stored = this.#db.getBinary(full);
            // Otherwise a damaged row could stay for ever, if its T happens to be great.
            if (stored && rowIsIntact(text, key, stored)) continue;
          }
          this.#db.putSync(full, Buffer.from(value));
          put++;
        }
        return put;
      }),
    );
  }

  async swap(space: ViewSpace, swaps: readonly Swap[], options: CallOptions = {}): Promise<readonly boolean[]> {
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

  async begin(view: ViewName): Promise<string> {
    const key = viewPrefix(view);
    return this.#guard("write to", {}, () =>
      this.#db.transactionSync(() => {
        const standing = this.#db.getBinary(key);
        if (standing !== undefined) return standing.toString();
        const mark = randomUUID();
        this.#db.putSync(key, Buffer.from(mark));
        return mark;
      }),
    );
  }

  async advance(space: ViewSpace, meta: ViewMeta, mark?: string): Promise<boolean> {
    const prefix = this.#prefix(space);
    return this.#guard("write to", {}, () =>
      this.#db.transactionSync(() => {
        if (mark !== undefined && this.#db.getBinary(viewPrefix(space))?.toString() !== mark) return false;
        const before = unpackMeta(space, this.#db.getBinary(prefix));
        if (before instanceof Unreadable && meta.complete === null)
          throw unreadable(this.address, `the metadata of view ${space.view}`, before);
        this.#db.putSync(prefix, packMeta(space, before instanceof Unreadable ? meta : laterMeta(before, meta)));
        this.#db.putSync(nameKey(prefix), Buffer.from(space.fingerprint));
        return true;
      }),
    );
  }

  clear(view: ViewName): Promise<number> {
    return this.#remove(viewPrefix(view));
  }

  drop(space: ViewSpace): Promise<number> {
    return this.#remove(this.#prefix(space));
  }

  async sweep(space: ViewSpace, gone: (row: StoredRow) => boolean, remove: boolean): Promise<number> {
    const prefix = this.#prefix(space);
    // Keys of rows begin with 1 or 2, those of records with 0.
    const [start, end] = [Buffer.concat([prefix, Buffer.of(1)]), endOf(prefix)];
    let rows = 0;
    for (let from: Buffer | null = start; from !== null; ) {
      const begin: Buffer = from;
      from = await this.#guard(remove ? "write to" : "read", {}, () =>
        // Writers wait meanwhile, so a transaction looks at a part of the rows only.
        this.#db.transactionSync(() => {
          const part = [...this.#db.getRange({ start: begin, end, limit: ROWS_PER_SWEEP })];
          for (const { key, value } of part) {
            if (!gone({ key: key.subarray(prefix.length), value })) continue;
            rows++;
            if (remove) this.#db.removeSync(key);
          }
          return part.length < ROWS_PER_SWEEP ? null : Buffer.concat([part.at(-1)!.key, Buffer.of(0)]);
        }),
      );
    }
    return rows;
  }

  definitions(view: ViewName): Promise<readonly string[]> {
    const start = viewPrefix(view);
    const end = endOf(start);
    return this.#guard("read", {}, () => {
      this.#db.resetReadTxn();
      const names: string[] = [];
      // From one definition to the next, without a look at its rows.
      for (let from = start; ; ) {
        const [key] = this.#db.getKeys({ start: from, end, limit: 1 });
        if (key === undefined) return names;
        const prefix = spacePrefixIn(key);
        const name = prefix === null ? undefined : this.#db.getBinary(nameKey(prefix));
        if (name !== undefined) names.push(name.toString());
        from = prefix === null ? Buffer.concat([key, Buffer.of(0)]) : endOf(prefix);
      }
    });
  }

  #remove(start: Buffer): Promise<number> {
    const end = endOf(start);
    return this.#guard("write to", {}, () =>
      // One transaction: concurrent readers find all of the view or nothing.
      this.#db.transactionSync(() => {
        let rows = 0;
        for (;;) {
          // A cursor must not run over keys that are being removed.
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

  async close(): Promise<void> {
    if (this.#closed) return;
    try {
      await this.#guard("close", {}, () => this.#db.close());
    } finally {
      this.#closed = true;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #prefix(space: ViewSpace): Buffer {
    const known = this.#prefixes.get(space);
    if (known !== undefined) return known;
    const prefix = spacePrefix(space);
    this.#prefixes.set(space, prefix);
    return prefix;
  }

  async #guard<T>(what: string, options: CallOptions, action: () => T | Promise<T>): Promise<T> {
    if (this.#closed) throw new StoreError(this.address, `the embedded store at ${this.address} is closed`);
    const problem = (why: string, cause?: unknown) =>
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
}

/**
 * LMDB maps its file into memory. A read past the file's end ends the process; a read of zeros is an error that LMDB
 * reports. Inside a write transaction no other process makes the file longer at the same time.
 */
function lengthen(path: string): void {
  const length = checkFile(path);
  if (length !== null) truncateSync(path, length);
}

/** Whether the stored row's T is greater. An equal T is not greater, because a correction overwrites. */
function isNewer(stored: Buffer | undefined, value: Uint8Array): boolean {
  if (!stored || stored.length < INSTANT_AT + 8) return false;
  return stored.compare(value, INSTANT_AT, INSTANT_AT + 8, INSTANT_AT, INSTANT_AT + 8) > 0;
}
