import type { StoredValues, ViewArtifact } from "../artifacts.js";
import type { Int, Value } from "../values.js";
import { checksum, keySeed, spaceSeed } from "./checksum.js";
import { readSortable, writeSortable } from "./int64.js";
import { recordBuilder } from "./record.js";
import { Scratch } from "./scratch.js";
import { valueCodec } from "./values.js";

/** A stored row: the view's values for one entity at the instant `at`. */
export interface RowHead {
  /** T. */
  readonly at: Int;
  /** τ of the latest row. Null if there is none. */
  readonly time: Int | null;
  /** The latest row counts, unless `until` or the ttl ends it. */
  readonly live: boolean;
  readonly until: Int | null;
}
export interface DecodedRow extends RowHead {
  readonly stored: StoredValues;
}

export interface RowCodec {
  /** Takes the values of the latest columns and then those of the aggregates, in the artifact's order. */
  readonly encode: (key: Uint8Array, head: RowHead, values: readonly Value[]) => Buffer;
  /**
   * Throws if `encode` did not make these bytes for this key of this space. The message says what is wrong with them.
   */
  readonly decode: (key: Uint8Array, bytes: Uint8Array) => DecodedRow;
  /** Decodes only the values, in the order of `encode`. */
  readonly decodeValues: (
    key: Uint8Array,
    bytes: Uint8Array,
  ) => { readonly head: RowHead; readonly values: readonly Value[] };
}

const FORMAT = 2;
/** The position of T in a row's bytes. It sorts as bytes, and stores rely on that. */
export const INSTANT_AT = 1;
const FLAGS_AT = 9;
const BODY_AT = 10;
const LIVE = 1;
const HAS_TIME = 2;
const HAS_UNTIL = 4;
const TOO_SHORT = "its bytes end too early";
const CHECKSUM = "its bytes are damaged or belong to another key: the checksum differs";

/**
 * Whether these bytes are a whole row that was encoded for this key of this space. The check does not need the view.
 */
export function rowIsIntact(space: string, key: Uint8Array, bytes: Uint8Array): boolean {
  const end = bytes.length - 4;
  if (end < BODY_AT || bytes[0] !== FORMAT) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(end) === checksum(keySeed(spaceSeed(space), key), view, end);
}

/** `space` names the project, the view and its fingerprint. A row of another space is not accepted. */
export function rowCodec(view: Pick<ViewArtifact, "latest" | "aggregates">, space: string): RowCodec {
  const seed = spaceSeed(space);
  const codecs = [...view.latest, ...view.aggregates].map(({ type }) => valueCodec(type));
  const count = codecs.length;
  const bitmap = (count + 7) >> 3;
  const split = view.latest.length;
  const latest = recordBuilder<Value>(view.latest.map(({ name }) => name));
  const aggregates = recordBuilder<Value>(view.aggregates.map(({ name }) => name));
  const scratch = new Scratch();

  function encode(key: Uint8Array, head: RowHead, values: readonly Value[]): Buffer {
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
    scratch.view.setUint32(scratch.at, checksum(keySeed(seed, key), scratch.view, scratch.at));
    scratch.at += 4;
    return scratch.copy();
  }

  function open(key: Uint8Array, bytes: Uint8Array): RowHead {
    const end = bytes.length - 4;
    if (bytes.length === 0) throw new RangeError("its bytes are missing");
    if (bytes[0] !== FORMAT) throw new RangeError(`its format is ${bytes[0]}, not ${FORMAT}`);
    if (end < BODY_AT + bitmap) throw new RangeError(TOO_SHORT);
    scratch.load(bytes);
    if (scratch.view.getUint32(end) !== checksum(keySeed(seed, key), scratch.view, end)) throw new RangeError(CHECKSUM);
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

  function decodeValues(key: Uint8Array, bytes: Uint8Array): { head: RowHead; values: Value[] } {
    const head = open(key, bytes);
    return { head, values: readValues() };
  }

  return {
    encode,
    decodeValues,
    decode: (key, bytes) => {
      const { head, values } = decodeValues(key, bytes);
      const stored = { latest: latest(values), aggregates: aggregates(values, split) };
      return { at: head.at, time: head.time, live: head.live, until: head.until, stored };
    },
  };
}
