import type { Type } from "../../runtime/types.js";
import type { Expr } from "../ir/index.js";
import { holdsFloat, mayBeInfinite, type OpenElements } from "../ir/not-finite.js";
import { readsKey } from "./reads-key.js";
import { access, property } from "./text.js";
import type { Style } from "./writer.js";

/**
 * The code of an expression as it is stored under `type`; `code` prints the expression itself. An infinite or NaN value
 * becomes null, or an error where null is not allowed (MEANING B33).
 */
export function storedExpression(
  expr: Expr,
  type: Type,
  open: OpenElements,
  style: Style,
  code: (expr: Expr) => string,
): string {
  if (!mayBeInfinite(expr, open)) return code(expr);
  const notNull = readsKey(expr) ? "storedUnlessNull" : "storedNotNull";
  if (expr.node !== "struct" || type.kind !== "struct") return storedCode(code(expr), type, notNull, style, 0);
  const fields = expr.fields.map(
    ({ name, value }, index) =>
      `${property(name)}: ${storedExpression(value, type.fields[index]!.type, open, style, code)}`,
  );
  return `({ ${fields.join(", ")} })`;
}

function storedCode(value: string, type: Type, notNull: string, style: Style, depth: number): string {
  if (!holdsFloat(type)) return value;
  const { f } = style.imports;
  // No declared name contains a `$`.
  const inner = `$${depth}`;
  const within = (code: string, of: Type): string => storedCode(code, of, notNull, style, depth + 1);
  switch (type.kind) {
    case "array": {
      if (type.size !== null) return `${f(type.nullable ? "storedVector" : "storedVectorNotNull")}(${value})`;
      const element = within(inner, { ...type.element, nullable: true });
      return element === `${f("stored")}(${inner})`
        ? `${f("storedList")}(${value})`
        : `${f("storedEach")}(${value}, (${inner}) => ${element})`;
    }
    case "struct": {
      const fields = type.fields.map(
        (field) => `${property(field.name)}: ${within(`${inner}${access(field.name)}`, field.type)}`,
      );
      return `${f("storedStruct")}(${value}, (${inner}) => ({ ${fields.join(", ")} }))`;
    }
    default:
      return `${f(type.nullable ? "stored" : notNull)}(${value})`;
  }
}
