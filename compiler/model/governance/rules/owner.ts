import { ruleOwner } from "../../../diagnostics/catalog/governance.js";
import { type Declaration, declarations, textOf } from "./declarations.js";
import type { Rule } from "./rule.js";

/** Declarations that need an owner: those that are computed and served. */
const owned: ReadonlySet<Declaration["kind"]> = new Set(["view", "transform", "service"]);

export const owner: Rule<"owner"> = ({ symbols }) =>
  declarations(symbols)
    .filter(({ decl }) => owned.has(decl.kind) && !decl.lead.annotations.some(({ name }) => name.text === "owner"))
    .map((located) => ruleOwner.at(located.file.place(located.decl.name), { what: textOf(located) }));
