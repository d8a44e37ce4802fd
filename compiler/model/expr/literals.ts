import type * as ast from "../../../grammar/ast.js";
import { scalar } from "../../../runtime/types.js";
import { floatTooLarge, intTooLarge } from "../../diagnostics/catalog/model.js";
import type { Expr, LiteralValue } from "../../ir/index.js";
import type { Ctx } from "./context.js";

export const boolType = scalar("bool");

/** A literal's value; undefined for any other expression. */
export const literalValue = (expr: Expr): LiteralValue | undefined =>
  expr.node === "literal" ? expr.value : undefined;

/** True if it is written as a literal: a value, a negative number, or a list of literals. */
export function isLiteral(node: ast.Expr): boolean {
  switch (node.kind) {
    case "number":
    case "string":
    case "bool":
    case "null":
      return true;
    case "unary":
      return node.op === "-" && node.operand.kind === "number";
    case "paren":
      return isLiteral(node.inner);
    case "list":
      return node.elements.every(isLiteral);
    case "row":
      return node.fields.every((field) => isLiteral(field.value));
    default:
      return false;
  }
}

const intMin = -(2n ** 63n);
const intMax = 2n ** 63n - 1n;

/** `text` may begin with a `-`, which belongs to the literal (MEANING A1). */
export function numberLiteral(node: ast.NumberLiteral, text: string, ctx: Ctx): Expr | null {
  const place = ctx.file.place(node);
  if (node.integer) {
    const value = BigInt(text);
    if (value < intMin || value > intMax) {
      ctx.report(intTooLarge.at(place, { text }));
      return null;
    }
    return { node: "literal", type: scalar("int64"), value: String(value) };
  }
  const value = Number(text);
  if (!Number.isFinite(value)) {
    ctx.report(floatTooLarge.at(place, { text }));
    return null;
  }
  return { node: "literal", type: scalar("float64"), value: value === 0 ? 0 : value };
}
