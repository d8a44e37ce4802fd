import type * as ast from "../../../grammar/ast.js";
import { annotationArgument } from "../../diagnostics/catalog/model.js";
import { backtickedDeclaration, backtickedItem, duplicateMember } from "../../diagnostics/catalog/symbols.js";
import type { SourceFile } from "../../symbols/source-file.js";
import type { Report } from "../expr/context.js";
import type { Annotation, At } from "../ir.js";

/** What every declaration and item carries. */
export function declared(
  lead: ast.Lead,
  node: { readonly span: ast.Span },
  file: SourceFile,
  report: Report,
): { readonly doc: string | null; readonly annotations: readonly Annotation[]; readonly at: At } {
  return {
    doc: lead.doc?.text ?? null,
    annotations: lead.annotations.map((annotation) => annotationOf(annotation, file, report)),
    at: file.at(node),
  };
}

function annotationOf(node: ast.Annotation, file: SourceFile, report: Report): Annotation {
  return {
    name: node.name.text,
    args: node.args.map((arg) => ({ name: arg.name?.text ?? null, value: literalOf(arg.value, file, report) })),
  };
}

function literalOf(node: ast.Expr, file: SourceFile, report: Report): string | number | boolean | null {
  switch (node.kind) {
    case "string":
    case "bool":
      return node.value;
    case "number":
      return Number(node.text);
    case "duration":
      return node.text;
    case "unary":
      if (node.op === "-" && node.operand.kind === "number") return -Number(node.operand.text);
      break;
    case "null":
    case "missing":
      return null;
    default:
  }
  report(annotationArgument.at(file.place(node), {}));
  return null;
}

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A name that is declared takes no backticks; a bare item that only backticks could name needs another name. */
export function checkDeclaredName(name: ast.Name, bare: boolean, file: SourceFile, report: Report): void {
  if (!name.backticked) return;
  if (bare) report(backtickedItem.at(file.place(name), { name: name.text }));
  else report(backtickedDeclaration.at(file.place(name), { name: name.text, plain: identifier.test(name.text) }));
}

/** Names of one output: equal ones, and ones that differ by case only, are reported (MEANING E18). */
export class NameSet {
  readonly #seen = new Map<string, { readonly name: string; readonly node: { readonly span: ast.Span } }>();

  constructor(
    private readonly what: string,
    private readonly file: SourceFile,
    private readonly report: Report,
  ) {}

  /** False when the name is taken. */
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
