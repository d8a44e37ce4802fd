import { setTimeout as wait } from "node:timers/promises";
import type { Sqlite, SqliteFile, SqliteStatement } from "./driver.js";
import { isBusy } from "./reasons.js";

/** How long to try for a lock that other processes have, in milliseconds, unless the call says less. */
const PATIENCE = 10_000;

/**
 * An open file.
 *
 * Always: a transaction runs within one turn of the event loop. Where another process has the lock, it is tried again
 * in later turns, so that this process goes on with other work.
 */
export class StoreFile {
  readonly #file: SqliteFile;
  readonly #statements = new Map<string, SqliteStatement>();

  private constructor(file: SqliteFile) {
    this.#file = file;
  }

  static async open(sqlite: Sqlite, path: string): Promise<StoreFile> {
    const file = new StoreFile(new sqlite.DatabaseSync(path, { timeout: 0 }));
    try {
      await file.#patiently(PATIENCE, () => {
        // Readers and a writer do not wait for each other. What a commit wrote last may be lost with the machine's
        // power, but never an earlier commit without it.
        file.#file.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
        file.#transaction("BEGIN IMMEDIATE", () => file.#file.exec(TABLES));
      });
    } catch (error) {
      file.close();
      throw error;
    }
    return file;
  }

  /** All that the work reads is of one instant. */
  read<T>(timeout: number | undefined, work: () => T): Promise<T> {
    return this.#patiently(timeout, () => this.#transaction("BEGIN", work));
  }

  /** The work reads and writes in one step. */
  write<T>(timeout: number | undefined, work: () => T): Promise<T> {
    return this.#patiently(timeout, () => this.#transaction("BEGIN IMMEDIATE", work));
  }

  statement(sql: string): SqliteStatement {
    const known = this.#statements.get(sql) ?? this.#file.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }

  close(): void {
    this.#statements.clear();
    this.#file.close();
  }

  async #patiently<T>(timeout = PATIENCE, work: () => T): Promise<T> {
    const end = performance.now() + timeout;
    for (;;) {
      try {
        return work();
      } catch (error) {
        if (!isBusy(error) || performance.now() >= end) throw error;
      }
      await wait(1 + Math.random() * 9);
    }
  }

  #transaction<T>(begin: string, work: () => T): T {
    this.#file.exec(begin);
    try {
      const result = work();
      this.#file.exec("COMMIT");
      return result;
    } catch (error) {
      try {
        this.#file.exec("ROLLBACK");
      } catch {
        // SQLite has ended the transaction itself (a full disk).
      }
      throw error;
    }
  }
}

const TABLES = `
CREATE TABLE IF NOT EXISTS feat_marks (project TEXT, view TEXT, mark TEXT NOT NULL, PRIMARY KEY (project, view)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS feat_views (
  project TEXT, view TEXT, fingerprint TEXT, space BLOB NOT NULL, meta BLOB, PRIMARY KEY (project, view, fingerprint)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS feat_rows (space BLOB, key BLOB, value BLOB NOT NULL, PRIMARY KEY (space, key)) WITHOUT ROWID;
`;
