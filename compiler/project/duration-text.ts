const units: Readonly<Record<string, bigint>> = {
  us: 1n,
  ms: 1_000n,
  s: 1_000_000n,
  m: 60_000_000n,
  h: 3_600_000_000n,
  d: 86_400_000_000n,
  w: 604_800_000_000n,
};

/** Microseconds of `2h`, as decimal digits; null for what is no duration or does not fit an int64. */
export function durationMicros(text: string): string | null {
  const parts = /^(\d+(?:_\d+)*)(us|ms|s|m|h|d|w)$/.exec(text);
  if (parts === null) return null;
  const micros = BigInt(parts[1]!.replaceAll("_", "")) * units[parts[2]!]!;
  return micros < 2n ** 63n ? String(micros) : null;
}
