import { levenshtein } from "./functions/text-edits.js";

/** The known name that was most likely meant. Null if none is close. */
export function nearest(name: string, known: Iterable<string>): string | null {
  const wanted = plain(name);
  let best: { readonly name: string; readonly distance: number } | null = null;
  for (const candidate of known) {
    const other = plain(candidate);
    const within = wanted.length > 3 && other.length > 3 && (other.includes(wanted) || wanted.includes(other));
    const distance = within ? 1 : Number(levenshtein(wanted, other));
    if (distance <= Math.max(1, Math.floor(wanted.length / 3)) && (best === null || distance < best.distance))
      best = { name: candidate, distance };
  }
  return best?.name ?? null;
}

/** Most slips are in case and separators, so these are ignored. */
const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
