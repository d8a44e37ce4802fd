/** A growing buffer with a position. Rows are packed and unpacked in one buffer that is used again and again. */
export declare class Scratch {
  bytes: Buffer;
  view: DataView;
  /** Where the next value is written or read. */
  at: number;
  /** When reading: the position after the last byte. */
  end: number;
  /** Makes room for `size` more bytes after `at`. */
  reserve(size: number): void;
  /** Loads `bytes` for reading. */
  load(bytes: Uint8Array): void;
  /** Skips `size` bytes and returns where they begin. */
  take(size: number): number;
  /** LEB128, up to 2^32 - 1. */
  writeCount(count: number): void;
  readCount(): number;
  /** A copy of the written bytes. */
  copy(): Buffer;
}
