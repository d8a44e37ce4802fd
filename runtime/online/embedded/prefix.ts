import { createHash } from "node:crypto";
import { viewText } from "../meta.js";
import type { ViewName, ViewSpace } from "../store.js";

const VIEW_BYTES = 16;
const SPACE_BYTES = 32;

/*
 * Keys begin with hashes, which keep them short whatever the names: 16 bytes of the view, and 16 of its fingerprint. Under the first
 * alone stands the mark of the view's runs, under both the view's meta, and behind both a row's own key. So all that concerns a view is one range.
 */
export const viewPrefix = (view: ViewName): Buffer => hash(viewText(view), VIEW_BYTES);
export const spacePrefix = (space: ViewSpace): Buffer =>
  Buffer.concat([viewPrefix(space), hash(space.fingerprint, SPACE_BYTES - VIEW_BYTES)]);
export const isRowKey = (key: Uint8Array): boolean => key.length > SPACE_BYTES;

/** The least key that is greater than all that begin with `prefix`. */
export function endOf(prefix: Buffer): Buffer {
  const end = Buffer.from(prefix);
  let at = end.length - 1;
  while (at > 0 && end[at] === 0xff) end[at--] = 0;
  end[at]!++;
  return end;
}

const hash = (text: string, bytes: number): Buffer => createHash("sha256").update(text).digest().subarray(0, bytes);
