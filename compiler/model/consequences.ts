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
 * The kinds of diagnostics that a syntax error may cause, because the parser skipped the declaration of a name. Such a
 * diagnostic is likely to be a mistake of its own only where a near name is known.
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

/**
 * Drops what syntax errors may have caused: every diagnostic in a declaration that has a syntax error, and unknown
 * names whose declarations the parser may have skipped.
 */
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

/**
 * The declarations that contain a syntax error, or that are followed by one before the next declaration: the parser may
 * have ended those too early.
 */
function brokenSpans({ ast, issues = [] }: ParsedFile) {
  const starts = ast.declarations.map((decl) => decl.span.start);
  return ast.declarations
    .filter((decl, i) => {
      const next = starts[i + 1] ?? Number.POSITIVE_INFINITY;
      return decl.incomplete === true || issues.some(({ span }) => decl.span.start <= span.start && span.start < next);
    })
    .map((decl) => decl.span);
}
