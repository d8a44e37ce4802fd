import { durationMicros as microsOf } from "../../grammar/index.js";

/**
 * The microseconds of a duration such as `2h`, as decimal digits; null if the text is no duration or does not fit an
 * int64.
 */
export function durationMicros(text: string): string | null {
  if (!/^\d+(?:_\d+)*(?:us|ms|s|m|h|d|w)$/.test(text)) return null;
  const micros = microsOf(text);
  return BigInt(micros) < 2n ** 63n ? micros : null;
}
