/** The unit of a number that counts from 1970, guessed from its size, for an instant of our time. */
export function epochUnit(size: number): "s" | "ms" | "us" | "ns" {
  if (size < 1e11) return "s";
  if (size < 1e14) return "ms";
  return size < 1e17 ? "us" : "ns";
}
