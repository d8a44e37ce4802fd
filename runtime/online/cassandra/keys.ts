import { createHash } from "node:crypto";
import { spaceText } from "../meta.js";
import type { ViewSpace } from "../store.js";

/** A space's rows are spread over so many partitions. All processes must agree on it. */
export const PARTS = 256;

/** The place of a row or record: space, part and key. */
export function placeOf(space: ViewSpace, key: Uint8Array): readonly [string, number, Buffer] {
  const part = createHash("sha1").update(key).digest().readUInt16BE() % PARTS;
  return [spaceText(space), part, asBuffer(key)];
}

export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
