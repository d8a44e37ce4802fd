import type { Int } from "../values.js";

/*
 * A 64-bit integer as two 32-bit halves, without a bigint if none is needed. `sortable` flips the sign bit of the
 * big-endian form, so that the bytes sort like the integers.
 */

const TWO_32 = 4294967296;
const SIGN = 0x80000000;

export function highHalf(value: Int): number {
  return typeof value === "number" ? Math.floor(value / TWO_32) | 0 : Number(BigInt.asIntN(32, value >> 32n));
}

export function lowHalf(value: Int): number {
  return typeof value === "number" ? value >>> 0 : Number(BigInt.asUintN(32, value));
}

/** `high` is signed, `low` is unsigned. */
export function fromHalves(high: number, low: number): Int {
  // 2^21 · 2^32 = 2^53: within these halves every integer is safe, except -2^53 itself.
  if (high >= -0x200000 && high < 0x200000 && !(high === -0x200000 && low === 0)) return high * TWO_32 + low;
  return (BigInt(high) << 32n) | BigInt(low);
}

export function writeSortable(view: DataView, at: number, value: Int): void {
  view.setUint32(at, (highHalf(value) ^ SIGN) >>> 0);
  view.setUint32(at + 4, lowHalf(value));
}

export function readSortable(view: DataView, at: number): Int {
  return fromHalves(view.getUint32(at) ^ SIGN, view.getUint32(at + 4));
}

/** The bytes by which stores compare an instant. */
export function sortableBytes(value: Int): Buffer {
  const bytes = Buffer.alloc(8);
  writeSortable(new DataView(bytes.buffer, bytes.byteOffset, 8), 0, value);
  return bytes;
}

export function fromSortableBytes(bytes: Uint8Array): Int {
  return readSortable(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
}
