import type { Int } from "../values.js";

/* Arithmetic on instants and durations in microseconds: numbers while they are safe integers, bigints beyond. */

export function minus(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return narrow(BigInt(a) - BigInt(b));
}

/** The greatest multiple of `step` since the epoch that is not after `instant`. Also right before 1970. */
export function floorTo(instant: Int, step: Int): Int {
  if (typeof instant === "number" && typeof step === "number") {
    const rest = instant % step;
    return minus(instant, rest < 0 ? rest + step : rest);
  }
  const [i, s] = [BigInt(instant), BigInt(step)];
  return narrow(i - (((i % s) + s) % s));
}

/** The instant at which a view with this cadence is evaluated, for a read or run at `instant`. */
export function cadenceInstant(instant: Int, every: { readonly every: Int; readonly after: Int } | null): Int {
  return every === null ? instant : floorTo(minus(instant, every.after), every.every);
}

export function later(a: Int, b: Int): Int {
  if (a > b) return a;
  return b;
}

/** How far an instant may be ahead of this machine's clock, because the clocks of two machines differ. */
export const CLOCK_LEEWAY = 60_000_000;

export function narrow(value: bigint): Int {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

/** A `Date` has milliseconds. Smaller parts are floored. */
export function toDate(micros: Int): Date {
  if (typeof micros === "number" && micros >= 0) return new Date((micros - (micros % 1000)) / 1000);
  const millis = floorTo(micros, 1000);
  return new Date(typeof millis === "number" ? millis / 1000 : Number(millis / 1000n));
}
