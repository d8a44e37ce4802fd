import { durationMicros as microsOf } from "../../grammar/index.js";

/** Microseconds of `2h`, as decimal digits; null for what is no duration of the language or does not fit an int64. */
export function durationMicros(text: string): string | null {
  if (!/^\d+(?:_\d+)*(?:us|ms|s|m|h|d|w)$/.test(text)) return null;
  const micros = microsOf(text);
  return BigInt(micros) < 2n ** 63n ? micros : null;
}
