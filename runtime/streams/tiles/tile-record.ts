import { checksum, keySeed, spaceSeed } from "../../codec/checksum.js";
import { Scratch } from "../../codec/scratch.js";
import { textOf } from "../record.js";
import { readSummary, type Summary, writeSummary } from "./summary.js";

/**
 * What is known of the rows of a bucket. Null: a writer changes the rows, or was stopped while it did, so that only the
 * rows tell. `mark` names that writer.
 */
export interface Tile {
  /** The number of the bucket within the span. */
  readonly place: number;
  readonly mark: string | null;
  readonly summary: Summary | null;
}

/** The tiles of an entity in a span of time, in order. A bucket without rows has none. */
export type Tiles = readonly Tile[];

export const MARK_BYTES = 8;
const FORMAT = 0x85;

export interface TileCodec {
  readonly encode: (key: Uint8Array, tiles: Tiles) => Buffer;
  /** Throws if `encode` did not make these bytes for this key of this space. The message says what is wrong. */
  readonly decode: (key: Uint8Array, bytes: Uint8Array) => Tiles;
}

/**
 * The format: format (1 byte), the number of tiles; for each its place, whether it has a mark (1), and the mark (8) or
 * the summary; a checksum (4) of all this, of the space and of the key.
 */
export function tileCodec(space: string, parts: number): TileCodec {
  const seed = spaceSeed(space);
  const scratch = new Scratch();
  return {
    encode: (key, tiles) => {
      scratch.bytes[0] = FORMAT;
      scratch.at = 1;
      scratch.writeCount(tiles.length);
      for (const { place, mark, summary } of tiles) {
        scratch.writeCount(place);
        scratch.reserve(1);
        scratch.bytes[scratch.at++] = mark === null ? 0 : 1;
        if (mark !== null) scratch.writeBytes(Buffer.from(mark, "latin1"));
        else writeSummary(scratch, summary!);
      }
      scratch.reserve(4);
      scratch.view.setUint32(scratch.at, checksum(keySeed(seed, key), scratch.view, scratch.at));
      scratch.at += 4;
      return scratch.copy();
    },
    decode: (key, bytes) => {
      if (bytes[0] !== FORMAT) throw new RangeError(`its format is ${bytes[0] ?? "missing"}, not ${FORMAT}`);
      if (bytes.length < 6) throw new RangeError("its bytes end too early");
      const from = Scratch.over(bytes);
      from.end -= 4;
      if (from.view.getUint32(from.end) !== checksum(keySeed(seed, key), from.view, from.end))
        throw new RangeError("its bytes are damaged or belong to another key: the checksum differs");
      from.at = 1;
      const tiles: Tile[] = [];
      for (let left = from.readCount(); left > 0; left--) {
        const place = from.readCount();
        const marked = from.bytes[from.take(1)] === 1;
        const mark = marked ? textOf(from.readBytes(MARK_BYTES)) : null;
        tiles.push({ place, mark, summary: marked ? null : readSummary(from, parts) });
      }
      if (from.at !== from.end) throw new RangeError("it has bytes too many");
      return tiles;
    },
  };
}
