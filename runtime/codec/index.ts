/**
 * Packed rows and keys.
 *
 * In: a view's artifact. Out: its codec, made once: keys to bytes; rows to bytes and back.
 * Always: what is decoded equals what was encoded, value by value; bytes that are damaged, cut, foreign or under another key give an
 * error, never a wrong value; a row's T stands at a fixed place in a form that stores compare without knowing the view.
 *
 * A row: format (1 byte), T (8, sortable), flags (1), τ (8, if there is a latest row), until (8, if it ends), a bit per value that is null, the
 * values, a checksum (4) of all this and of the space and key that the row is for. Integers 4 or 8 bytes, floats IEEE, texts (also of decimals and enums) and bytes behind their length, arrays behind
 * length and null bits, structs behind null bits, maps as their keys and their values.
 */
export { checksum, spaceSeed } from "./checksum.js";
export { fromSortableBytes, sortableBytes } from "./int64.js";
export { type KeyEncoder, keyEncoder } from "./key.js";
export { ownProperty, plucker, recordBuilder, setProperty } from "./record.js";
export { type DecodedRow, INSTANT_AT, type RowCodec, type RowHead, rowCodec, rowIsIntact } from "./row.js";
