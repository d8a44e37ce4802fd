/**
 * The online store: what every kind of store does.
 *
 * In: packed rows under packed keys (see `codec/`). Out: the same.
 * Always: a row is replaced only by a row whose T is not less (an equal T replaces it: a correction), even when several
 * processes write at once. A row that is damaged or under the wrong key is replaced whatever its T. A view's meta and
 * its rows live under (project, view, fingerprint), so that rows of another definition are never read. One `read` is
 * one round trip, and the view's meta that it sees is not newer than the rows. A view that is being cleared has no
 * meta, so that nobody takes the remaining rows for all of them.
 */
import type { Int } from "../values.js";
import type { Unreadable } from "./unreadable.js";

export interface ViewSpace {
  readonly project: string;
  readonly view: string;
  readonly fingerprint: string;
}

/** A view under all its definitions. */
export type ViewName = Pick<ViewSpace, "project" | "view">;

export interface ViewMeta {
  /** The greatest T of a finished run. Null before the first. */
  readonly asOf: Int | null;
  /** The greatest T of a finished run that read all rows (without `from`). */
  readonly complete: Int | null;
}

export interface ReadRequest {
  readonly space: ViewSpace;
  readonly keys: readonly Uint8Array[];
}
export interface ReadAnswer {
  readonly meta: ViewMeta | Unreadable;
  /**
   * One per key, in order. Null if nothing is stored. The bytes are as they were found: `codec/` checks whether they
   * are a row.
   */
  readonly rows: readonly (Uint8Array | null | Unreadable)[];
}

export interface StoredRow {
  readonly key: Uint8Array;
  /** As `codec/` packs it: T is in bytes 1 to 8. */
  readonly value: Uint8Array;
}

export interface OnlineStore extends AsyncDisposable {
  /** `redis://host:port` without user and password, or a path. For messages. */
  readonly address: string;
  read(requests: readonly ReadRequest[]): Promise<readonly ReadAnswer[]>;
  /**
   * Puts each row that is not older than the stored one. A stored row that is damaged or under the wrong key does not
   * count. Returns how many rows were put.
   */
  write(space: ViewSpace, rows: readonly StoredRow[]): Promise<number>;
  /**
   * A mark for a run that is about to write. It stays until the view is cleared or the store loses its data. All runs
   * of a view share one.
   */
  begin(view: ViewName): Promise<string>;
  /**
   * Moves the view's meta forward, each part on its own, and never back. A meta that cannot be read is replaced only by
   * one with a `complete` instant: otherwise the stored one would be lost. If `mark` is no longer there, rows of the
   * run are gone: nothing is moved, and the result is false.
   */
  advance(space: ViewSpace, meta: ViewMeta, mark?: string): Promise<boolean>;
  /** Removes the view's meta and then its rows, for all its definitions. Returns how many rows were removed. */
  clear(view: ViewName): Promise<number>;
  close(): Promise<void>;
}

/** A kind of store as `feat.yaml` names it, and how to open one. */
export interface StoreKind {
  readonly kind: string;
  /** The property of the target's `online` that says where the store is. */
  readonly location: "path" | "url";
  readonly open: (location: string) => OnlineStore;
}
