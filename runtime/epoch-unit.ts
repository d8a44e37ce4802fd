/** The unit in which a number of this size counts from 1970, for an instant of our time. */
export function epochUnit(size: number): "s" | "ms" | "us" | "ns" {
  if (size < 1e11) return "s";
  if (size < 1e14) return "ms";
  return size < 1e17 ? "us" : "ns";
}
