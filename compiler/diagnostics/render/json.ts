import type { Diagnostic, Place, Severity } from "../diagnostic.js";
import { positionAt } from "../position.js";
import type { ReadText } from "./terminal.js";

export interface JsonPlace {
  readonly file: string;
  /** Lines and columns count from 1; the end is after the last character. Null if the file cannot be read. */
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
}
export interface JsonDiagnostic extends JsonPlace {
  readonly code: string;
  readonly name: string;
  readonly severity: Severity;
  readonly message: string;
  readonly help: string | null;
  readonly related: readonly (JsonPlace & { readonly message: string })[];
  readonly fix: (JsonPlace & { readonly text: string }) | null;
}

/** A diagnostic in the form that other programs read. */
export function renderJson(diagnostic: Diagnostic, read: ReadText): JsonDiagnostic {
  const { code, name, severity, message, help, place, related, fix } = diagnostic;
  return {
    code,
    name,
    severity,
    message,
    ...jsonPlace(place, read),
    help,
    related: related.map((other) => ({ ...jsonPlace(other.place, read), message: other.message })),
    fix: fix === null ? null : { ...jsonPlace(fix.place, read), text: fix.text },
  };
}

function jsonPlace({ file, span }: Place, read: ReadText): JsonPlace {
  const text = read(file);
  if (text === null) return { file, line: null, column: null, endLine: null, endColumn: null };
  const [start, end] = [positionAt(text, span.start), positionAt(text, span.end)];
  return { file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}
