import type { Swap } from "./store.js";
/** Throws if a key occurs twice: its two swaps would depend on an order that not every store has. */
export declare function requireDistinctKeys(swaps: readonly Swap[]): void;
