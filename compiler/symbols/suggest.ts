/** The one of `candidates` that `name` was most likely meant to be: few edits away, or equal but for case; null if none is near. */
export function suggest(name: string, candidates: Iterable<string>): string | null {
  const word = wordsElsewhere.get(name);
  if (word !== undefined) return word;
  // One letter is near to every other.
  const limit = name.length < 2 ? 0 : Math.max(1, Math.floor(name.length / 3));
  let best: string | null = null;
  let bestDistance = limit + 0.75;
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) > limit) continue;
    const distance =
      candidate.toLowerCase() === name.toLowerCase() ? 0.5 : edits(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance || (distance === bestDistance && best !== null && candidate < best)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** How other languages write what is a word of this one. */
const wordsElsewhere: ReadonlyMap<string, string> = new Map([
  ["True", "true"],
  ["TRUE", "true"],
  ["False", "false"],
  ["FALSE", "false"],
  ["None", "null"],
  ["NULL", "null"],
  ["Null", "null"],
  ["nil", "null"],
  ["undefined", "null"],
  ["NaN", "null"],
  ["current_timestamp", "now()"],
  ["CURRENT_TIMESTAMP", "now()"],
]);

/** Edits (insert, delete, replace, swap of neighbours) from one word to the other. */
export function edits(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      let cost = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length]!;
}

/** A help line: `did you mean …?`, or else what there is to choose from. */
export function suggestion(name: string, candidates: readonly string[], what: string): string | null {
  const near = suggest(name, candidates);
  if (near !== null) return `did you mean \`${near}\`?`;
  if (candidates.length === 0) return null;
  const shown = candidates.slice(0, 12).map((c) => `\`${c}\``);
  return `${what}: ${shown.join(", ")}${candidates.length > 12 ? `, and ${candidates.length - 12} more` : ""}`;
}
