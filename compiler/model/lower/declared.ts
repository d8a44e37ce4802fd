import type * as ast from "../../../grammar/ast.js";
import { backtickedDeclaration, backtickedItem, duplicateMember } from "../../diagnostics/catalog/symbols.js";
import type { Annotation, At } from "../../ir/index.js";
import type { SourceFile } from "../../symbols/source-file.js";
import type { Report } from "../expr/context.js";
import { annotationsOf } from "../governance/annotation-values.js";

/** The parts that every declaration and item has. */
export const declared = (
  lead: ast.Lead,
  node: { readonly span: ast.Span },
  file: SourceFile,
): { readonly doc: string | null; readonly annotations: readonly Annotation[]; readonly at: At } => ({
  doc: lead.doc?.text ?? null,
  annotations: annotationsOf(lead),
  at: file.at(node),
});

/** The annotations of a field or column, left out if there are none. */
export const annotated = (lead: ast.Lead): { readonly annotations?: readonly Annotation[] } =>
  lead.annotations.length === 0 ? {} : { annotations: annotationsOf(lead) };

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A declared name takes no backticks; a bare item whose name needs backticks must be given another name. */
export function checkDeclaredName(name: ast.Name, bare: boolean, file: SourceFile, report: Report): void {
  if (!name.backticked) return;
  if (bare) report(backtickedItem.at(file.place(name), { name: name.text }));
  else report(backtickedDeclaration.at(file.place(name), { name: name.text, plain: identifier.test(name.text) }));
}

/** The names of one output: reports equal names, and those that differ by case only (MEANING E18). */
export class NameSet {
  readonly #seen = new Map<string, { readonly name: string; readonly node: { readonly span: ast.Span } }>();

  constructor(
    private readonly what: string,
    private readonly file: SourceFile,
    private readonly report: Report,
  ) {}

  /** False if the name is taken. */
  add(name: string, node: { readonly span: ast.Span }): boolean {
    const folded = name.toLowerCase();
    const first = this.#seen.get(folded);
    if (first === undefined) {
      this.#seen.set(folded, { name, node });
      return true;
    }
    const related = [{ place: this.file.place(first.node), message: "the first is here" }];
    this.report(duplicateMember.at(this.file.place(node), { name, what: this.what, first: first.name }, { related }));
    return first.name !== name;
  }
}
