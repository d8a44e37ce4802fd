import { isFloat, isInteger, type StructField, scalar, type Type, withNullable } from "../../../runtime/types.js";

/**
 * The one type that all of these convert to without a cast (MEANING A5), or null if there is none. It is nullable if
 * one of them is. A decimal result has at most `digits` digits: 38 where values are computed, and more where they are
 * only compared, so that all values fit (MEANING 107).
 */
export function unify(types: readonly Type[], digits: 38 | 76 = 38): Type | null {
  let result: Type | null = null;
  for (const type of types) {
    result = result === null ? plain(type) : meet(result, type, digits);
    if (result === null) return null;
  }
  return result;
}

/** The known values of a literal union are lost in an operation: only branches keep and join them. */
export function plain(type: Type): Type {
  return type.kind === "string" && type.values !== undefined ? scalar("string", type.nullable) : type;
}

function meet(a: Type, b: Type, digits: number): Type | null {
  const nullable = a.nullable || b.nullable;
  const numbers = [a, b].every((type) => isInteger(type) || isFloat(type) || type.kind === "decimal");
  if (numbers && a.kind !== b.kind) {
    if (isFloat(a) || isFloat(b))
      return a.kind === "decimal" || b.kind === "decimal" ? null : scalar("float64", nullable);
    return a.kind === "decimal" || b.kind === "decimal"
      ? meet(asDecimal(a), asDecimal(b), digits)
      : scalar("int64", nullable);
  }
  switch (a.kind) {
    case "array": {
      if (b.kind !== "array" || a.size !== b.size) return null;
      const element = meet(a.element, b.element, digits);
      return element === null ? null : { kind: "array", element, size: a.size, nullable };
    }
    case "map": {
      if (b.kind !== "map") return null;
      const [key, value] = [meet(a.key, b.key, digits), meet(a.value, b.value, digits)];
      return key === null || value === null ? null : { kind: "map", key, value, nullable };
    }
    case "struct": {
      if (b.kind !== "struct" || a.fields.length !== b.fields.length) return null;
      const fields: StructField[] = [];
      for (const { name, type } of a.fields) {
        const other = b.fields.find((field) => field.name === name);
        const met = other === undefined ? null : meet(type, other.type, digits);
        if (met === null) return null;
        fields.push({ name, type: met });
      }
      return { kind: "struct", fields, nullable };
    }
    case "decimal": {
      if (b.kind !== "decimal") return null;
      const scale = Math.max(a.scale, b.scale);
      const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
      return { kind: "decimal", precision: Math.min(digits, whole + scale), scale, nullable };
    }
    case "enum":
      return b.kind === "enum" && a.name === b.name ? withNullable(a, nullable) : null;
    default:
      return a.kind === b.kind ? scalar(a.kind, nullable) : null;
  }
}

/** An int counts as a decimal with as many digits as an int can have (MEANING 80). */
export const asDecimal = (type: Type): Type =>
  type.kind === "decimal"
    ? type
    : { kind: "decimal", precision: type.kind === "int32" ? 10 : 19, scale: 0, nullable: type.nullable };
