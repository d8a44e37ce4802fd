import type { Int } from "../values.js";
import { readSortable, writeSortable } from "./int64.js";

/** A growing buffer with a position. Rows are packed and unpacked in one buffer that is used again and again. */
export class Scratch {
  bytes: Buffer;
  view: DataView;
  /** Where the next value is written or read. */
  at = 0;
  /** When reading: the position after the last byte. */
  end = 0;

  constructor(size = 4096) {
    this.bytes = Buffer.alloc(size);
    this.view = viewOf(this.bytes);
  }

  /** Makes room for `size` more bytes after `at`. */
  reserve(size: number): void {
    if (this.at + size <= this.bytes.length) return;
    const grown = Buffer.alloc(Math.max(this.bytes.length * 2, this.at + size));
    grown.set(this.bytes.subarray(0, this.at));
    this.bytes = grown;
    this.view = viewOf(grown);
  }

  /** Loads `bytes` for reading. */
  load(bytes: Uint8Array): void {
    this.at = 0;
    this.reserve(bytes.length);
    this.bytes.set(bytes);
    this.end = bytes.length;
  }

  /** Reads the bytes where they are. Nothing may be written afterwards. */
  static over(bytes: Uint8Array): Scratch {
    const scratch = new Scratch(0);
    scratch.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    scratch.view = viewOf(scratch.bytes);
    scratch.end = bytes.byteLength;
    return scratch;
  }

  /** Skips `size` bytes and returns where they begin. */
  take(size: number): number {
    const start = this.at;
    if (size < 0 || start + size > this.end) throw new RangeError("its bytes end too early");
    this.at = start + size;
    return start;
  }

  /** LEB128, up to 2^32 - 1. */
  writeCount(count: number): void {
    this.reserve(5);
    let rest = count;
    while (rest > 0x7f) {
      this.bytes[this.at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.at++] = rest;
  }

  readCount(): number {
    let count = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.bytes[this.take(1)] ?? 0;
      count += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return count;
    }
    throw new RangeError("a length in it is not valid");
  }

  writeBytes(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** The bytes are not copied. */
  readBytes(length: number): Uint8Array {
    const at = this.take(length);
    return this.bytes.subarray(at, at + length);
  }

  /** 8 bytes that sort like the integers. */
  writeInstant(value: Int): void {
    this.reserve(8);
    writeSortable(this.view, this.at, value);
    this.at += 8;
  }

  readInstant(): Int {
    return readSortable(this.view, this.take(8));
  }

  /** A copy of the written bytes. */
  copy(): Buffer {
    const out = Buffer.allocUnsafe(this.at);
    this.bytes.copy(out, 0, 0, this.at);
    return out;
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
