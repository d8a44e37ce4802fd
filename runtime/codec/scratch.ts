/** A growing buffer with a position. Rows are packed and unpacked in one buffer that is used again and again. */
export class Scratch {
  bytes: Buffer = Buffer.alloc(4096);
  view: DataView = viewOf(this.bytes);
  /** Where the next value is written or read. */
  at = 0;
  /** When reading: the position after the last byte. */
  end = 0;

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

  /** A copy of the written bytes. */
  copy(): Buffer {
    const out = Buffer.allocUnsafe(this.at);
    out.set(this.bytes.subarray(0, this.at));
    return out;
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
