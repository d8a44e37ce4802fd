import { checksum, keySeed, spaceSeed } from "../../codec/checksum.js";
import { Scratch } from "../../codec/scratch.js";
import { textOf } from "../record.js";
import { Summary } from "./summary.js";

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

/** Neighbours, so that a read of many of them takes few steps. */
export interface TileGroup {
  readonly place: number;
  /** Of all of them together. Null if one has a mark. */
  readonly summary: Summary | null;
  /** In order. A bucket without rows has none. */
  readonly tiles: readonly Tile[];
}

/** The tiles of an entity in a span of time, in order. */
export type Tiles = readonly TileGroup[];

const TILES_PER_GROUP = 8;
export const groupOf = (tile: number): number => Math.floor(tile / TILES_PER_GROUP);

export const MARK_BYTES = 8;
const FORMAT = 0x85;

export interface TileCodec {
  readonly encode: (key: Uint8Array, tiles: Tiles) => Buffer;
  /**
   * Throws if `encode` did not make these bytes for this key of this space. The message says what is wrong. The tiles of
   * a group are unpacked when they are read.
   */
  readonly decode: (key: Uint8Array, bytes: Uint8Array) => Tiles;
}

/**
 * The format: format (1 byte), the number of groups; for each its place, whether it has a summary (1), the summary, the
 * length in bytes of its tiles; a checksum (4) of all this, of the space and of the key. The tiles of a group: their
 * number; for each its place, whether it has a mark (1), and the mark (8) or the summary.
 */
export function tileCodec(space: string): TileCodec {
  const seed = spaceSeed(space);
  const scratch = new Scratch();
  const packed = new Scratch();
  return {
    encode: (key, groups) => {
      scratch.bytes[0] = FORMAT;
      scratch.at = 1;
      scratch.writeCount(groups.length);
      for (const group of groups) {
        scratch.writeCount(group.place);
        scratch.reserve(1);
        scratch.bytes[scratch.at++] = group.summary === null ? 0 : 1;
        group.summary?.write(scratch);
        const bytes = group instanceof PackedGroup ? group.bytes : packTiles(packed, group.tiles);
        scratch.writeCount(bytes.length);
        scratch.writeBytes(bytes);
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
      const groups: TileGroup[] = [];
      for (let left = from.readCount(); left > 0; left--) {
        const place = from.readCount();
        const summary = from.bytes[from.take(1)] === 1 ? Summary.read(from) : null;
        const length = from.readCount();
        groups.push(new PackedGroup(place, summary, from, from.take(length), length));
      }
      if (from.at !== from.end) throw new RangeError("it has bytes too many");
      return groups;
    },
  };
}

function packTiles(to: Scratch, tiles: readonly Tile[]): Uint8Array {
  to.at = 0;
  to.writeCount(tiles.length);
  for (const { place, mark, summary } of tiles) {
    to.writeCount(place);
    to.reserve(1);
    to.bytes[to.at++] = mark === null ? 0 : 1;
    if (mark !== null) to.writeBytes(Buffer.from(mark, "latin1"));
    else summary!.write(to);
  }
  return to.bytes.subarray(0, to.at);
}

class PackedGroup implements TileGroup {
  #tiles: readonly Tile[] | null = null;
  constructor(
    readonly place: number,
    readonly summary: Summary | null,
    private readonly from: Scratch,
    private readonly start: number,
    private readonly length: number,
  ) {}

  get bytes(): Uint8Array {
    return this.from.bytes.subarray(this.start, this.start + this.length);
  }

  get tiles(): readonly Tile[] {
    this.#tiles ??= this.#unpacked();
    return this.#tiles;
  }

  #unpacked(): readonly Tile[] {
    const { from } = this;
    from.at = this.start;
    const tiles: Tile[] = [];
    for (let left = from.readCount(); left > 0; left--) {
      const place = from.readCount();
      const marked = from.bytes[from.take(1)] === 1;
      const mark = marked ? textOf(from.readBytes(MARK_BYTES)) : null;
      tiles.push({ place, mark, summary: marked ? null : Summary.read(from) });
    }
    return tiles;
  }
}
