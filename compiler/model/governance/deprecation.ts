import type * as ast from "../../../grammar/ast.js";
import { deprecated } from "../../diagnostics/catalog/governance.js";
import { deprecationIn } from "../../ir/deprecation.js";
import { kindText, type Named } from "../../symbols/index.js";
import type { SourceFile } from "../../symbols/source-file.js";
import type { Report } from "../expr/context.js";
import { annotationsOf } from "./annotation-values.js";

export const deprecationOf = (lead: ast.Lead): string | null => deprecationIn(annotationsOf(lead));

interface Where {
  readonly file: SourceFile;
  /** For warnings, which would be noise while there are errors. */
  readonly lint: Report;
}

/** Called for each name that is read: warns if it is deprecated. */
export function mention(name: ast.Name, what: string, text: string | null | undefined, { file, lint }: Where): void {
  if (text !== null && text !== undefined) lint(deprecated.at(file.place(name), { name: name.text, what, text }));
}

/** The same, for the name of a declaration. */
export function mentionDeclared(name: ast.Name, named: Named | undefined, where: Where): void {
  if (named === undefined || named.kind === "physical") return;
  mention(name, kindText(named), deprecationOf(named.decl.lead), where);
}
