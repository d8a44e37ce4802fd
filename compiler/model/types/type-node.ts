import type * as ast from "../../../grammar/ast.js";
import {
  isFloat,
  isInteger,
  type ScalarName,
  scalar,
  scalarNames,
  type Type,
  withNullable,
} from "../../../runtime/types.js";
import { decimals, maps, structs } from "../../diagnostics/catalog/later.js";
import { typeArguments, vectorSize } from "../../diagnostics/catalog/model.js";
import { unknownType } from "../../diagnostics/catalog/symbols.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { SourceFile } from "../../symbols/source-file.js";
import { suggestion } from "../../symbols/suggest.js";

const scalars: ReadonlySet<string> = new Set(scalarNames);

/** Names that people bring from elsewhere. */
const elsewhere: ReadonlyMap<string, ScalarName> = new Map<string, ScalarName>([
  ["int", "int64"],
  ["integer", "int64"],
  ["bigint", "int64"],
  ["long", "int64"],
  ["number", "float64"],
  ["double", "float64"],
  ["float", "float64"],
  ["real", "float32"],
  ["text", "string"],
  ["str", "string"],
  ["varchar", "string"],
  ["boolean", "bool"],
  ["datetime", "timestamp"],
  ["time", "timestamp"],
  ["binary", "bytes"],
  ["blob", "bytes"],
]);

interface Where {
  readonly file: SourceFile;
  readonly report: (diagnostic: Diagnostic) => void;
  /** Names that were refused where they are declared (enums): naming one is silent. */
  readonly refused: ReadonlySet<string>;
}

/** The type that is written; null where an error was reported. */
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
      where.report(structs.at(where.file.place(node), {}));
      return null;
    case "mapType":
      where.report(maps.at(where.file.place(node), {}));
      return null;
  }
}

function namedType(node: ast.NamedType, where: Where): Type | null {
  const name = node.name.text;
  const place = where.file.place(node);
  if (name === "" || where.refused.has(name)) return null;
  if (name === "decimal") {
    where.report(decimals.at(place, {}));
    return null;
  }
  if (!scalars.has(name)) {
    const known = elsewhere.get(name.toLowerCase());
    const help = known === undefined ? suggestion(name, scalarNames, "types are") : `it is called \`${known}\` here`;
    const fix = known === undefined ? null : { place: where.file.place(node.name), text: known };
    where.report(unknownType.at(place, { name }, { help, fix }));
    return null;
  }
  if (node.args.length > 0) {
    where.report(typeArguments.at(place, { name }));
    return null;
  }
  return scalar(name as ScalarName);
}
