import type * as ast from "../../../grammar/ast.js";
import { decimalOfText, decimalText } from "../../../runtime/functions/decimals.js";
import { type StructType, type Type, typeText, withNullable } from "../../../runtime/types.js";
import { emptyBody } from "../../diagnostics/catalog/model.js";
import { structField, unknownField } from "../../diagnostics/catalog/types.js";
import type { Expr, LiteralValue } from "../../ir/index.js";
import { storedType } from "../../ir/types/convert.js";
import { plain } from "../../ir/types/unify.js";
import { suggestion } from "../../symbols/suggest.js";
import type { Ctx } from "./context.js";

/** A struct literal: `{ id: product_id, at: event_time }`. Flexible fields take the type that the place expects. */
export function struct(node: ast.RowExpr, ctx: Ctx, expected: Type | null): Expr | null {
  const wanted = expected?.kind === "struct" ? expected.fields : [];
  const fields: { readonly name: string; readonly value: Expr }[] = [];
  let sound = true;
  for (const { name, value } of node.fields) {
    if (fields.some((field) => field.name === name.text)) {
      ctx.report(structField.at(ctx.file.place(name), { name: name.text, problem: "twice" }));
      sound = false;
    }
    const expr = ctx.infer(value, ctx, wanted.find((field) => field.name === name.text)?.type ?? null);
    if (expr === null) sound = false;
    else fields.push({ name: name.text, value: expr });
  }
  if (!sound) return null;
  // A nullable field may be left out where the struct's type is known.
  for (const { name, type: of } of wanted)
    if (of.nullable && !fields.some((field) => field.name === name))
      fields.push({ name, value: { node: "literal", type: of, value: null } });
  if (fields.length === 0) {
    ctx.report(emptyBody.at(ctx.file.place(node), { what: "a struct", wanted: "fields" }));
    return null;
  }
  const type: StructType = {
    kind: "struct",
    fields: fields.map(({ name, value }) => ({ name, type: storedType(plain(value.type)) })),
    nullable: false,
  };
  return { node: "struct", type, fields };
}

/** `s.f`: null where the struct is null. */
export function field(object: Expr, type: StructType, node: ast.MemberExpr, ctx: Ctx): Expr | null {
  const name = node.name.text;
  const found = type.fields.find((one) => one.name === name);
  if (found !== undefined) {
    const nullable = found.type.nullable || object.type.nullable;
    return { node: "field", type: withNullable(found.type, nullable), value: object, name };
  }
  const help = suggestion(
    name,
    type.fields.map((one) => one.name),
    "its fields are",
  );
  const args = { name, type: typeText(withNullable(type, false)) };
  ctx.report(unknownField.at(ctx.file.place(node.name), args, { help }));
  return null;
}

/** The text of a literal as a value of a type that is written in strings; null if the text is not such a value. */
export function valueOfText(text: string, type: Type): LiteralValue {
  switch (type.kind) {
    case "enum":
      return type.values.includes(text) ? text : null;
    case "decimal": {
      const value = decimalOfText(text, type.precision, type.scale);
      return value === null ? null : decimalText(value, type.scale);
    }
    case "json":
      return isJson(text) ? text : null;
    case "bytes":
      return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text) ? text : null;
    default:
      return null;
  }
}

/** The types without literals of their own: their values are written as strings. */
export const writtenInStrings: ReadonlySet<Type["kind"]> = new Set(["enum", "decimal", "json", "bytes"]);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
