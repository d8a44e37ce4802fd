/**
 * The online store: what every kind of it does.
 *
 * In: packed rows under packed keys (see `codec/`). Out: the same.
 * Always: a row is replaced only by one whose T is not less (equal T replaces: a correction), also when several
 * processes write at once; a row that is damaged or not of its key is replaced whatever its T; what concerns a view and all its rows lives under (project, view, fingerprint), so
 * that rows of another definition are never read; one `read` is one round trip and sees the view's meta no newer than its rows.
 */
import type { Int } from "../values.js";
import type { Unreadable } from "./unreadable.js";

export interface ViewSpace {
  readonly project: string;
  readonly view: string;
  readonly fingerprint: string;
}

export interface ViewMeta {
  /** The greatest T of a run that was finished; null before the first. */
  readonly asOf: Int | null;
  /** The greatest T of a finished run that read all rows (no `from`). */
  readonly complete: Int | null;
}

export interface ReadRequest {
  readonly space: ViewSpace;
  readonly keys: readonly Uint8Array[];
}
export interface ReadAnswer {
  readonly meta: ViewMeta | Unreadable;
  /** One per key, in order; null where nothing is stored. The bytes are as they are found: `codec/` tells whether they are a row. */
  readonly rows: readonly (Uint8Array | null | Unreadable)[];
}

export interface StoredRow {
  readonly key: Uint8Array;
  /** As `codec/` packs it: T stands in its bytes 1 to 8. */
  readonly value: Uint8Array;
}

export interface OnlineStore extends AsyncDisposable {
  /** `redis://host:port` without user and password, or a path: for messages. */
  readonly address: string;
  read(requests: readonly ReadRequest[]): Promise<readonly ReadAnswer[]>;
  /** Puts each row that is not older than the stored one, if that is a whole row of its key; returns how many were put. */
  write(space: ViewSpace, rows: readonly StoredRow[]): Promise<number>;
  /**
   * Moves the view's meta forward, each part on its own; never back. Meta that can't be read is replaced, but only with a `complete`
   * instant: else one would be lost.
   */
  advance(space: ViewSpace, meta: ViewMeta): Promise<void>;
  close(): Promise<void>;
}

/** A kind of store as `feat.yaml` names it, and how one is opened. */
export interface StoreKind {
  readonly kind: string;
  /** The property of the target's `online` that says where. */
  readonly location: "path" | "url";
  readonly open: (location: string) => OnlineStore;
}
