import { checksum, keySeed, spaceSeed } from "../codec/checksum.js";
import { Scratch } from "../codec/scratch.js";
import type { Int } from "../values.js";
import { Summary } from "./tiles/summary.js";

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
  /** How often a materialization found the row at most. */
  readonly seeded: number;
  /** How often each of the record's runs has found it so far. */
  readonly found: readonly number[];
}

/** Rows of a record that arrive in one stretch of time. */
export interface Section {
  /** The number of the stretch within the record. */
  readonly place: number;
  /** Null if the view keeps none, or if the rows have changed since. */
  readonly summary: Summary | null;
  /** Reading them throws if their bytes are damaged. */
  readonly entries: readonly Entry[];
}

/** A materialization that puts rows: its name, and the number of the last batch that it put into the record. */
export interface SeedRun {
  readonly run: string;
  readonly batch: number;
}

/** Rows that are stored together. */
export interface Rows {
  /** How often the record was changed. */
  readonly version: number;
  /** The last materializations that put rows, in the order of their names. */
  readonly runs: readonly SeedRun[];
  /** In the order of their places. */
  readonly sections: readonly Section[];
}

/** What a record holds after a change. */
export type Changed = Pick<Rows, "runs" | "sections">;

export const noPushes: Uint8Array = new Uint8Array();
/** The lengths in bytes of a name in `pushes`, and of the name of a run. */
export const PUSH_BYTES = 8;
export const RUN_BYTES = 12;
export const noRows: Rows = { version: 0, runs: [], sections: [] };

const FORMAT = 0x84;
const CHECKSUM_BYTES = 4;

/** A text that identifies bytes. */
export const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");

export const entriesOf = ({ sections }: Rows): readonly Entry[] => sections.flatMap(({ entries }) => entries);

/** All rows in one section, without a summary. */
export const oneSection = (entries: readonly Entry[]): readonly Section[] =>
  entries.length === 0 ? [] : [{ place: 0, summary: null, entries }];

export interface RecordCodec {
  readonly encode: (key: Uint8Array, rows: Rows) => Buffer;
  /**
   * Throws if `encode` did not make these bytes for this key of this space. The message says what is wrong. The rows of
   * a section are unpacked when they are read.
   */
  readonly decode: (key: Uint8Array, bytes: Uint8Array) => Rows;
}

/**
 * The format of a record: format (1 byte), the length of the directory (4), the directory, its checksum (4), and the
 * rows of all sections.
 *
 * The directory: version; the number of runs, and for each its name (12) and batch; the number of sections, and for each
 * its place, whether it has a summary (1), the summary, the number of its rows, their length in bytes, and the checksum
 * (4) of these bytes. A row: its length and bytes, whether it is superseded (1) and when (8), the number of its pushes
 * and their names (8 each), `seeded`, and `found` for each run. Lengths and numbers are LEB128. All checksums are also
 * of the space and of the key.
 */
export function recordCodec(space: string): RecordCodec {
  const seed = spaceSeed(space);
  const scratch = new Scratch();
  const packed = new Scratch();

  const packEntries = (entries: readonly Entry[], runs: number): void => {
    for (const { row, superseded, pushes, seeded, found } of entries) {
      packed.writeCount(row.length);
      packed.writeBytes(row);
      packed.reserve(1);
      packed.bytes[packed.at++] = superseded === null ? 0 : 1;
      if (superseded !== null) packed.writeInstant(superseded);
      packed.writeCount(pushes.length / PUSH_BYTES);
      packed.writeBytes(pushes);
      packed.writeCount(seeded);
      for (let run = 0; run < runs; run++) packed.writeCount(found[run] ?? 0);
    }
  };

  return {
    encode: (key, { version, runs, sections }) => {
      const own = keySeed(seed, key);
      scratch.at = 5;
      packed.at = 0;
      scratch.bytes[0] = FORMAT;
      scratch.writeCount(version);
      scratch.writeCount(runs.length);
      for (const { run, batch } of runs) {
        scratch.writeBytes(Buffer.from(run, "latin1"));
        scratch.writeCount(batch);
      }
      scratch.writeCount(sections.length);
      for (const { place, summary, entries } of sections) {
        scratch.writeCount(place);
        scratch.reserve(1);
        scratch.bytes[scratch.at++] = summary === null ? 0 : 1;
        summary?.write(scratch);
        const start = packed.at;
        packEntries(entries, runs.length);
        const length = packed.at - start;
        scratch.writeCount(entries.length);
        scratch.writeCount(length);
        scratch.reserve(CHECKSUM_BYTES);
        scratch.view.setUint32(scratch.at, checksum(own, viewOf(packed.bytes, start, length), length));
        scratch.at += CHECKSUM_BYTES;
      }
      scratch.view.setUint32(1, scratch.at - 5);
      scratch.reserve(CHECKSUM_BYTES);
      scratch.view.setUint32(scratch.at, checksum(own, scratch.view, scratch.at));
      scratch.at += CHECKSUM_BYTES;
      scratch.writeBytes(packed.bytes.subarray(0, packed.at));
      return scratch.copy();
    },
    decode: (key, bytes) => {
      if (bytes[0] !== FORMAT) throw new RangeError(`its format is ${bytes[0] ?? "missing"}, not ${FORMAT}`);
      const from = Scratch.over(bytes);
      from.take(1 + 4 + CHECKSUM_BYTES);
      const rowsAt = 5 + from.view.getUint32(1) + CHECKSUM_BYTES;
      if (rowsAt > bytes.length) throw new RangeError("its bytes end too early");
      const own = keySeed(seed, key);
      from.end = rowsAt - CHECKSUM_BYTES;
      if (from.view.getUint32(from.end) !== checksum(own, from.view, from.end)) throw new RangeError(DAMAGED);
      from.at = 5;
      const version = from.readCount();
      const runs = Array.from({ length: from.readCount() }, (): SeedRun => {
        const run = textOf(from.readBytes(RUN_BYTES));
        return { run, batch: from.readCount() };
      });
      const sections: Section[] = [];
      let start = rowsAt;
      for (let left = from.readCount(); left > 0; left--) {
        const place = from.readCount();
        const summary = from.bytes[from.take(1)] === 1 ? Summary.read(from) : null;
        const count = from.readCount();
        const length = from.readCount();
        const sum = from.view.getUint32(from.take(CHECKSUM_BYTES));
        if (start + length > bytes.length) throw new RangeError("its bytes end too early");
        sections.push(
          new PackedSection(place, summary, bytes.subarray(start, start + length), {
            count,
            sum,
            own,
            runs: runs.length,
          }),
        );
        start += length;
      }
      if (from.at !== from.end || start !== bytes.length) throw new RangeError("it has bytes too many");
      return { version, runs, sections };
    },
  };
}

const DAMAGED = "its bytes are damaged or belong to another key: the checksum differs";

const viewOf = (bytes: Uint8Array, start: number, length: number): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset + start, length);

class PackedSection implements Section {
  #entries: readonly Entry[] | null = null;
  constructor(
    readonly place: number,
    readonly summary: Summary | null,
    private readonly bytes: Uint8Array,
    private readonly packed: {
      readonly count: number;
      readonly sum: number;
      readonly own: number;
      readonly runs: number;
    },
  ) {}

  get entries(): readonly Entry[] {
    this.#entries ??= this.#unpacked();
    return this.#entries;
  }

  #unpacked(): readonly Entry[] {
    const { count, sum, own, runs } = this.packed;
    const from = Scratch.over(this.bytes);
    if (checksum(own, from.view, from.end) !== sum) throw new RangeError(DAMAGED);
    const entries = Array.from({ length: count }, (): Entry => {
      const row = from.readBytes(from.readCount());
      const superseded = from.bytes[from.take(1)] === 1 ? from.readInstant() : null;
      const pushes = from.readBytes(from.readCount() * PUSH_BYTES);
      const seeded = from.readCount();
      return { row, superseded, pushes, seeded, found: Array.from({ length: runs }, () => from.readCount()) };
    });
    if (from.at !== from.end) throw new RangeError("it has bytes too many");
    return entries;
  }
}
