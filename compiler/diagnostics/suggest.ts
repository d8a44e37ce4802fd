/**
 * The one of `candidates` that `name` was most likely meant to be: a few edits away, or the same but for case; null if none is near.
 * Of equally near ones the first in the order of the alphabet, so that the answer does not hang on an order of declarations.
 */
export function suggest(name: string, candidates: Iterable<string>): string | null {
  // A third of the name may be wrong, and one letter of a short one.
  const limit = Math.max(1, Math.floor([...name].length / 3));
  let best: string | null = null;
  let nearest = limit + 0.75;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    const distance = distanceOf(name, candidate, limit);
    if (distance < nearest || (best !== null && distance === nearest && candidate < best)) {
      best = candidate;
      nearest = distance;
    }
  }
  return best;
}

function distanceOf(name: string, candidate: string, limit: number): number {
  if (name.toLowerCase() === candidate.toLowerCase()) return 0.5;
  const [from, to] = [[...name.toLowerCase()], [...candidate.toLowerCase()]];
  if (Math.abs(from.length - to.length) > limit) return Number.POSITIVE_INFINITY;
  const distance = editDistance(from, to);
  // Replacing every character is no likeness, however short the names are.
  return distance >= Math.max(from.length, to.length) ? Number.POSITIVE_INFINITY : distance;
}

/** Edits from one word to the other, after Damerau and Levenshtein: insert, delete, replace, or swap two neighbours. */
export const edits = (from: string, to: string): number => editDistance([...from], [...to]);

function editDistance(from: readonly string[], to: readonly string[]): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = last[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      let cost = Math.min(row[j - 1]! + 1, last[j]! + 1, replaced);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length]!;
}

/** A help line: `did you mean …?`, or else what there is to choose from. */
export function suggestion(name: string, candidates: Iterable<string>, what: string): string | null {
  const all = [...candidates];
  const near = suggest(name, all);
  if (near !== null) return `did you mean \`${near}\`?`;
  if (all.length === 0) return null;
  const shown = all.slice(0, 12).map((candidate) => `\`${candidate}\``);
  return `${what}: ${shown.join(", ")}${all.length > 12 ? `, and ${all.length - 12} more` : ""}`;
}
