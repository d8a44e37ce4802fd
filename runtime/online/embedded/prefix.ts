import { createHash } from "node:crypto";
import { viewText } from "../meta.js";
import { isRowKey } from "../record-key.js";
import type { ViewName, ViewSpace } from "../store.js";

const VIEW_BYTES = 16;
const SPACE_BYTES = 32;

/*
 * Keys begin with hashes, which keeps them short whatever the names are: 16 bytes for the view, then 16 for its
 * fingerprint. The view's hash alone is the key of the mark of its runs. Both hashes are the key of its meta. Both
 * hashes and a packed key are the key of a row, and both hashes, a zero byte and a record's key are the key of a
 * record; with an empty record's key, that of the fingerprint's text. So everything about a view is one range.
 */
export const viewPrefix = (view: ViewName): Buffer => hash(viewText(view), VIEW_BYTES);
export const spacePrefix = (space: ViewSpace): Buffer =>
  Buffer.concat([viewPrefix(space), hash(space.fingerprint, SPACE_BYTES - VIEW_BYTES)]);
/** The key of the fingerprint itself: no record has an empty key. */
export const nameKey = (prefix: Buffer): Buffer => Buffer.concat([prefix, Buffer.of(0)]);
/** The prefix of the space that a key of a view belongs to. Null for the key of the view's mark. */
export const spacePrefixIn = (key: Uint8Array): Buffer | null =>
  key.length < SPACE_BYTES ? null : Buffer.from(key.subarray(0, SPACE_BYTES));
export const isRowOfView = (key: Uint8Array): boolean => isRowKey(key.subarray(SPACE_BYTES));

/** The smallest key that is greater than all keys that begin with `prefix`. */
export function endOf(prefix: Buffer): Buffer {
  const end = Buffer.from(prefix);
  let at = end.length - 1;
  while (at > 0 && end[at] === 0xff) end[at--] = 0;
  end[at]!++;
  return end;
}

const hash = (text: string, bytes: number): Buffer => createHash("sha256").update(text).digest().subarray(0, bytes);
