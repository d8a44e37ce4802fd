import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { OnlineStore, StoreSettings, ViewSpace } from "../../runtime/online/store.js";

/** A kind of store at one place, as the conformance suite uses it. */
export interface StoreUnderTest {
  /** Names the store in test titles. */
  readonly name: string;
  /** The kind's name in `feat.yaml`. */
  readonly kind: string;
  /** The settings in `feat.yaml` that open the store. Each call of the suite that opens one passes these. */
  readonly settings: StoreSettings;
  /** The bytes under a row's key, or of the view's meta (null), as another program sees them. Null if there are none. */
  get(space: ViewSpace, key: Uint8Array | null): Promise<Buffer | null>;
  set(space: ViewSpace, key: Uint8Array | null, bytes: Uint8Array): Promise<void>;
  /**
   * For a store that removes rows some time after they expire: the second since the epoch from which it may; null if it
   * may not.
   */
  readonly expires?: (space: ViewSpace, key: Uint8Array) => Promise<number | null>;
  /** More keys than the store takes in one request. The default is 6,000. */
  readonly many?: number;
  /** A row of so many bytes fits. A row of `tooLarge` bytes is refused; null if a test can't make one. */
  readonly limits: { readonly fits: number; readonly tooLarge: number | null };
  /** Settings with which the store can't be used, and the message. */
  readonly refused: readonly Refused[];
  readonly close: () => Promise<void>;
}

export interface Refused {
  readonly title: string;
  readonly settings: StoreSettings | (() => Promise<StoreSettings>);
  readonly message: RegExp;
  /** With `read`, opening or reading fails; with `write`, reading works. */
  readonly fails: "read" | "write";
}

/** Opens a store as `feat` does for a target. */
export async function openStore(kind: string, settings: StoreSettings): Promise<OnlineStore> {
  const { onlineStores } = await import("../../runtime/online/registry.js");
  const found = onlineStores.get(kind);
  if (found === undefined) throw new Error(`no store of kind ${kind}`);
  return found.open(settings, { folder: "/" });
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "feat-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A space of its own for a test, so that tests can share a server. */
export const newSpace = (view = "v"): ViewSpace => ({ project: `p-${randomUUID()}`, view, fingerprint: "f0" });
