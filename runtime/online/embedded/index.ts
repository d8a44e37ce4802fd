/**
 * The embedded store: LMDB in this process, for development, tests and single machines.
 *
 * In: a folder. Out: an `OnlineStore`.
 * Always: several processes may have the folder open; a write compares and puts in one write transaction, which LMDB
 * gives to one process at a time; a read is one snapshot.
 */
import { randomUUID } from "node:crypto";
import { accessSync, closeSync, constants, openSync, readSync } from "node:fs";
import { join, resolve } from "node:path";
import { open, type RootDatabase } from "lmdb";
import { INSTANT_AT } from "../../codec/index.js";
import { messageOf, StoreError } from "../../errors.js";
import { makeFolder } from "../../make-folder.js";
import { laterMeta, packMeta, unpackMeta } from "../meta.js";
import type { OnlineStore, ReadAnswer, ReadRequest, StoredRow, ViewMeta, ViewName, ViewSpace } from "../store.js";
import { endOf, isRowKey, spacePrefix, viewPrefix } from "./prefix.js";

export function openEmbedded(path: string): OnlineStore {
  if (typeof path !== "string" || path === "")
    throw new StoreError("", "the embedded store needs the path of a folder");
  return new EmbeddedStore(resolve(path));
}

const KEYS_PER_REMOVAL = 10_000;

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
    try {
      makeFolder(path);
      accessSync(path, constants.R_OK | constants.W_OK);
      checkFile(join(path, "data.mdb"));
      return open<Buffer, Uint8Array>({
        path,
        encoding: "binary",
        keyEncoding: "binary",
        noSubdir: false,
        // With it, a writer that another process's death finds between commit and sync is beyond recovery (MDB_PANIC).
        overlappingSync: false,
      });
    } catch (error) {
      throw new StoreError(path, `can't open the embedded store at ${path}: ${messageOf(error)}`, { cause: error });
    }
  }

  async read(requests: readonly ReadRequest[]): Promise<readonly ReadAnswer[]> {
    return this.#guard("read", () => {
      // Without this a reader keeps the snapshot of its event turn and does not see what another process committed.
      this.#db.resetReadTxn();
      return requests.map(({ space, keys }) => {
        const prefix = this.#prefix(space);
        return {
          meta: unpackMeta(this.#db.getBinary(prefix)),
          rows: keys.map((key) => this.#db.getBinary(Buffer.concat([prefix, key])) ?? null),
        };
      });
    });
  }

  async write(space: ViewSpace, rows: readonly StoredRow[]): Promise<number> {
    const prefix = this.#prefix(space);
    return this.#guard("write", () =>
      this.#db.transaction(() => {
        let put = 0;
        for (const { key, value } of rows) {
          const full = Buffer.concat([prefix, key]);
          if (isNewer(this.#db.getBinaryFast(full), value)) continue;
          this.#db.putSync(full, Buffer.from(value));
          put++;
        }
        return put;
      }),
    );
  }

  async begin(view: ViewName): Promise<string> {
    const key = viewPrefix(view);
    return this.#guard("write", () =>
      this.#db.transaction(() => {
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
    return this.#guard("write", () =>
      this.#db.transaction(() => {
        if (mark !== undefined && this.#db.getBinary(viewPrefix(space))?.toString() !== mark) return false;
        this.#db.putSync(prefix, packMeta(laterMeta(unpackMeta(this.#db.getBinary(prefix)), meta)));
        return true;
      }),
    );
  }

  async clear(view: ViewName): Promise<number> {
    const start = viewPrefix(view);
    const end = endOf(start);
    return this.#guard("write", () =>
      // One transaction: who reads meanwhile finds all of the view or nothing.
      this.#db.transaction(() => {
        let rows = 0;
        for (;;) {
          // A cursor must not run over what is being removed.
          const keys = [...this.#db.getKeys({ start, end, limit: KEYS_PER_REMOVAL })];
          for (const key of keys) {
            if (isRowKey(key)) rows++;
            this.#db.removeSync(key);
          }
          if (keys.length < KEYS_PER_REMOVAL) return rows;
        }
      }),
    );
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#db.close();
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

  async #guard<T>(what: string, action: () => T | Promise<T>): Promise<T> {
    if (this.#closed) throw new StoreError(this.address, `the embedded store at ${this.address} is closed`);
    try {
      return await action();
    } catch (error) {
      throw new StoreError(this.address, `can't ${what} the embedded store at ${this.address}: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }
}

/** LMDB brings the process down on a file that is not its own, so its mark is looked for first. An empty file is a new one. */
function checkFile(path: string): void {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  try {
    const head = Buffer.alloc(28);
    const length = readSync(file, head, 0, 28, 0);
    const mark = 0xbeefc0de;
    if (length > 0 && head.readUInt32LE(24) !== mark && head.readUInt32BE(24) !== mark)
      throw new Error("its data.mdb is no LMDB database");
  } finally {
    closeSync(file);
  }
}

/** Is the stored row's T greater? Equal T is not: a correction overwrites. */
function isNewer(stored: Buffer | undefined, value: Uint8Array): boolean {
  if (!stored || stored.length < INSTANT_AT + 8) return false;
  return stored.compare(value, INSTANT_AT, INSTANT_AT + 8, INSTANT_AT, INSTANT_AT + 8) > 0;
}
