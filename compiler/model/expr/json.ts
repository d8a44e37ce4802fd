import type * as ast from "../../../grammar/ast.js";
import { scalar, typeText } from "../../../runtime/types.js";
import { jsonIndex } from "../../diagnostics/catalog/types.js";
import type { Expr } from "../../ir/index.js";
import { widen } from "../../ir/types/convert.js";
import type { Ctx } from "./context.js";

/** A name as a step of a path. */
export const literalOf = (name: string): Expr => ({ node: "literal", type: scalar("string"), value: name });

/** `j.a`, `j["a"]`, `j[0]`: json, null where there is no such member. A cast states its type (MEANING 77). */
export function jsonPath(object: Expr, step: Expr, node: ast.Expr, ctx: Ctx): Expr | null {
  const [text, int] = [widen(step, scalar("string")), widen(step, scalar("int64"))];
  const at = text ?? int;
  if (at === null) {
    ctx.report(jsonIndex.at(ctx.file.place(node), { type: typeText(step.type) }));
    return null;
  }
  const overload = text === null ? "json_element" : "json_field";
  return { node: "call", type: scalar("json", true), function: "element", overload, args: [object, at] };
}
