/**
 * Idioms of other languages, as tables.
 *
 * In: a text, a place in it where something was not understood, and the declaration around it. Out: what is wrong there and what to write
 * instead, or null where no table knows.
 * Always: asked only where something is wrong already: a pattern may match what is right elsewhere. The first row that covers the place
 * counts, so rows go from the narrow to the wide.
 */
import type { Span } from "../ast.js";
import type { SyntaxIssue } from "../issues.js";
import { callIdioms } from "./calls.js";
import { declarationIdioms } from "./declarations.js";
import { findIdiom, prepared } from "./idiom.js";
import { itemIdioms } from "./items.js";
import { openingIdioms } from "./openings.js";
import { valueIdioms } from "./values.js";

const inside = prepared(callIdioms, valueIdioms, itemIdioms);
const heads = prepared(declarationIdioms);
const tables = {
  /** No declaration is read. */
  none: [...prepared(openingIdioms), ...heads, ...inside],
  /** Types and heads are the most of what is read. */
  heads: [...heads, ...inside],
  items: [...inside, ...heads],
} as const;
const named = tables.items.filter((row) => row.names === true);
const ofHeads: ReadonlySet<string> = new Set(["entity", "request", "enum", "fn", "extern", "test", "source"]);

/** `where` says what went wrong: the syntax, or a name that nobody declares in a line that parses. */
export function idiomAt(
  text: string,
  place: Span,
  within: string,
  where: "syntax" | "names" = "syntax",
): SyntaxIssue | null {
  if (where === "names") return findIdiom(named, text, place, within);
  const table = within === "" ? tables.none : ofHeads.has(within) ? tables.heads : tables.items;
  return findIdiom(table, text, place, within);
}
