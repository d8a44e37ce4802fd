import type { StoredValues, ViewArtifact } from "../artifacts.js";
import { DataError, messageOf } from "../errors.js";
import type { Int, Value } from "../values.js";
import { checksum } from "./checksum.js";
import { readSortable, writeSortable } from "./int64.js";
import { recordBuilder } from "./record.js";
import { Scratch } from "./scratch.js";
import { valueCodec } from "./values.js";

/** A stored row: what the view was for one entity at the instant `at`. */
export interface RowHead {
  /** T. */
  readonly at: Int;
  /** τ of the latest row; null where there is none. */
  readonly time: Int | null;
  /** The latest row counts, but for `until` and ttl. */
  readonly live: boolean;
  readonly until: Int | null;
}
export interface DecodedRow extends RowHead {
  readonly stored: StoredValues;
}

export interface RowCodec {
  /** Values of the latest columns and then of the aggregates, in the artifact's order. */
  readonly encode: (head: RowHead, values: readonly Value[]) => Buffer;
  /** Throws a `DataError` for bytes that `encode` did not make. */
  readonly decode: (bytes: Uint8Array) => DecodedRow;
  /** The values alone, in the order of `encode`. */
  readonly decodeValues: (bytes: Uint8Array) => { readonly head: RowHead; readonly values: readonly Value[] };
}

export const FORMAT = 1;
/** Where T stands in a row's bytes, in a form that compares as bytes: stores rely on it. */
export const INSTANT_AT = 1;
const FLAGS_AT = 9;
const BODY_AT = 10;
const LIVE = 1;
const HAS_TIME = 2;
const HAS_UNTIL = 4;

export function rowCodec(view: Pick<ViewArtifact, "name" | "latest" | "aggregates">): RowCodec {
  const codecs = [...view.latest, ...view.aggregates].map(({ type }) => valueCodec(type));
  const count = codecs.length;
  const bitmap = (count + 7) >> 3;
  const split = view.latest.length;
  const latest = recordBuilder<Value>(view.latest.map(({ name }) => name));
  const aggregates = recordBuilder<Value>(view.aggregates.map(({ name }) => name));
  const scratch = new Scratch();

  function encode(head: RowHead, values: readonly Value[]): Buffer {
    scratch.at = 0;
    scratch.reserve(BODY_AT + 16 + bitmap);
    scratch.bytes[0] = FORMAT;
    writeSortable(scratch.view, INSTANT_AT, head.at);
    scratch.bytes[FLAGS_AT] =
      (head.live ? LIVE : 0) | (head.time !== null ? HAS_TIME : 0) | (head.until !== null ? HAS_UNTIL : 0);
    scratch.at = BODY_AT;
    for (const instant of [head.time, head.until]) {
      if (instant === null) continue;
      writeSortable(scratch.view, scratch.at, instant);
      scratch.at += 8;
    }
    const nulls = scratch.at;
    scratch.bytes.fill(0, nulls, nulls + bitmap);
    scratch.at += bitmap;
    for (let index = 0; index < count; index++) {
      const value = values[index] ?? null;
      if (value === null) scratch.bytes[nulls + (index >> 3)]! |= 1 << (index & 7);
      else codecs[index]!.write(scratch, value);
    }
    scratch.reserve(4);
    scratch.view.setUint32(scratch.at, checksum(scratch.view, scratch.at));
    scratch.at += 4;
    return scratch.copy();
  }

  function open(bytes: Uint8Array): RowHead {
    scratch.load(bytes);
    const end = bytes.length - 4;
    if (bytes.length === 0) throw new RangeError("no bytes");
    if (scratch.bytes[0] !== FORMAT) throw new RangeError(`format ${scratch.bytes[0]}, not ${FORMAT}`);
    if (end < BODY_AT + bitmap) throw new RangeError("the bytes end too early");
    if (scratch.view.getUint32(end) !== checksum(scratch.view, end)) throw new RangeError("the checksum differs");
    scratch.end = end;
    const flags = scratch.bytes[FLAGS_AT] ?? 0;
    scratch.at = BODY_AT;
    const time = (flags & HAS_TIME) !== 0 ? readSortable(scratch.view, scratch.take(8)) : null;
    const until = (flags & HAS_UNTIL) !== 0 ? readSortable(scratch.view, scratch.take(8)) : null;
    return { at: readSortable(scratch.view, INSTANT_AT), time, live: (flags & LIVE) !== 0, until };
  }

  function readValues(): Value[] {
    const nulls = scratch.take(bitmap);
    const values = new Array<Value>(count);
    for (let index = 0; index < count; index++) {
      const isNull = (scratch.bytes[nulls + (index >> 3)]! & (1 << (index & 7))) !== 0;
      values[index] = isNull ? null : codecs[index]!.read(scratch);
    }
    if (scratch.at !== scratch.end) throw new RangeError(`${scratch.end - scratch.at} bytes too many`);
    return values;
  }

  function decodeValues(bytes: Uint8Array): { head: RowHead; values: Value[] } {
    try {
      const head = open(bytes);
      return { head, values: readValues() };
    } catch (error) {
      throw new DataError(
        `a stored row of view ${view.name} can't be read (${messageOf(error)}): materialize the view again`,
      );
    }
  }

  return {
    encode,
    decodeValues,
    decode: (bytes) => {
      const { head, values } = decodeValues(bytes);
      const stored = { latest: latest(values), aggregates: aggregates(values, split) };
      return { at: head.at, time: head.time, live: head.live, until: head.until, stored };
    },
  };
}
