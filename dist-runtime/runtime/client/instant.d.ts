import type { Int } from "../values.js";
export declare function minus(a: Int, b: Int): Int;
/** The greatest multiple of `step` since the epoch that is not after `instant`. Also right before 1970. */
export declare function floorTo(instant: Int, step: Int): Int;
/** The instant at which a view with this cadence is evaluated, for a read or run at `instant`. */
export declare function cadenceInstant(
  instant: Int,
  every: {
    readonly every: Int;
    readonly after: Int;
  } | null,
): Int;
/** How far an instant may be ahead of this machine's clock, because the clocks of two machines differ. */
export declare const CLOCK_LEEWAY = 60000000;
export declare function narrow(value: bigint): Int;
/** A `Date` has milliseconds. Smaller parts are floored. */
export declare function toDate(micros: Int): Date;
