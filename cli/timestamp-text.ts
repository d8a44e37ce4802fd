import type { Int } from "../runtime/index.js";

/** Microseconds as RFC 3339 with six digits. */
export function timestampText(micros: Int): string {
  const all = BigInt(micros);
  const rest = ((all % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const date = new Date(Number((all - rest) / 1000n));
  if (Number.isNaN(date.getTime())) return String(micros);
  return `${date.toISOString().slice(0, -5)}.${String(rest).padStart(6, "0")}Z`;
}
