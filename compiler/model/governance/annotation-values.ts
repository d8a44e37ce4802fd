import type * as ast from "../../../grammar/ast.js";
import type { Annotation } from "../../ir/index.js";

/** Annotations as data. `checkAnnotations` reports what is wrong with them. */
export const annotationsOf = (lead: ast.Lead): readonly Annotation[] =>
  lead.annotations.map((node) => ({
    name: node.name.text,
    args: node.args.map((arg) => ({ name: arg.name?.text ?? null, value: literalOf(arg.value) ?? null })),
  }));

/** The value of an argument; undefined if it is not a literal. */
export function literalOf(node: ast.Expr): string | number | boolean | null | undefined {
  switch (node.kind) {
    case "string":
    case "bool":
      return node.value;
    case "number":
      return Number(node.text);
    case "duration":
      return node.text;
    case "unary":
      return node.op === "-" && node.operand.kind === "number" ? -Number(node.operand.text) : undefined;
    case "null":
    case "missing":
      return null;
    default:
      return undefined;
  }
}
