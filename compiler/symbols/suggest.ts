import { foreignNames } from "../diagnostics/foreign/names.js";
import { suggest as nearest, suggestion as nearestOf } from "../diagnostics/suggest.js";

export { edits } from "../diagnostics/suggest.js";

/**
 * The name that was most likely meant by `name`: a word of the language, or the nearest of `candidates`; null if none
 * is near.
 */
export const suggest = (name: string, candidates: Iterable<string>): string | null =>
  foreignNames.get(name) ?? nearest(name, candidates);

/** A help line: `did you mean …?`, or else what there is to choose from. */
export function suggestion(name: string, candidates: readonly string[], what: string): string | null {
  const word = foreignNames.get(name);
  return word === undefined ? nearestOf(name, candidates, what) : `did you mean \`${word}\`?`;
}
