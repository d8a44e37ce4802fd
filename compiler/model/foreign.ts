/**
 * Suggests what to write for names of other languages that are unknown here.
 *
 * In: the diagnostics of the model, and the files. Out: the same diagnostics. Those of unknown names say what to write
 * instead if a table has the name: an idiom of the grammar's tables, a value of another language, or a function written
 * without its brackets.
 * Always: an idiom that makes several names unknown is reported as one diagnostic, which is shown once.
 */
import { idiomAt } from "../../grammar/index.js";
import { columnWithoutValue, noDurations } from "../diagnostics/catalog/model.js";
import { unknownColumn, unknownInTransform, unknownName } from "../diagnostics/catalog/symbols.js";
import { syntaxDiagnostics } from "../diagnostics/catalog/syntax.js";
import { testValue } from "../diagnostics/catalog/tests.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { foreignNames } from "../diagnostics/foreign/names.js";
import type { ParsedFile } from "../symbols/source-file.js";

const values: ReadonlySet<string> = new Set(
  [unknownName, unknownColumn, unknownInTransform, columnWithoutValue, testValue].map((kind) => kind.name),
);

export function withForeign(
  diagnostics: readonly Diagnostic[],
  files: readonly ParsedFile[],
  isFunction: (name: string) => boolean,
): readonly Diagnostic[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return diagnostics.flatMap((diagnostic): readonly Diagnostic[] => {
    const { name, place } = diagnostic;
    const file = byPath.get(place.file);
    if (file === undefined || !(values.has(name) || name === noDurations.name)) return [diagnostic];
    const idiom = idiomAt(file.text, place.span, declarationAt(file, place.span.start), "names");
    if (idiom !== null) return syntaxDiagnostics(place.file, [idiom]);
    const written = file.text.slice(place.span.start, place.span.end);
    const word = foreignNames.get(written);
    if (!values.has(name)) return [diagnostic];
    if (word !== undefined) return [{ ...diagnostic, help: `write \`${word}\``, fix: { place, text: word } }];
    if (diagnostic.fix === null && isFunction(written))
      return [{ ...diagnostic, help: `\`${written}\` is a function: call it with its arguments, \`${written}(…)\`` }];
    return [diagnostic];
  });
}

/** The keyword of the declaration around a place. */
function declarationAt({ ast }: ParsedFile, offset: number): string {
  const found = ast.declarations.find(({ span }) => span.start <= offset && offset <= span.end);
  return found === undefined ? "" : found.kind === "externFn" ? "extern" : found.kind;
}
