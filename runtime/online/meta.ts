import { checksum, fromSortableBytes, sortableBytes, spaceSeed } from "../codec/index.js";
import type { Int } from "../values.js";
import type { ViewMeta, ViewName, ViewSpace } from "./store.js";
import { Unreadable } from "./unreadable.js";

/** Differs from the first byte of a row. */
const FORMAT = 0x82;
const CHECKSUM_AT = 17;
const LENGTH = 21;

/**
 * The format of a view's meta, the same in every store. It has 21 bytes: format, `asOf` and `complete` (sortable; eight
 * zero bytes are null), and a checksum of these and of the space.
 */
export function packMeta(space: ViewSpace, meta: ViewMeta): Buffer {
  const bytes = Buffer.concat([Buffer.of(FORMAT), packInstant(meta.asOf), packInstant(meta.complete), Buffer.alloc(4)]);
  bytes.writeUInt32BE(checksumOf(space, bytes), CHECKSUM_AT);
  return bytes;
}

export function unpackMeta(space: ViewSpace, bytes: Uint8Array | null | undefined): ViewMeta | Unreadable {
  if (!bytes) return { asOf: null, complete: null };
  if (bytes[0] !== FORMAT) return new Unreadable(`its format is ${bytes[0] ?? "missing"}, not ${FORMAT}`);
  if (bytes.length !== LENGTH) return new Unreadable(`its length is ${bytes.length} bytes, not ${LENGTH}`);
  const stored = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (stored.readUInt32BE(CHECKSUM_AT) !== checksumOf(space, bytes))
    return new Unreadable("its bytes are damaged or belong to another view: the checksum differs");
  return { asOf: unpackInstant(bytes.subarray(1, 9)), complete: unpackInstant(bytes.subarray(9, 17)) };
}

/** Each part only moves forward. */
export function laterMeta(a: ViewMeta, b: ViewMeta): ViewMeta {
  return { asOf: later(a.asOf, b.asOf), complete: later(a.complete, b.complete) };
}

/** What holds for rows of both. */
export function leastMeta(a: ViewMeta | Unreadable, b: ViewMeta | Unreadable): ViewMeta | Unreadable {
  if (a instanceof Unreadable) return a;
  if (b instanceof Unreadable) return b;
  return { asOf: earlier(a.asOf, b.asOf), complete: earlier(a.complete, b.complete) };
}

/* The text is unambiguous: the separator is escaped inside the parts. */
export const viewText = ({ project, view }: ViewName): string => joined([project, view]);
export const spaceText = ({ project, view, fingerprint }: ViewSpace): string => joined([project, view, fingerprint]);
const joined = (parts: readonly string[]): string => parts.map(partText).join(":");
/** A part of such a text. */
export const partText = (part: string): string => part.replace(/[%:]/g, encodeURIComponent);
export const textOfPart = (text: string): string => text.replace(/%(?:25|3A)/g, decodeURIComponent);

const NONE = Buffer.alloc(8);
const packInstant = (instant: Int | null): Buffer => (instant === null ? NONE : sortableBytes(instant));
const unpackInstant = (bytes: Uint8Array): Int | null => (NONE.equals(bytes) ? null : fromSortableBytes(bytes));
const earlier = (a: Int | null, b: Int | null): Int | null => (a === null || b === null ? null : a < b ? a : b);
const later = (a: Int | null, b: Int | null): Int | null => (a === null ? b : b === null ? a : a < b ? b : a);

const checksumOf = (space: ViewSpace, bytes: Uint8Array): number =>
  checksum(spaceSeed(spaceText(space)), new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), CHECKSUM_AT);
