/**
 * Idioms of other languages, as tables.
 *
 * In: a text, a place of an error in it, and the declaration around it. Out: what is wrong there and what to write
 * instead, or null if no table knows.
 * Always: the tables are used only at an error, because a pattern may match valid text elsewhere. The first row that
 * covers the place wins, so narrow patterns come before wide ones.
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
  /** Outside all declarations. */
  none: [...prepared(openingIdioms), ...heads, ...inside],
  /** In declarations that consist of heads and types. */
  heads: [...heads, ...inside],
  items: [...inside, ...heads],
} as const;
const named = tables.items.filter((row) => row.names === true);
const ofHeads: ReadonlySet<string> = new Set(["entity", "request", "enum", "fn", "extern", "test", "source"]);

/** `where`: the error is one of syntax, or an unknown name in a line that parses. */
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
