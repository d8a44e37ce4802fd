/**
 * Packed rows and keys.
 *
 * In: a view's artifact. Out: its codec, made once: it encodes keys, and encodes and decodes rows.
 * Always: decoding gives back the encoded values. Bytes that are damaged, cut, foreign or under another key give an
 * error, never a wrong value. A row's T stands at a fixed place, in a form that stores compare without knowing the
 * view.
 *
 * The format of a row: format (1 byte), T (8, sortable), flags (1), τ (8, if there is a latest row), until (8, if the
 * row ends), a null bit per value, the values, and a checksum (4) of all this and of the row's space and key. Integers
 * have 4 or 8 bytes, floats are IEEE. Texts (also those of decimals and enums) and bytes have their length first,
 * arrays their length and null bits, structs their null bits. Maps are their keys and then their values.
 */
export { checksum, spaceSeed } from "./checksum.js";
export { fromSortableBytes, sortableBytes } from "./int64.js";
export { type KeyEncoder, keyEncoder } from "./key.js";
export { ownProperty, plucker, recordBuilder, recordWriter, setProperty } from "./record.js";
export { type DecodedRow, INSTANT_AT, type RowCodec, type RowHead, rowCodec, rowIsIntact } from "./row.js";
