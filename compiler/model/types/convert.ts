import { isFloat, isInteger, scalar, type Type, withNullable } from "../../../runtime/types.js";
import type { Expr, Literal } from "../ir.js";

/**
 * `expr` with `target`'s type by the implicit conversions of MEANING A5, null where there is none. Nullability stays as it is: who
 * wants it gone asks for it. Literals convert at once, and also to the storage types where their value fits.
 */
export function widen(expr: Expr, target: Type): Expr | null {
  const from = expr.type;
  if (expr.node === "literal") return widenLiteral(expr, target);
  if (from.kind === "array" || target.kind === "array") return widenArray(expr, target);
  if (from.kind === target.kind) return expr;
  if (
    target.kind === "int64" ? from.kind === "int32" : target.kind === "float64" && (isInteger(from) || isFloat(from))
  ) {
    return { node: "convert", type: scalar(target.kind, from.nullable), value: expr };
  }
  return null;
}

/** As `widen`, and rounds to float32 where a value is stored under it (MEANING B28); int32 takes a cast (A5). */
export function store(expr: Expr, target: Type): Expr | null {
  const widened = widen(expr, target);
  if (widened !== null) return widened;
  const from = expr.type;
  const rounds = target.kind === "float32" && (isFloat(from) || isInteger(from));
  return rounds ? { node: "convert", type: scalar(target.kind, from.nullable), value: expr } : null;
}

function widenArray(expr: Expr, target: Type): Expr | null {
  const from = expr.type;
  if (from.kind !== "array" || target.kind !== "array") return null;
  if (expr.node === "array" && (target.size === null || target.size === expr.elements.length)) {
    const elements: Expr[] = [];
    for (const element of expr.elements) {
      const widened = widen(element, target.element);
      if (widened === null) return null;
      if (target.size !== null && widened.type.nullable) return null;
      elements.push(widened);
    }
    const nullable = target.size === null && elements.some((element) => element.type.nullable);
    return {
      node: "array",
      type: { ...target, element: withNullable(target.element, nullable), nullable: false },
      elements,
    };
  }
  return from.size === target.size &&
    from.element.kind === target.element.kind &&
    sameElements(from.element, target.element)
    ? expr
    : null;
}

function sameElements(a: Type, b: Type): boolean {
  if (a.kind !== "array" || b.kind !== "array") return a.kind === b.kind;
  return a.size === b.size && sameElements(a.element, b.element);
}

function widenLiteral(literal: Literal, target: Type): Literal | null {
  if (literal.value === null) return { node: "literal", type: withNullable(target, true), value: null };
  const from = literal.type.kind;
  if (from === target.kind) return literal;
  if (target.kind === "array") return null;
  if (from === "int64" || from === "int32") {
    const value = BigInt(String(literal.value));
    if (target.kind === "int64") return { node: "literal", type: scalar("int64"), value: literal.value };
    if (target.kind === "int32") {
      const fits = value >= -(2n ** 31n) && value < 2n ** 31n;
      return fits ? { node: "literal", type: scalar("int32"), value: literal.value } : null;
    }
    if (target.kind === "float64" || target.kind === "float32") return floatLiteral(target.kind, Number(value));
    return null;
  }
  if (from === "float64" || from === "float32") {
    return target.kind === "float64" || target.kind === "float32"
      ? floatLiteral(target.kind, Number(literal.value))
      : null;
  }
  return null;
}

function floatLiteral(kind: "float32" | "float64", value: number): Literal | null {
  const rounded = kind === "float32" ? Math.fround(value) : value;
  return Number.isFinite(rounded) ? { node: "literal", type: scalar(kind), value: rounded } : null;
}

/** A type under which a value is stored: elements of a `T[]` can be null, whatever a literal knows of them. */
export function storedType(type: Type): Type {
  return type.kind === "array" && type.size === null
    ? { ...type, element: { ...storedType(type.element), nullable: true } }
    : type;
}
