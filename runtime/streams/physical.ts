import { readSortable, writeSortable } from "../codec/int64.js";
import { Scratch } from "../codec/scratch.js";
import { valueCodec } from "../codec/values.js";
import type { StreamSource } from "../stream-artifacts.js";
import type { Int, Value } from "../values.js";
import type { PhysicalRow } from "./rows.js";

/** Packs physical rows. Equal rows, and only these, have equal bytes, so the bytes identify a row. */
export interface PhysicalCodec {
  readonly encode: (row: PhysicalRow) => Buffer;
  readonly decode: (bytes: Uint8Array) => PhysicalRow;
}

const HAS_CREATED = 1;
const HAS_UNTIL = 2;
const HAS_SEQUENCE = 4;
const DELETED = 8;

/**
 * The format of a row: the source's number (1 byte), flags (1), the time, `created` and `until` (8 each, sortable), the
 * sequence, a null bit per column, the columns.
 */
export function physicalCodec(sources: readonly StreamSource[]): PhysicalCodec {
  const scratch = new Scratch();
  const layouts = sources.map((source) => ({
    source,
    sequence: source.sequence === null ? null : valueCodec(source.sequence.type),
    columns: source.columns.map(({ type }) => valueCodec(type)),
    bitmap: (source.columns.length + 7) >> 3,
  }));
  const numbers = new Map(sources.map(({ name }, index) => [name, index]));

  return {
    encode: (row) => {
      const number = numbers.get(row.source)!;
      const { sequence, columns, bitmap } = layouts[number]!;
      scratch.at = 0;
      scratch.reserve(26 + bitmap);
      scratch.bytes[0] = number;
      scratch.bytes[1] =
        (row.created === null ? 0 : HAS_CREATED) |
        (row.until === null ? 0 : HAS_UNTIL) |
        (row.sequence === null ? 0 : HAS_SEQUENCE) |
        (row.deleted ? DELETED : 0);
      scratch.at = 2;
      for (const instant of [row.time, row.created, row.until]) {
        if (instant === null) continue;
        writeSortable(scratch.view, scratch.at, instant);
        scratch.at += 8;
      }
      if (row.sequence !== null) sequence!.write(scratch, row.sequence);
      scratch.reserve(bitmap);
      const nulls = scratch.at;
      scratch.bytes.fill(0, nulls, nulls + bitmap);
      scratch.at += bitmap;
      for (let index = 0; index < columns.length; index++) {
        const value = row.values[index] ?? null;
        if (value === null) scratch.bytes[nulls + (index >> 3)]! |= 1 << (index & 7);
        else columns[index]!.write(scratch, value);
      }
      return scratch.copy();
    },
    decode: (bytes) => {
      scratch.load(bytes);
      const layout = layouts[scratch.bytes[scratch.take(1)]!];
      if (layout === undefined) throw new RangeError("it holds a row of an unknown source");
      const flags = scratch.bytes[scratch.take(1)]!;
      const instant = (): Int => readSortable(scratch.view, scratch.take(8));
      const time = instant();
      const created = (flags & HAS_CREATED) === 0 ? null : instant();
      const until = (flags & HAS_UNTIL) === 0 ? null : instant();
      const sequence = (flags & HAS_SEQUENCE) === 0 ? null : layout.sequence!.read(scratch);
      const nulls = scratch.take(layout.bitmap);
      const values = layout.columns.map((codec, index): Value => {
        const isNull = (scratch.bytes[nulls + (index >> 3)]! & (1 << (index & 7))) !== 0;
        return isNull ? null : codec.read(scratch);
      });
      return { source: layout.source.name, values, time, created, sequence, deleted: (flags & DELETED) !== 0, until };
    },
  };
}
