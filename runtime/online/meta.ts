import { checksum, fromSortableBytes, sortableBytes, spaceSeed } from "../codec/index.js";
import type { Int } from "../values.js";
import type { ViewMeta, ViewName, ViewSpace } from "./store.js";
import { Unreadable } from "./unreadable.js";

/** Differs from the first byte of a row. */
const FORMAT = 0x82;
/** The same, for a view whose rows may expire. */
const EXPIRING = 0x83;
const CHECKSUM_BYTES = 4;
const lengths: ReadonlyMap<number | undefined, number> = new Map([
  [FORMAT, 21],
  [EXPIRING, 29],
]);

/**
 * The format of a view's meta, the same in every store. It has 21 bytes: format, `asOf` and `complete` (sortable; eight
 * zero bytes are null), and a checksum of these and of the space. If rows may expire, the retention stands before the
 * checksum.
 */
export function packMeta(space: ViewSpace, { asOf, complete, retention }: ViewMeta): Buffer {
  const bytes = Buffer.concat([
    Buffer.of(retention === undefined ? FORMAT : EXPIRING),
    packInstant(asOf),
    packInstant(complete),
    ...(retention === undefined ? [] : [sortableBytes(retention)]),
    Buffer.alloc(CHECKSUM_BYTES),
  ]);
  bytes.writeUInt32BE(checksumOf(space, bytes), bytes.length - CHECKSUM_BYTES);
  return bytes;
}

export function unpackMeta(space: ViewSpace, bytes: Uint8Array | null | undefined): ViewMeta | Unreadable {
  if (!bytes) return { asOf: null, complete: null };
  const length = lengths.get(bytes[0]);
  if (length === undefined)
    return new Unreadable(`its format is ${bytes[0] ?? "missing"}, not ${[...lengths.keys()].join(" or ")}`);
  if (bytes.length !== length) return new Unreadable(`its length is ${bytes.length} bytes, not ${length}`);
  const stored = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (stored.readUInt32BE(length - CHECKSUM_BYTES) !== checksumOf(space, bytes))
    return new Unreadable("its bytes are damaged or belong to another view: the checksum differs");
  const meta = { asOf: unpackInstant(bytes.subarray(1, 9)), complete: unpackInstant(bytes.subarray(9, 17)) };
  return bytes[0] === EXPIRING ? { ...meta, retention: fromSortableBytes(bytes.subarray(17, 25)) } : meta;
}

/** Each instant only moves forward. Rows that were put under the shortest retention may be gone. */
export function laterMeta(a: ViewMeta, b: ViewMeta): ViewMeta {
  return { asOf: later(a.asOf, b.asOf), complete: later(a.complete, b.complete), ...shortest(a, b) };
}

/** What holds for rows of both. */
export function leastMeta(a: ViewMeta | Unreadable, b: ViewMeta | Unreadable): ViewMeta | Unreadable {
  if (a instanceof Unreadable) return a;
  if (b instanceof Unreadable) return b;
  return { asOf: earlier(a.asOf, b.asOf), complete: earlier(a.complete, b.complete), ...shortest(a, b) };
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

function shortest({ retention: a }: ViewMeta, { retention: b }: ViewMeta): Pick<ViewMeta, "retention"> {
  if (a === undefined) return b === undefined ? {} : { retention: b };
  return { retention: b === undefined || a < b ? a : b };
}

const checksumOf = (space: ViewSpace, bytes: Uint8Array): number =>
  checksum(
    spaceSeed(spaceText(space)),
    new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    bytes.length - CHECKSUM_BYTES,
  );
