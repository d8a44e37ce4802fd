import { ruleDocs } from "../../../diagnostics/catalog/governance.js";
import { type Declaration, declarations, textOf } from "./declarations.js";
import type { Rule } from "./rule.js";

/**
 * Declarations that others look up in a catalog. Features are described by their names, and functions concern only the
 * project.
 */
const documented: ReadonlySet<Declaration["kind"]> = new Set([
  "entity",
  "request",
  "source",
  "view",
  "transform",
  "service",
]);

export const docs: Rule<"docs"> = ({ symbols }) =>
  declarations(symbols)
    .filter(({ decl }) => documented.has(decl.kind) && (decl.lead.doc === null || decl.lead.doc.text.trim() === ""))
    .map((located) => ruleDocs.at(located.file.place(located.decl.name), { what: textOf(located) }));
