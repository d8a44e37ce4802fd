import { suggest as nearest, suggestion as nearestOf } from "../diagnostics/suggest.js";

export { edits } from "../diagnostics/suggest.js";

/** What `name` was most likely meant to be: a word of the language, or the nearest of `candidates`; null if none is near. */
export const suggest = (name: string, candidates: Iterable<string>): string | null =>
  wordsElsewhere.get(name) ?? nearest(name, candidates);

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

/** A help line: `did you mean …?`, or else what there is to choose from. */
export function suggestion(name: string, candidates: readonly string[], what: string): string | null {
  const word = wordsElsewhere.get(name);
  return word === undefined ? nearestOf(name, candidates, what) : `did you mean \`${word}\`?`;
}
