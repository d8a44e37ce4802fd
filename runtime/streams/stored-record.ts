import { messageOf, type StoreError } from "../errors.js";
import type { CallOptions, ReadAnswer } from "../online/store.js";
import { Unreadable, unreadable } from "../online/unreadable.js";
import type { StreamedView } from "./streamed-view.js";

/** Records are compared with what is there now. There may be many, and nobody waits for an answer to show. */
export const READING: CallOptions = { timeout: 10_000, current: true };

export function bytesOf(
  address: string,
  view: StreamedView,
  found: ReadAnswer["records"][number] | undefined,
): Uint8Array | null {
  if (found instanceof Unreadable) throw damaged(address, view, found);
  return found ?? null;
}

/** Runs what reads the bytes of a record. */
export function intact<T>(address: string, view: StreamedView, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw damaged(address, view, new Unreadable(messageOf(error)));
  }
}

/** The error about a record that cannot be read. */
export function damaged(address: string, { space }: StreamedView, why: Unreadable): StoreError {
  const wayOut = why.foreign
    ? "delete that key, then materialize the view again"
    : `empty the view with \`feat reset ${space.view}\`, then materialize it and push again what the warehouse does not have yet`;
  return unreadable(address, `a record of the streamed view ${space.view}`, why, wayOut);
}
