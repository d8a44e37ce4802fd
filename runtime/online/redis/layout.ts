import { createHash } from "node:crypto";
import { partText, viewText } from "../meta.js";
import type { ViewName, ViewSpace } from "../store.js";
import { crc16 } from "./crc16.js";

/**
 * The keys of a view: `feat:PROJECT:VIEW` for its record (the mark of its runs, the names of its metas), the same with
 * `:FINGERPRINT` for the meta of a definition. There are many rows, so their keys are short: `feat:`, a hash of the view
 * and one of the fingerprint, `:`, and the packed key. The checksum of a row covers the names themselves.
 *
 * In a cluster a view has 256 shards. A key belongs to the shard of its CRC-16. Each shard has a record and metas of its
 * own, and all its keys name the shard in braces, so that they have one slot: `feat:{HASH:SHARD}`. So a script and an
 * MGET work within a shard, the meta that is read with rows is not newer than these, and a node that loses its data
 * loses the metas of its rows too.
 */
export interface Layout {
  /** The first shard speaks for the view as a whole: its meta moves last and is removed first. */
  readonly shards: readonly Shard[];
  readonly shardOf: (key: Uint8Array) => Shard;
}

export interface Shard {
  readonly index: number;
  readonly recordKey: (view: ViewName) => Buffer;
  /** What the keys of the view's rows begin with, under any definition. Equally long in all shards. */
  readonly rowStem: (view: ViewName) => Buffer;
  /** Null outside of a cluster. */
  readonly slotOf: (view: ViewName) => number | null;
}

/** The key of a definition's meta, by that of its view's record. */
export const metaKey = (record: Buffer, { fingerprint }: ViewSpace): Buffer =>
  Buffer.concat([record, Buffer.from(`:${partText(fingerprint)}`)]);

/** What the keys of a definition's rows begin with, by the stem of its view. */
export const rowPrefix = (stem: Buffer, { fingerprint }: Pick<ViewSpace, "fingerprint">): Buffer =>
  Buffer.concat([stem, Buffer.from(`${shortHash(fingerprint)}:`)]);

/** How long `rowPrefix` makes a stem. */
export const ROW_PREFIX_BYTES = 13;

export function wholeLayout(): Layout {
  const whole: Shard = {
    index: 0,
    recordKey: (view) => Buffer.from(`feat:${viewText(view)}`),
    rowStem: (view) => Buffer.from(`feat:${shortHash(viewText(view))}`),
    slotOf: () => null,
  };
  return { shards: [whole], shardOf: () => whole };
}

export function clusterLayout(): Layout {
  const shards = Array.from({ length: SHARDS }, (_, index): Shard => {
    const tag = (view: ViewName) => `${shortHash(viewText(view))}:${index.toString(16).padStart(2, "0")}`;
    const recordKey = (view: ViewName) => Buffer.from(`feat:{${tag(view)}}`);
    return { index, recordKey, rowStem: recordKey, slotOf: (view) => crc16(Buffer.from(tag(view))) % SLOTS };
  });
  return { shards, shardOf: (key) => shards[crc16(key) % SHARDS]! };
}

/** The first 9 bytes of SHA-256 as 12 letters of base64url: enough for a row's key, whose checksum tells the rest. */
const shortHash = (text: string): string =>
  createHash("sha256").update(text).digest().subarray(0, 9).toString("base64url");

const SHARDS = 256;
export const SLOTS = 16_384;
