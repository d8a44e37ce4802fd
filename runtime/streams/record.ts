import { checksum, keySeed, spaceSeed } from "../codec/checksum.js";
import { readSortable, writeSortable } from "../codec/int64.js";
import { Scratch } from "../codec/scratch.js";
import type { Int } from "../values.js";

/** A physical row in a record, and how often it counts. */
export interface Entry {
  /** The packed row, which identifies it. */
  readonly row: Uint8Array;
  /** The first instant at which a newer version is visible. Null if there is none, or if the source has no `key`. */
  readonly superseded: Int | null;
  /**
   * Of a source without a `key`: the names of the pushes of the row, one after the other, so that a retry adds nothing.
   */
  readonly pushes: Uint8Array;
  /** How often a materialization found the row at most, and how often the last one has found it so far. */
  readonly seeded: number;
  readonly found: number;
}

/** Rows that are stored together. `run` and `batch` say what the last materialization has put into it so far. */
export interface Rows {
  readonly run: string;
  readonly batch: number;
  readonly entries: readonly Entry[];
}

export const noPushes: Uint8Array = new Uint8Array();
/** The lengths in bytes of a name in `pushes`, and of `run`. */
export const PUSH_BYTES = 8;
export const RUN_BYTES = 8;
export const noRun = "\0".repeat(RUN_BYTES);
export const noRows: Rows = { run: noRun, batch: 0, entries: [] };

const FORMAT = 0x83;

/** A text that identifies bytes. */
export const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");

export interface RecordCodec {
  readonly encode: (key: Uint8Array, rows: Rows) => Buffer;
  /** Throws if `encode` did not make these bytes for this key of this space. The message says what is wrong. */
  readonly decode: (key: Uint8Array, bytes: Uint8Array) => Rows;
}

/**
 * The format of a record: format (1 byte), run (8), batch, the number of entries; for each entry its row with its length
 * first, whether it is superseded (1) and when (8), its pushes (8 each) with their number first, `seeded`, `found`; a
 * checksum (4) of all this, of the space and of the key. Lengths and numbers are LEB128.
 */
export function recordCodec(space: string): RecordCodec {
  const seed = spaceSeed(space);
  const scratch = new Scratch();
  const writeBytes = (bytes: Uint8Array): void => {
    scratch.reserve(bytes.length);
    scratch.bytes.set(bytes, scratch.at);
    scratch.at += bytes.length;
  };

  return {
    encode: (key, { run, batch, entries }) => {
      scratch.at = 0;
      writeBytes(Buffer.of(FORMAT));
      writeBytes(Buffer.from(run, "latin1"));
      scratch.writeCount(batch);
      scratch.writeCount(entries.length);
      for (const { row, superseded, pushes, seeded, found } of entries) {
        scratch.writeCount(row.length);
        writeBytes(row);
        scratch.reserve(9);
        scratch.bytes[scratch.at++] = superseded === null ? 0 : 1;
        if (superseded !== null) {
          writeSortable(scratch.view, scratch.at, superseded);
          scratch.at += 8;
        }
        scratch.writeCount(pushes.length / PUSH_BYTES);
        writeBytes(pushes);
        scratch.writeCount(seeded);
        scratch.writeCount(found);
      }
      scratch.reserve(4);
      scratch.view.setUint32(scratch.at, checksum(keySeed(seed, key), scratch.view, scratch.at));
      scratch.at += 4;
      return scratch.copy();
    },
    decode: (key, bytes) => {
      const end = bytes.length - 4;
      if (bytes[0] !== FORMAT) throw new RangeError(`its format is ${bytes[0] ?? "missing"}, not ${FORMAT}`);
      if (end < 1 + RUN_BYTES) throw new RangeError("its bytes end too early");
      scratch.load(bytes);
      if (scratch.view.getUint32(end) !== checksum(keySeed(seed, key), scratch.view, end))
        throw new RangeError("its bytes are damaged or belong to another key: the checksum differs");
      scratch.end = end;
      // The bytes are not copied: entries are parts of them.
      const readBytes = (length: number): Uint8Array => {
        const at = scratch.take(length);
        return bytes.subarray(at, at + length);
      };
      scratch.take(1);
      const run = textOf(readBytes(RUN_BYTES));
      const batch = scratch.readCount();
      const entries = Array.from({ length: scratch.readCount() }, (): Entry => {
        const row = readBytes(scratch.readCount());
        const superseded = scratch.bytes[scratch.take(1)] === 1 ? readSortable(scratch.view, scratch.take(8)) : null;
        const pushes = readBytes(scratch.readCount() * PUSH_BYTES);
        return { row, superseded, pushes, seeded: scratch.readCount(), found: scratch.readCount() };
      });
      if (scratch.at !== scratch.end) throw new RangeError(`${scratch.end - scratch.at} bytes too many`);
      return { run, batch, entries };
    },
  };
}
