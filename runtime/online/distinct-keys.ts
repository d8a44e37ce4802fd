import type { Swap } from "./store.js";

/** Throws if a key occurs twice: its two swaps would depend on an order that not every store has. */
export function requireDistinctKeys(swaps: readonly Swap[]): void {
  const seen = new Set(swaps.map(({ key }) => Buffer.from(key).toString("latin1")));
  if (seen.size < swaps.length) throw new Error("a swap names a key twice");
}
