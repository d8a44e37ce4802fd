import type { CallOptions } from "../online/store.js";
import type { ReadOptions } from "./surface.js";

/** A timeout that a read gave is for all its round trips: each may take what the ones before have left of it. */
export function limitsOf({ signal, timeout }: Pick<ReadOptions, "signal" | "timeout">): () => CallOptions {
  if (timeout === undefined) return () => ({ signal });
  let left = timeout;
  let since = performance.now();
  return () => {
    const now = performance.now();
    left -= now - since;
    since = now;
    // At least a millisecond is left, so that an answer which is there already is still taken.
    return { signal, timeout: timeout > 0 ? Math.max(Math.ceil(left), LEAST) : timeout };
  };
}

const LEAST = 1;
