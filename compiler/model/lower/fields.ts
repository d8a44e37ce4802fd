import type * as ast from "../../../grammar/ast.js";
import { keyKinds, type Type, typeText } from "../../../runtime/types.js";
import { emptyBody, keyType } from "../../diagnostics/catalog/model.js";
import { enumValues } from "../../diagnostics/catalog/types.js";
import type { Entity, Enum, Field, Request } from "../../ir/index.js";
import { valuesOfEnum } from "../../symbols/enums.js";
import type { Located } from "../../symbols/index.js";
import { typeOf } from "../types/type-node.js";
import { annotated, checkDeclaredName, declared, NameSet } from "./declared.js";
import type { Resolver } from "./resolver.js";

/** An entity's fields are its key. */
export function lowerEntity({ decl, file }: Located<ast.EntityDecl>, resolver: Resolver): Entity | null {
  const keys = lowerFields(decl, "entity", { file, resolver });
  if (keys === null) return null;
  let sound = true;
  for (const [i, key] of keys.entries()) {
    if (isKeyType(key.type)) continue;
    sound = false;
    const field = decl.fields[i]!;
    resolver.report(keyType.at(file.place(field.type ?? field), { name: key.name, type: typeText(key.type) }));
  }
  return sound ? { name: decl.name.text, ...declared(decl.lead, decl.name, file), keys } : null;
}

export function lowerEnum({ decl, file }: Located<ast.EnumDecl>, { report }: Resolver): Enum | null {
  const name = decl.name.text;
  const values = decl.values.map((value) => value.text);
  if (values.length === 0 && decl.incomplete !== true)
    report(enumValues.at(file.place(decl.name), { name, value: null }));
  for (const [i, value] of decl.values.entries())
    if (values.indexOf(value.text) < i) report(enumValues.at(file.place(value), { name, value: value.text }));
  return values.length === 0 ? null : { name, ...declared(decl.lead, decl.name, file), values: valuesOfEnum(decl) };
}

export function lowerRequest({ decl, file }: Located<ast.RequestDecl>, resolver: Resolver): Request | null {
  const fields = lowerFields(decl, "request", { file, resolver });
  return fields === null ? null : { name: decl.name.text, ...declared(decl.lead, decl.name, file), fields };
}

const isKeyType = (type: Type): boolean => keyKinds.has(type.kind) && !type.nullable;

/** Null if a field has an error: those who need the fields report nothing more. */
function lowerFields(
  decl: ast.EntityDecl | ast.RequestDecl,
  what: string,
  { file, resolver }: { file: Located<unknown>["file"]; resolver: Resolver },
): readonly Field[] | null {
  const { report, symbols } = resolver;
  if (decl.fields.length === 0) {
    if (decl.incomplete !== true) {
      report(emptyBody.at(file.place(decl.name), { what: `${what} \`${decl.name.text}\``, wanted: "fields" }));
    }
    return null;
  }
  const names = new NameSet("field", file, report);
  const fields: Field[] = [];
  let sound = decl.incomplete !== true;
  for (const field of decl.fields) {
    checkDeclaredName(field.name, false, file, report);
    if (!names.add(field.name.text, field.name)) sound = false;
    const type = typeOf(field.type, { file, report, symbols });
    if (type === null) sound = false;
    else fields.push({ name: field.name.text, type, doc: field.lead.doc?.text ?? null, ...annotated(field.lead) });
  }
  return sound ? fields : null;
}
