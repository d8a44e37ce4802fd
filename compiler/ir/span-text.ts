const units: readonly (readonly [unit: string, micros: bigint])[] = [
  ["d", 86_400_000_000n],
  ["h", 3_600_000_000n],
  ["m", 60_000_000n],
  ["s", 1_000_000n],
];

/** A length of time as a person writes it, `90d` or `1h`; else in microseconds. */
export function spanText(micros: bigint): string {
  const fitting = units.find(([, size]) => micros >= size && micros % size === 0n);
  return fitting === undefined ? `${micros}us` : `${micros / fitting[1]}${fitting[0]}`;
}
