import { partText, viewText } from "../meta.js";
import type { ViewName, ViewSpace } from "../store.js";
import { crc16 } from "./crc16.js";

/**
 * The keys of a view: `feat:PROJECT:VIEW` for its record (the mark of its runs, the names of its metas), the same with
 * `:FINGERPRINT` for the meta of a definition, and with `:FINGERPRINT:` and a packed key for a row.
 *
 * In a cluster a view has 256 shards. A key belongs to the shard of its CRC-16. Each shard has a record and metas of its
 * own, and all its keys name the shard in braces, so that they have one slot: `feat:{PROJECT:VIEW:SHARD}`. So a script
 * and an MGET work within a shard, the meta that is read with rows is not newer than these, and a node that loses its
 * data loses the metas of its rows too.
 */
export interface Layout {
  /** The first shard speaks for the view as a whole: its meta moves last and is removed first. */
  readonly shards: readonly Shard[];
  readonly shardOf: (key: Uint8Array) => Shard;
}

export interface Shard {
  readonly index: number;
  readonly recordKey: (view: ViewName) => Buffer;
  /** Null outside of a cluster. */
  readonly slotOf: (view: ViewName) => number | null;
}

/** The key of a definition's meta, by that of its view's record. */
export const metaKey = (record: Buffer, { fingerprint }: ViewSpace): Buffer =>
  Buffer.concat([record, Buffer.from(`:${partText(fingerprint)}`)]);

export function wholeLayout(): Layout {
  const whole: Shard = { index: 0, recordKey: (view) => Buffer.from(`feat:${viewText(view)}`), slotOf: () => null };
  return { shards: [whole], shardOf: () => whole };
}

export function clusterLayout(): Layout {
  const shards = Array.from({ length: SHARDS }, (_, index): Shard => {
    const tag = (view: ViewName) => `${braceless(viewText(view))}:${index.toString(16).padStart(2, "0")}`;
    return {
      index,
      recordKey: (view) => Buffer.from(`feat:{${tag(view)}}`),
      slotOf: (view) => crc16(Buffer.from(tag(view))) % SLOTS,
    };
  });
  return { shards, shardOf: (key) => shards[crc16(key) % SHARDS]! };
}

const SHARDS = 256;
export const SLOTS = 16_384;

const braceless = (text: string): string => text.replace(/[{}]/g, encodeURIComponent);
