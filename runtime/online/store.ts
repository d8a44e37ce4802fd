/**
 * The online store: what every kind of store does.
 *
 * In: packed rows under packed keys (see `codec/`). Out: the same.
 * Always: a row is replaced only by a row whose T is not less (an equal T replaces it: a correction), even when several
 * processes write at once. A row that is damaged or under the wrong key is replaced whatever its T. A view's meta, its
 * rows and its records live under (project, view, fingerprint), so that those of another definition are never read. One
 * `read` is one round trip, and the view's meta that it sees is not newer than the rows. A view that is being cleared
 * has no meta, so that nobody takes the remaining rows for all of them.
 */
import type { Int } from "../values.js";
import type { CallOptions } from "./call.js";
import type { Unreadable } from "./unreadable.js";

export type { CallOptions } from "./call.js";

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
  /**
   * Rows of the view may go by themselves so long after their ttl, in microseconds, by the clock. Absent if none ever
   * does.
   */
  readonly retention?: Int;
}

export interface ReadRequest {
  readonly space: ViewSpace;
  readonly keys: readonly Uint8Array[];
  /** Keys of records that are read in the same round trip. */
  readonly records?: readonly Uint8Array[] | undefined;
}
export interface ReadAnswer {
  readonly meta: ViewMeta | Unreadable;
  /**
   * One per key, in order. Null if nothing is stored. The bytes are as they were found: `codec/` checks whether they
   * are a row.
   */
  readonly rows: readonly (Uint8Array | null | Unreadable)[];
  /** One per record that was asked for, in order. Null if nothing is stored. */
  readonly records: readonly (Uint8Array | null | Unreadable)[];
}

export interface StoredRow {
  /** 1 to 513 bytes, as `codec/` packs a key. The first byte is not 0. */
  readonly key: Uint8Array;
  /** As `codec/` packs it: T is in bytes 1 to 8. */
  readonly value: Uint8Array;
  /**
   * From this instant on, by the clock, the store may remove the row by itself. Absent if it must stay. A row that is
   * replaced takes over what the new one says.
   */
  readonly expires?: Int;
}

/**
 * A change of one record: bytes beside a view's rows, which a store keeps and does not look into. The record is
 * replaced only if it is as expected.
 */
export interface Swap {
  /** 1 to 512 bytes of any kind. */
  readonly key: Uint8Array;
  /** The bytes that the record must have. Null: it must not exist. */
  readonly expected: Uint8Array | null;
  /** The bytes that it has afterwards. Null: it is removed. */
  readonly value: Uint8Array | null;
}

export interface OnlineStore extends AsyncDisposable {
  /** `redis://host:port` without user and password, or a path. For messages. */
  readonly address: string;
  read(requests: readonly ReadRequest[], options?: CallOptions): Promise<readonly ReadAnswer[]>;
  /**
   * Puts each row that is not older than the stored one. A stored row that is damaged or under the wrong key does not
   * count. If a key occurs several times, the row with the greatest T stays, and the last one of these. Returns how
   * many rows were put.
   */
  write(space: ViewSpace, rows: readonly StoredRow[], options?: CallOptions): Promise<number>;
  /**
   * Changes records of a view. Each is compared and replaced in one step. Returns for each swap whether it was done.
   * The keys must be distinct.
   */
  swap(space: ViewSpace, swaps: readonly Swap[], options?: CallOptions): Promise<readonly boolean[]>;
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
  /**
   * Removes the view's meta and then its rows and records, for all its definitions. Returns how many rows were removed.
   */
  clear(view: ViewName): Promise<number>;
  /** The fingerprints of a view's definitions that have a meta, in no order. */
  definitions(view: ViewName): Promise<readonly string[]>;
  /**
   * Removes the meta of one definition, and then its rows and records. Returns how many rows were removed. The other
   * definitions and the view's mark stay. The caller sees to it that no run fills it meanwhile.
   */
  drop(space: ViewSpace): Promise<number>;
  /**
   * Removes the rows of a definition that `gone` tells, each only as long as it is as it was when it was looked at.
   * Without `remove` it counts them. Returns how many there are. Null in a store that removes rows by itself when they
   * expire.
   */
  readonly sweep: ((space: ViewSpace, gone: (row: StoredRow) => boolean, remove: boolean) => Promise<number>) | null;
  close(): Promise<void>;
}

/** What a store of a target in `feat.yaml` is opened in. */
export interface StoreContext {
  /** The project's folder. Relative paths in the options begin there. */
  readonly folder: string;
  /** How long a read may take, in milliseconds, if the settings do not say it. The default is the kind's. */
  readonly patience?: number | undefined;
}

/**
 * A kind of store: its name in `feat.yaml`, the JSON Schema of its settings there, and how to open one. `open` loads
 * the kind's driver. The settings have the schema's shape, with environment variables already replaced.
 */
export interface StoreKind {
  readonly kind: string;
  readonly schema: StoreSchema;
  readonly open: (settings: StoreSettings, context: StoreContext) => Promise<OnlineStore>;
}

/** The settings of a target's `online`, without `kind`. */
export type StoreSettings = Readonly<Record<string, unknown>>;

/** The JSON Schema of a map of settings. Each property has a description and examples. */
export interface StoreSchema {
  /** What the kind is, in a sentence or two. */
  readonly description: string;
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, object>>;
}
