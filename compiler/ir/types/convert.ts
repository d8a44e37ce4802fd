import { decimalOfText, decimalText } from "../../../runtime/functions/decimals.js";
import {
  type ArrayType,
  isFloat,
  isInteger,
  type StructType,
  scalar,
  type Type,
  withNullable,
} from "../../../runtime/types.js";
import type { ArrayLiteral, Expr, Literal, StructLiteral } from "../index.js";
import { asDecimal } from "./unify.js";

/**
 * `expr` with `target`'s type, by the implicit conversions of MEANING A5; null if there is no such conversion.
 * Nullability stays as it is: a caller that needs a value that is not null checks that itself. Literals convert at
 * once, and also to the storage types if their value fits.
 */
export function widen(expr: Expr, target: Type): Expr | null {
  const from = expr.type;
  if (expr.node === "literal") return widenLiteral(expr, target);
  if (expr.node === "array" && target.kind === "array") return widenArray(expr, target);
  if (expr.node === "struct" && target.kind === "struct") return widenStruct(expr, target);
  if (same(from, target)) return expr;
  return widens(from, target) ? converted(expr, target) : null;
}

/**
 * Like `widen`, for an argument of a function or operator, which may lose what a float cannot hold: a decimal next to a
 * float becomes a float64.
 */
export function widenArgument(expr: Expr, target: Type): Expr | null {
  if (expr.type.kind === "decimal" && target.kind === "float64")
    return expr.node === "literal" && expr.value !== null
      ? floatLiteral("float64", Number(expr.value))
      : { node: "convert", type: scalar("float64", expr.type.nullable), value: expr };
  const widened = widen(expr, target);
  if (widened !== null) return widened;
  const { type: from } = expr;
  // Decimals of different digits are compared as one type, in lists too.
  const listed = from.kind === "array" && target.kind === "array" && target.element.kind === "decimal";
  const each = listed && from.size === target.size && widens(from.element, target.element);
  return each || overflows(from, target) ? converted(expr, target) : null;
}
const converted = (expr: Expr, target: Type): Expr => ({
  node: "convert",
  type: withNullable(target, expr.type.nullable),
  value: expr,
});

/**
 * True if a decimal may need more than 38 digits once it has the other type's digits after the point. That is an error
 * of the value (MEANING 80).
 */
export function overflows(from: Type, to: Type): boolean {
  if (from.kind === "array" && to.kind === "array" && from.size === to.size) return overflows(from.element, to.element);
  const own = from.kind === "decimal" || isInteger(from) ? asDecimal(from) : null;
  return (
    own?.kind === "decimal" && to.kind === "decimal" && to.precision === 38 && to.scale >= own.scale && !widens(own, to)
  );
}

/**
 * Like `widen`, but also rounds to float32 where the value is stored as that (MEANING B28); int32 needs a cast (A5).
 */
export function store(expr: Expr, target: Type): Expr | null {
  const widened = widen(expr, target);
  if (widened !== null) return widened;
  const from = expr.type;
  const rounds =
    (target.kind === "float32" && (isFloat(from) || isInteger(from))) ||
    (target.kind === "decimal" && (from.kind === "decimal" || isInteger(from)));
  return rounds ? converted(expr, target) : null;
}

/** True if values of the one type are also values of the other, apart from null. */
export function same(from: Type, to: Type): boolean {
  switch (from.kind) {
    case "array":
      return to.kind === "array" && from.size === to.size && same(from.element, to.element);
    case "map":
      return to.kind === "map" && same(from.key, to.key) && same(from.value, to.value) && fits(from.value, to.value);
    case "struct":
      return (
        to.kind === "struct" &&
        from.fields.length === to.fields.length &&
        from.fields.every(({ name, type }, i) => {
          const other = to.fields[i]!;
          return other.name === name && same(type, other.type) && fits(type, other.type);
        })
      );
    case "decimal":
      return to.kind === "decimal" && from.precision === to.precision && from.scale === to.scale;
    case "enum":
      return to.kind === "enum" && from.name === to.name;
    default:
      return from.kind === to.kind;
  }
}
const fits = (from: Type, to: Type): boolean => to.nullable || !from.nullable;

/** The conversions of A5 between types of single values. */
export function widens(from: Type, to: Type): boolean {
  switch (to.kind) {
    case "int64":
      return from.kind === "int32";
    case "float64":
      return isInteger(from) || isFloat(from);
    case "decimal": {
      const own = from.kind === "decimal" || isInteger(from) ? asDecimal(from) : null;
      return own?.kind === "decimal" && to.scale >= own.scale && to.precision - to.scale >= own.precision - own.scale;
    }
    case "map":
      // A map without nulls may stand where nulls are allowed.
      return from.kind === "map" && same(from.key, to.key) && same(from.value, to.value) && fits(from.value, to.value);
    default:
      return false;
  }
}

function widenArray(expr: ArrayLiteral, target: ArrayType): Expr | null {
  if (target.size !== null && target.size !== expr.elements.length) return null;
  const elements: Expr[] = [];
  for (const element of expr.elements) {
    const widened = widen(element, target.element);
    if (widened === null) return null;
    if (target.size !== null && widened.type.nullable) return null;
    elements.push(widened);
  }
  const nullable = target.size === null && elements.some((element) => element.type.nullable);
  return {
    ...expr,
    type: { ...target, element: withNullable(target.element, nullable), nullable: expr.type.nullable },
    elements,
  };
}

/** Converts field by field, by name, in the order of the target. */
function widenStruct(expr: StructLiteral, target: StructType): Expr | null {
  if (expr.fields.length !== target.fields.length) return null;
  const fields: { name: string; value: Expr }[] = [];
  for (const { name, type } of target.fields) {
    const own = expr.fields.find((field) => field.name === name);
    const widened = own === undefined ? null : widen(own.value, type);
    if (widened === null || (widened.type.nullable && !type.nullable)) return null;
    fields.push({ name, value: widened });
  }
  return { node: "struct", type: { ...target, nullable: false }, fields };
}

function widenLiteral(literal: Literal, target: Type): Literal | null {
  if (literal.value === null) return { node: "literal", type: withNullable(target, true), value: null };
  const from = literal.type.kind;
  if (same(literal.type, target)) return literal;
  if (target.kind === "decimal" && (from === "int64" || from === "int32" || from === "decimal")) {
    const value = decimalOfText(String(literal.value), target.precision, target.scale);
    const type = { ...target, nullable: false };
    return value === null ? null : { node: "literal", type, value: decimalText(value, target.scale) };
  }
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

/** The type under which a value is stored: elements of a `T[]` can be null, even if those of the literal cannot. */
export function storedType(type: Type): Type {
  return type.kind === "array" && type.size === null
    ? { ...type, element: { ...storedType(type.element), nullable: true } }
    : type;
}
