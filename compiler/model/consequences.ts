import { columnWithoutValue, emptyBody } from "../diagnostics/catalog/model.js";
import {
  unknownColumn,
  unknownFunction,
  unknownInTransform,
  unknownMember,
  unknownName,
  unknownType,
} from "../diagnostics/catalog/symbols.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { ParsedFile } from "../symbols/source-file.js";

/**
 * What a syntax error may be the cause of, because a name is declared where the parser lost its way. Only where a near name is
 * known is it likely to be a mistake of its own.
 */
const mayBeLost: ReadonlySet<string> = new Set(
  [
    unknownName,
    unknownMember,
    unknownInTransform,
    unknownFunction,
    unknownType,
    unknownColumn,
    columnWithoutValue,
    emptyBody,
  ].map((kind) => kind.name),
);

/** Without what syntax errors may have caused: whatever is in a declaration that has one, and names that may be lost. */
export function withoutConsequences(
  diagnostics: readonly Diagnostic[],
  files: readonly ParsedFile[],
): readonly Diagnostic[] {
  const broken = new Map(files.map((file) => [file.path, brokenSpans(file)]));
  return diagnostics.filter(({ place, name, fix }) => {
    if (mayBeLost.has(name) && fix === null) return false;
    const spans = broken.get(place.file) ?? [];
    return !spans.some((span) => span.start <= place.span.start && place.span.start <= span.end);
  });
}

/** The declarations with a syntax error in them, or behind them before the next: there the parser may have ended them too early. */
function brokenSpans({ ast, issues = [] }: ParsedFile) {
  const starts = ast.declarations.map((decl) => decl.span.start);
  return ast.declarations
    .filter((decl, i) => {
      const next = starts[i + 1] ?? Number.POSITIVE_INFINITY;
      return decl.incomplete === true || issues.some(({ span }) => decl.span.start <= span.start && span.start < next);
    })
    .map((decl) => decl.span);
}
