/**
 * The SQLite store: one file, for a machine, or for many machines that each have one.
 *
 * In: the path of a file. Out: an `OnlineStore`.
 * Always: several processes may have the file open. A read is one transaction, so all of it is of one instant: the
 * view's meta is of the same instant as the rows. A write, a swap, a move of the meta and a clear are each one
 * transaction that has the file's write lock from its start, which SQLite gives to one process at a time. So a reader
 * finds all of a view that is cleared, or nothing; and a run whose mark is gone moves no meta. Readers do not wait for a
 * writer (write-ahead log). An error of SQLite is thrown as a `StoreError`, and the store works on after it.
 *
 * `feat_rows` holds rows and records under (space, key), `feat_views` the metas and which spaces a view has,
 * `feat_marks` the marks of runs.
 */
import { randomUUID } from "node:crypto";
import { dirname, resolve } from "node:path";
import { StoreError } from "../../errors.js";
import { makeFolder } from "../../make-folder.js";
import { within } from "../call.js";
import { requireDistinctKeys } from "../distinct-keys.js";
import { laterMeta, packMeta, spaceText, unpackMeta } from "../meta.js";
import { stays } from "../newer.js";
import { recordKey } from "../record-key.js";
import { spaceId } from "../space-id.js";
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
import { loadSqlite } from "./driver.js";
import { StoreFile } from "./file.js";
import { reason } from "./reasons.js";

export interface SqliteStoreOptions {
  /** The file. It is made if it is not there. */
  readonly path: string;
}

export async function openSqlite({ path }: SqliteStoreOptions): Promise<OnlineStore> {
  if (typeof path !== "string" || path === "") throw new StoreError("", "the SQLite store needs the path of a file");
  const sqlite = await loadSqlite();
  const address = resolve(path);
  try {
    makeFolder(dirname(address));
    return new SqliteStore(address, await StoreFile.open(sqlite, address));
  } catch (error) {
    throw new StoreError(address, `can't open the SQLite store at ${address}: ${reason(error)}`, { cause: error });
  }
}

class SqliteStore implements OnlineStore {
  #closed = false;

  constructor(
    readonly address: string,
    private readonly file: StoreFile,
  ) {}

  read(requests: readonly ReadRequest[], options: CallOptions = {}): Promise<readonly ReadAnswer[]> {
    return this.#guard("read", options, () =>
      this.file.read(options.timeout, () =>
        requests.map(({ space, keys, records = [] }) => {
          const id = spaceId(space);
          const meta = this.#meta(space);
          return {
            meta: meta instanceof Unreadable ? meta : unpackMeta(space, meta),
            rows: keys.map((key) => this.#value(id, key)),
            records: records.map((key) => this.#value(id, recordKey(key))),
          };
        }),
      ),
    );
  }

  write(space: ViewSpace, rows: readonly StoredRow[], options: CallOptions = {}): Promise<number> {
    const [id, text] = [spaceId(space), spaceText(space)];
    return this.#write(options, () => {
      this.#register(space, id);
      let put = 0;
      for (const { key, value } of rows) {
        const stored = this.#value(id, key);
        if (stored instanceof Uint8Array && stays(text, key, stored, value)) continue;
        this.file.statement(PUT).run(id, key, value);
        put++;
      }
      return put;
    });
  }

  async swap(space: ViewSpace, swaps: readonly Swap[], options: CallOptions = {}): Promise<readonly boolean[]> {
    requireDistinctKeys(swaps);
    const id = spaceId(space);
    return this.#write(options, () => {
      this.#register(space, id);
      return swaps.map(({ key, expected, value }) => {
        const full = recordKey(key);
        const stored = this.#value(id, full);
        if (stored instanceof Unreadable) throw unreadable(this.address, `a record of view ${space.view}`, stored);
        const as = stored === null || expected === null ? stored === expected : stored.equals(expected);
        if (!as) return false;
        if (value !== null) this.file.statement(PUT).run(id, full, value);
        else if (stored !== null) this.file.statement(REMOVE).run(id, full);
        return true;
      });
    });
  }

  begin({ project, view }: ViewName): Promise<string> {
    return this.#write({}, () => {
      this.file.statement(MARK).run(project, view, randomUUID());
      return String(this.file.statement(FIND_MARK).get(project, view)?.mark);
    });
  }

  advance(space: ViewSpace, meta: ViewMeta, mark?: string): Promise<boolean> {
    const { project, view, fingerprint } = space;
    return this.#write({}, () => {
      if (mark !== undefined && this.file.statement(FIND_MARK).get(project, view)?.mark !== mark) return false;
      const stored = this.#meta(space);
      const before = stored instanceof Unreadable ? stored : unpackMeta(space, stored);
      if (before instanceof Unreadable && meta.complete === null)
        throw unreadable(this.address, `the metadata of view ${view}`, before);
      const next = packMeta(space, before instanceof Unreadable ? meta : laterMeta(before, meta));
      this.file.statement(PUT_META).run(project, view, fingerprint, spaceId(space), next);
      return true;
    });
  }

  clear({ project, view }: ViewName): Promise<number> {
    return this.#write({}, () => {
      const rows = this.file.statement(COUNT_ROWS).get(project, view)?.rows;
      for (const sql of CLEAR) this.file.statement(sql).run(project, view);
      return Number(rows);
    });
  }

  definitions({ project, view }: ViewName): Promise<readonly string[]> {
    return this.#guard("read", {}, () =>
      this.file.read(undefined, () =>
        this.file
          .statement(DEFINITIONS)
          .all(project, view)
          .map((row) => String((row as { readonly fingerprint: unknown }).fingerprint)),
      ),
    );
  }

  drop(space: ViewSpace): Promise<number> {
    const { project, view, fingerprint } = space;
    const id = spaceId(space);
    return this.#write({}, () => {
      const rows = this.file.statement(COUNT_OF_SPACE).get(id)?.rows;
      this.file.statement(DROP_ROWS).run(id);
      this.file.statement(DROP_META).run(project, view, fingerprint);
      return Number(rows);
    });
  }

  async sweep(space: ViewSpace, gone: (row: StoredRow) => boolean, remove: boolean): Promise<number> {
    const id = spaceId(space);
    let rows = 0;
    // Writers wait meanwhile, so a transaction looks at a part of the rows only.
    for (let from: Uint8Array | null = FIRST_ROW; from !== null; ) {
      const begin: Uint8Array = from;
      from = await this.#write({}, () => {
        const part = this.file
          .statement(ROWS_FROM)
          .all(id, begin)
          .map((row) => row as { readonly key: unknown; readonly value: unknown });
        for (const row of part) {
          const [key, value] = [bytesOf(row.key), bytesOf(row.value)];
          if (!(key instanceof Uint8Array && value instanceof Uint8Array && gone({ key, value }))) continue;
          rows++;
          if (remove) this.file.statement(REMOVE).run(id, key);
        }
        const last = bytesOf(part.at(-1)?.key);
        return part.length < ROWS_PER_SWEEP || !(last instanceof Uint8Array) ? null : last;
      });
    }
    return rows;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.file.close();
    } catch (error) {
      throw this.#problem("close", reason(error), error);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** So that `clear` finds the space. */
  #register({ project, view, fingerprint }: ViewSpace, id: Uint8Array): void {
    this.file.statement(REGISTER).run(project, view, fingerprint, id);
  }

  #meta({ project, view, fingerprint }: ViewSpace): Buffer | null | Unreadable {
    return bytesOf(this.file.statement(FIND_META).get(project, view, fingerprint)?.meta);
  }

  #value(id: Uint8Array, key: Uint8Array): Buffer | null | Unreadable {
    return bytesOf(this.file.statement(FIND).get(id, key)?.value);
  }

  #write<T>(options: CallOptions, work: () => T): Promise<T> {
    return this.#guard("write to", options, () => this.file.write(options.timeout, work));
  }

  async #guard<T>(what: string, options: CallOptions, action: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new StoreError(this.address, `the SQLite store at ${this.address} is closed`);
    const late = (milliseconds: number) => this.#problem(what, `it took longer than ${milliseconds} ms`);
    return within(options, late, async () => {
      try {
        return await action();
      } catch (error) {
        throw error instanceof StoreError ? error : this.#problem(what, reason(error), error);
      }
    });
  }

  #problem(what: string, why: string, cause?: unknown): StoreError {
    return new StoreError(this.address, `can't ${what} the SQLite store at ${this.address}: ${why}`, { cause });
  }
}

/** Before all keys of rows, and after those of records. */
const FIRST_ROW = Buffer.of(1);
const ROWS_PER_SWEEP = 2000;
const ROWS_FROM = `SELECT key, value FROM feat_rows WHERE space = ? AND key > ? ORDER BY key LIMIT ${ROWS_PER_SWEEP}`;
const FIND = "SELECT value FROM feat_rows WHERE space = ? AND key = ?";
const PUT = "INSERT INTO feat_rows VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value";
const REMOVE = "DELETE FROM feat_rows WHERE space = ? AND key = ?";
const FIND_META = "SELECT meta FROM feat_views WHERE project = ? AND view = ? AND fingerprint = ?";
const PUT_META = "INSERT INTO feat_views VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET meta = excluded.meta";
const REGISTER = "INSERT INTO feat_views VALUES (?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING";
const MARK = "INSERT INTO feat_marks VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
const FIND_MARK = "SELECT mark FROM feat_marks WHERE project = ? AND view = ?";
const OF_VIEW = "space IN (SELECT space FROM feat_views WHERE project = ? AND view = ?)";
const DEFINITIONS = "SELECT fingerprint FROM feat_views WHERE project = ? AND view = ? AND meta IS NOT NULL";
const COUNT_OF_SPACE = "SELECT count(*) AS rows FROM feat_rows WHERE space = ? AND key >= x'01'";
const DROP_ROWS = "DELETE FROM feat_rows WHERE space = ?";
const DROP_META = "DELETE FROM feat_views WHERE project = ? AND view = ? AND fingerprint = ?";
/** A record's key begins with a zero byte. */
const COUNT_ROWS = `SELECT count(*) AS rows FROM feat_rows WHERE ${OF_VIEW} AND key >= x'01'`;
const CLEAR = [
  `DELETE FROM feat_rows WHERE ${OF_VIEW}`,
  "DELETE FROM feat_views WHERE project = ? AND view = ?",
  "DELETE FROM feat_marks WHERE project = ? AND view = ?",
];

function bytesOf(value: unknown): Buffer | null | Unreadable {
  if (value === undefined || value === null) return null;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return new Unreadable("its row of the table holds no bytes, and another program wrote it", true);
}
