import type { WindowAggregate } from "./algebra.js";

/** The longest of the windows in microseconds; null where one has no bound. */
export function longestWindow(aggregates: readonly WindowAggregate[]): string | null {
  let longest = 0n;
  for (const { micros } of aggregates) {
    if (micros === null) return null;
    const length = BigInt(micros);
    if (length > longest) longest = length;
  }
  return longest.toString();
}
