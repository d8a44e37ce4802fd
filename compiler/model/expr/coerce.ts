import type * as ast from "../../../grammar/ast.js";
import { type Type, typeText, withNullable } from "../../../runtime/types.js";
import { typeMismatch, unhandledNull } from "../../diagnostics/catalog/model.js";
import type { Expr } from "../../ir/index.js";
import { store, widen } from "../../ir/types/convert.js";
import type { Ctx } from "./context.js";

export interface Wanted {
  readonly type: Type;
  /** For messages, at the start of a sentence: "parameter `x` of `f`". */
  readonly where: string;
  /** Null is accepted here although `type` is not nullable (keys, a feature with a default). */
  readonly nullable?: true;
  /** The value is stored under a declared type: rounding to float32 is allowed. */
  readonly stored?: true;
}

/** Infers `node` and converts it to the wanted type, or reports why that is not possible. */
export function inferAs(node: ast.Expr, ctx: Ctx, wanted: Wanted): Expr | null {
  const expr = ctx.infer(node, ctx, wanted.type);
  return expr === null ? null : coerce(expr, node, ctx, wanted);
}

/** `expr`, the typed `node`, converted to the wanted type. */
export function coerce(expr: Expr, node: { readonly span: ast.Span }, ctx: Ctx, wanted: Wanted): Expr | null {
  const { type, where } = wanted;
  const converted = wanted.stored === true ? store(expr, type) : widen(expr, type);
  if (converted === null) {
    const help = castHelp(expr.type, type);
    ctx.report(
      typeMismatch.at(ctx.file.place(node), { expected: typeText(type), found: typeText(expr.type), where }, { help }),
    );
    return null;
  }
  if (converted.type.nullable && !type.nullable && wanted.nullable !== true) {
    ctx.report(unhandledNull.at(ctx.file.place(node), { where, type: typeText(withNullable(type, false)) }));
    return null;
  }
  return converted;
}

const castable: ReadonlyMap<string, readonly string[]> = new Map([
  ["int32", ["int64", "float32", "float64", "string"]],
  ["int64", ["float32", "float64", "string"]],
  ["float32", ["int32", "int64", "float64", "string"]],
  ["float64", ["string"]],
  ["string", ["bool", "int32", "int64", "float32", "float64", "date", "timestamp"]],
  ["bool", ["string"]],
  ["date", ["string", "timestamp"]],
  ["timestamp", ["string", "date"]],
]);

function castHelp(from: Type, to: Type): string | null {
  if (to.kind === "json") return 'JSON is written as its text, in a string: `"{ \\"a\\": 1 }"`';
  return castable.get(to.kind)?.includes(from.kind) === true ? `cast it: \`${to.kind}(…)\`` : null;
}
