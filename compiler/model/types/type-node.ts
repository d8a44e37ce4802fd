import type * as ast from "../../../grammar/ast.js";
import {
  isFloat,
  isInteger,
  keyKinds,
  type ScalarName,
  type StructField,
  scalar,
  scalarNames,
  type Type,
  typeText,
  withNullable,
} from "../../../runtime/types.js";
import { emptyBody, typeArguments, vectorSize } from "../../diagnostics/catalog/model.js";
import { duplicateMember, unknownType } from "../../diagnostics/catalog/symbols.js";
import { decimalDigits, mapKey } from "../../diagnostics/catalog/types.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { foreignType } from "../../diagnostics/foreign/types.js";
import { valuesOfEnum } from "../../symbols/enums.js";
import type { Symbols } from "../../symbols/index.js";
import type { SourceFile } from "../../symbols/source-file.js";
import { suggest, suggestion } from "../../symbols/suggest.js";

const scalars: ReadonlySet<string> = new Set(scalarNames);

interface Where {
  readonly file: SourceFile;
  readonly report: (diagnostic: Diagnostic) => void;
  readonly symbols: Pick<Symbols, "enums" | "ambiguous">;
}

/** The type that a node writes; null where an error was reported. */
export function typeOf(node: ast.TypeNode | null, where: Where): Type | null {
  if (node === null) return null;
  switch (node.kind) {
    case "namedType":
      return namedType(node, where);
    case "nullableType": {
      const inner = typeOf(node.inner, where);
      return inner === null ? null : withNullable(inner, true);
    }
    case "arrayType": {
      const element = typeOf(node.element, where);
      if (element === null) return null;
      if (node.size !== null && (node.size < 1 || !(isFloat(element) || isInteger(element)) || element.nullable)) {
        where.report(vectorSize.at(where.file.place(node), {}));
        return null;
      }
      return { kind: "array", element: withNullable(element, node.size === null), size: node.size, nullable: false };
    }
    case "structType":
      return structType(node, where);
    case "mapType": {
      const [key, value] = [typeOf(node.key, where), typeOf(node.value, where)];
      if (key === null || value === null) return null;
      if (!keyKinds.has(key.kind) || key.nullable) {
        where.report(mapKey.at(where.file.place(node.key), { type: typeText(key) }));
        return null;
      }
      return { kind: "map", key, value: withNullable(value, true), nullable: false };
    }
  }
}

function structType(node: ast.StructType, where: Where): Type | null {
  const fields: StructField[] = [];
  let sound = true;
  for (const field of node.fields) {
    const type = typeOf(field.type, where);
    const name = field.name.text;
    const first = fields.find((other) => other.name.toLowerCase() === name.toLowerCase());
    if (first !== undefined) {
      const args = { name, what: "field", first: first.name };
      where.report(duplicateMember.at(where.file.place(field.name), args));
    }
    if (type === null || first !== undefined) sound = false;
    else fields.push({ name, type });
  }
  if (sound && fields.length === 0) {
    where.report(emptyBody.at(where.file.place(node), { what: "a struct", wanted: "fields" }));
    return null;
  }
  return sound ? { kind: "struct", fields, nullable: false } : null;
}

function decimalType(node: ast.NamedType, where: Where): Type | null {
  const [precision = 0, scale = 0] = node.args;
  if (node.args.length <= 2 && precision >= 1 && precision <= 38 && scale <= precision)
    return { kind: "decimal", precision, scale, nullable: false };
  where.report(decimalDigits.at(where.file.place(node), {}));
  return null;
}

function namedType(node: ast.NamedType, where: Where): Type | null {
  const name = node.name.text;
  const place = where.file.place(node);
  if (name === "") return null;
  if (name === "decimal") return decimalType(node, where);
  const declared = where.symbols.enums.get(name);
  if (declared !== undefined && node.args.length === 0) {
    const values = valuesOfEnum(declared.decl);
    return values.length === 0 ? null : { kind: "enum", name, values, nullable: false };
  }
  if (!scalars.has(name)) {
    const known = foreignType(name);
    const near = suggest(name, [...scalarNames, ...where.symbols.enums.keys()]);
    const help = known?.help ?? suggestion(name, [...scalarNames, ...where.symbols.enums.keys()], "types are");
    const text = known === null ? near : known.fix;
    const fix = text === null ? null : { place: where.file.place(node.name), text };
    where.report(unknownType.at(place, { name }, { help, fix }));
    return null;
  }
  if (node.args.length > 0) {
    where.report(typeArguments.at(place, { name }));
    return null;
  }
  return scalar(name as ScalarName);
}
