/**
 * The rows of a view that nobody misses any more, in a store that does not remove them by itself.
 *
 * In: a view, its space, and how long its rows are kept. Out: how many such rows there are, or were removed.
 * Always: a row counts as expired when no read that the store answers needs it. Those are for the T of the view's last
 * run or later, so no clock is asked.
 */
import type { ViewArtifact } from "../artifacts.js";
import { rowCodec } from "../codec/index.js";
import { spaceText } from "../online/meta.js";
import type { OnlineStore, StoredRow, ViewSpace } from "../online/store.js";
import { Unreadable } from "../online/unreadable.js";
import type { Int } from "../values.js";
import { expiryOf } from "./expiry.js";
import { READING } from "./view.js";

/** Null if rows of the view never expire, if the store removes them by itself, or if the view was never filled. */
export async function expiredRows(
  store: OnlineStore,
  {
    space,
    view,
    retention,
  }: { readonly space: ViewSpace; readonly view: ViewArtifact; readonly retention: Int | null },
  { remove }: { readonly remove: boolean },
): Promise<number | null> {
  const expiry = expiryOf(view, retention);
  if (expiry === null || store.sweep === null) return null;
  const [answer] = await store.read([{ space, keys: [] }], READING);
  const { meta } = answer!;
  if (meta instanceof Unreadable || meta.asOf === null) return null;
  const { asOf } = meta;
  const codec = rowCodec(view, spaceText(space));
  const gone = ({ key, value }: StoredRow): boolean => {
    try {
      const { head, values } = codec.decodeValues(key, value);
      const expires = expiry(head, values);
      return expires !== null && expires <= asOf;
    } catch {
      // A damaged row stays for the error that it is.
      return false;
    }
  };
  return store.sweep(space, gone, remove);
}
