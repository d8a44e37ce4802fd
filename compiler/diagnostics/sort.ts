import type { Diagnostic } from "./diagnostic.js";

/** Sorts diagnostics by file and place, and removes duplicates. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  const once = diagnostics.filter((diagnostic) => {
    const key = JSON.stringify([diagnostic.code, diagnostic.message, diagnostic.place]);
    return !seen.has(key) && seen.add(key);
  });
  return once.sort(
    (a, b) =>
      compare(a.place.file, b.place.file) ||
      a.place.span.start - b.place.span.start ||
      a.place.span.end - b.place.span.end ||
      compare(a.code, b.code),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
