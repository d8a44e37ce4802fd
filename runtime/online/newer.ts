import { INSTANT_AT, rowIsIntact } from "../codec/index.js";

/**
 * True if a stored row stays where another is written: it has a greater T (an equal one is replaced: a correction) and
 * is intact. Otherwise a damaged row could stay for ever, if its T happens to be great.
 */
export function stays(spaceText: string, key: Uint8Array, stored: Uint8Array, value: Uint8Array): boolean {
  if (stored.length < INSTANT_AT + 8) return false;
  const instant = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset + INSTANT_AT, 8);
  return instant(stored).compare(instant(value)) > 0 && rowIsIntact(spaceText, key, stored);
}
