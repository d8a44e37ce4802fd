import type * as ast from "../../../grammar/ast.js";
import type { Type } from "../../../runtime/types.js";
import { unknownName } from "../../diagnostics/catalog/symbols.js";
import { suggestion } from "../../symbols/suggest.js";
import type { Ctx } from "./context.js";

/**
 * A literal of `type`, where names of an enum's values are replaced by their texts (MEANING E10). Null, after a report,
 * if a name is not one of these values.
 */
export function namesAsTexts(node: ast.Expr, type: Type, ctx: Ctx): ast.Expr | null {
  switch (node.kind) {
    case "nameExpr":
      return nameAsText(node, type, ctx);
    case "list": {
      const element = type.kind === "array" ? type.element : type;
      const elements = node.elements.map((each) => namesAsTexts(each, element, ctx));
      return elements.includes(null) ? null : { ...node, elements: elements.filter((each) => each !== null) };
    }
    default:
      return node;
  }
}

function nameAsText(node: ast.NameExpr, type: Type, ctx: Ctx): ast.StringLiteral | null {
  const { text, backticked } = node.name;
  if (type.kind === "enum" && type.values.includes(text)) return { kind: "string", span: node.span, value: text };
  if (!backticked || text !== "") {
    ctx.report(unknownName.at(ctx.file.place(node), { name: text, what: "value" }, { help: helpFor(text, type) }));
  }
  return null;
}

function helpFor(name: string, type: Type): string {
  const near = type.kind === "enum" ? suggestion(name, type.values, "its values") : null;
  if (near !== null) return near;
  return type.kind === "string"
    ? `a string is written in quotes: \`"${name}"\``
    : "write a literal: a number, a string, `true`, `false` or `null`";
}
