import type { CalendarUnit } from "../ir/index.js";
import type { Cut, WindowAggregate } from "./algebra.js";

/** The longest of the windows in microseconds; null if one has no bound. */
export function longestWindow(aggregates: readonly WindowAggregate[]): string | null {
  let longest = 0n;
  for (const { micros } of aggregates) {
    if (micros === null) return null;
    const length = BigInt(micros);
    if (length > longest) longest = length;
  }
  return longest.toString();
}

/**
 * How long before the instant, without its offset, a row that the cut includes can have landed; null if nothing bounds
 * it.
 */
export function reachOf(cut: Cut): string | null {
  if (cut.this !== null) return String(BigInt(unitDays[cut.this.unit]) * 86_400_000_000n);
  return cut.micros;
}

/** No unit of a zone is longer, whatever its clocks do: the calendar's longest plus a day. */
const unitDays: Readonly<Record<CalendarUnit, number>> = {
  minute: 2,
  hour: 2,
  day: 3,
  week: 9,
  month: 33,
  quarter: 94,
  year: 368,
};
