/**
 * The candidate that was most likely meant by `name`: one that is a few edits away, or that differs by case only. Null
 * if none is near. Among equally near candidates the first in alphabetical order wins, so the answer does not depend on
 * the order of declarations.
 */
export function suggest(name: string, candidates: Iterable<string>): string | null {
  // A third of the letters may be wrong; in a short name, one letter.
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
  // Names that share no character are not alike, however short they are.
  return distance >= Math.max(from.length, to.length) ? Number.POSITIVE_INFINITY : distance;
}

/** The Damerau-Levenshtein distance: the number of insertions, deletions, replacements and swaps of neighbours. */
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

/** A help line: `did you mean …?`, or else a list of the candidates. */
export function suggestion(name: string, candidates: Iterable<string>, what: string): string | null {
  const all = [...candidates];
  const near = suggest(name, all);
  if (near !== null) return `did you mean \`${near}\`?`;
  if (all.length === 0) return null;
  const shown = all.slice(0, 12).map((candidate) => `\`${candidate}\``);
  return `${what}: ${shown.join(", ")}${all.length > 12 ? `, and ${all.length - 12} more` : ""}`;
}
