/**
 * The embedded store: LMDB in this process, for development, tests and single machines.
 *
 * In: a folder. Out: an `OnlineStore`.
 * Always: several processes may have the folder open; a write compares and puts in one write transaction, which LMDB
 * gives to one process at a time; a read is one snapshot; what LMDB throws is a `StoreError`, and the store goes on after it.
 *
 * Transactions are LMDB's synchronous ones: of the asynchronous ones, a commit that fails (a full disk) rejects promises that nobody
 * holds, which ends the process.
 */
import { createHash } from "node:crypto";
import { accessSync, constants, truncateSync } from "node:fs";
import { join, resolve } from "node:path";
import { open, type RootDatabase } from "lmdb";
import { INSTANT_AT, rowIsIntact } from "../../codec/index.js";
import { StoreError } from "../../errors.js";
import { makeFolder } from "../../make-folder.js";
import { laterMeta, packMeta, spaceText, unpackMeta } from "../meta.js";
import type { OnlineStore, ReadAnswer, ReadRequest, StoredRow, ViewMeta, ViewSpace } from "../store.js";
import { Unreadable, unreadable } from "../unreadable.js";
import { checkFile } from "./check-file.js";
import { makeLockFile } from "./lock-file.js";
import { isReadersFull, READERS, reason } from "./reasons.js";

export function openEmbedded(path: string): OnlineStore {
  if (typeof path !== "string" || path === "")
    throw new StoreError("", "the embedded store needs the path of a folder");
  return new EmbeddedStore(resolve(path));
}

class EmbeddedStore implements OnlineStore {
  readonly address: string;
  readonly #db: RootDatabase<Buffer, Uint8Array>;
  /** A view's rows and meta stand under 16 bytes of a hash, which keeps keys short whatever the names. */
  readonly #prefixes = new Map<string, Buffer>();
  #closed = false;

  constructor(path: string) {
    this.address = path;
    this.#db = this.#open(path);
  }

  #open(path: string): RootDatabase<Buffer, Uint8Array> {
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
        // With it, a writer that another process's death finds between commit and sync is beyond recovery (MDB_PANIC).
        overlappingSync: false,
      });
      if (short) db.transactionSync(() => lengthen(data));
      return db;
    } catch (error) {
      throw new StoreError(path, `can't open the embedded store at ${path}: ${reason(error)}`, { cause: error });
    }
  }

  async read(requests: readonly ReadRequest[]): Promise<readonly ReadAnswer[]> {
    return this.#guard("read", () => {
      try {
        return this.#snapshot(requests);
      } catch (error) {
        if (!isReadersFull(error)) throw error;
        // Processes that died still have their places: these are freed, and then there may be one.
        this.#db.readerCheck();
        return this.#snapshot(requests);
      }
    });
  }

  #snapshot(requests: readonly ReadRequest[]): readonly ReadAnswer[] {
    // Without this a reader keeps the snapshot of its event turn and does not see what another process committed.
    this.#db.resetReadTxn();
    return requests.map(({ space, keys }) => {
      const prefix = this.#prefix(space);
      return {
        meta: unpackMeta(space, this.#db.getBinary(prefix)),
        rows: keys.map((key) => this.#db.getBinary(Buffer.concat([prefix, key])) ?? null),
      };
    });
  }

  async write(space: ViewSpace, rows: readonly StoredRow[]): Promise<number> {
    const [prefix, text] = [this.#prefix(space), spaceText(space)];
    return this.#guard("write to", () =>
      this.#db.transactionSync(() => {
        let put = 0;
        for (const { key, value } of rows) {
          const full = Buffer.concat([prefix, key]);
          if (isNewer(this.#db.getBinaryFast(full), value)) {
            const stored = this.#db.getBinary(full);
            // A damaged row would else stand for ever, if its T happens to be great.
            if (stored && rowIsIntact(text, key, stored)) continue;
          }
          this.#db.putSync(full, Buffer.from(value));
          put++;
        }
        return put;
      }),
    );
  }

  async advance(space: ViewSpace, meta: ViewMeta): Promise<void> {
    const prefix = this.#prefix(space);
    await this.#guard("write to", () =>
      this.#db.transactionSync(() => {
        const before = unpackMeta(space, this.#db.getBinary(prefix));
        if (before instanceof Unreadable && meta.complete === null)
          throw unreadable(this.address, `the metadata of view ${space.view}`, before);
        this.#db.putSync(prefix, packMeta(space, before instanceof Unreadable ? meta : laterMeta(before, meta)));
      }),
    );
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    try {
      await this.#guard("close", () => this.#db.close());
    } finally {
      this.#closed = true;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #prefix(space: ViewSpace): Buffer {
    const text = spaceText(space);
    const known = this.#prefixes.get(text);
    if (known) return known;
    const prefix = createHash("sha256").update(text).digest().subarray(0, 16);
    this.#prefixes.set(text, prefix);
    return prefix;
  }

  async #guard<T>(what: string, action: () => T | Promise<T>): Promise<T> {
    if (this.#closed) throw new StoreError(this.address, `the embedded store at ${this.address} is closed`);
    try {
      return await action();
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw new StoreError(this.address, `can't ${what} the embedded store at ${this.address}: ${reason(error)}`, {
        cause: error,
      });
    }
  }
}

/**
 * LMDB reads its file as memory, and a read behind the file's end ends the process; of zeros it says that they are no page of its own. Within
 * a write transaction no other process makes the file longer at the same time.
 */
function lengthen(path: string): void {
  const length = checkFile(path);
  if (length !== null) truncateSync(path, length);
}

/** Is the stored row's T greater? Equal T is not: a correction overwrites. */
function isNewer(stored: Buffer | undefined, value: Uint8Array): boolean {
  if (!stored || stored.length < INSTANT_AT + 8) return false;
  return stored.compare(value, INSTANT_AT, INSTANT_AT + 8, INSTANT_AT, INSTANT_AT + 8) > 0;
}
