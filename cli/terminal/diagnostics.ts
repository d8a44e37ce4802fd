import { type Diagnostic, type ReadText, renderTerminal, summary } from "../../compiler/diagnostics/index.js";
import type { Paint } from "./colours.js";
import { firstFew, moreText } from "./first-few.js";

export interface DiagnosticsView {
  readonly read: ReadText;
  /** The path of a project's file as the reader would open it. */
  readonly shown: (file: string) => string;
  readonly paint: Paint;
  readonly all: boolean;
}

/**
 * Diagnostics as people read them: the first few of each kind in the order of their places, then how many there are in
 * all.
 */
export function diagnosticsText(
  diagnostics: readonly Diagnostic[],
  { read, shown, paint, all }: DiagnosticsView,
): string {
  const kinds = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const kind = kindOf(diagnostic);
    const others = kinds.get(kind);
    if (others === undefined) kinds.set(kind, [diagnostic]);
    else others.push(diagnostic);
  }
  const chosen = new Set<Diagnostic>();
  /** How many diagnostics of a kind are left out, by the last one of the kind that is shown. */
  const leftOut = new Map<Diagnostic | undefined, number>();
  for (const kind of kinds.values()) {
    const few = firstFew(kind, all);
    for (const diagnostic of few.shown) chosen.add(diagnostic);
    if (few.more > 0) leftOut.set(few.shown.at(-1), few.more);
  }
  const texts = diagnostics.flatMap((diagnostic) => {
    if (!chosen.has(diagnostic)) return [];
    const more = leftOut.get(diagnostic);
    const text = renderTerminal(diagnostic, read, paint, shown);
    return more === undefined ? [text] : [text, paint.dim(moreText(more))];
  });
  return [...texts, summary(diagnostics)].join("\n\n");
}

/** Two diagnostics are of one kind if their messages differ only in names and numbers. */
const kindOf = ({ code, message }: Diagnostic): string =>
  `${code} ${message.replace(/`[^`]*`|"[^"]*"/g, "`…`").replace(/\d+/g, "0")}`;
