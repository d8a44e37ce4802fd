import { isFloat, isInteger, scalar, type Type } from "../../../runtime/types.js";

/** The one type that all of these convert to without a cast (MEANING A5), null where there is none; nullable if one is. */
export function unify(types: readonly Type[]): Type | null {
  let result: Type | null = null;
  for (const type of types) {
    result = result === null ? plain(type) : meet(result, type);
    if (result === null) return null;
  }
  return result;
}

/** What a literal union knows of its values does not outlive an operation: only branches join them. */
export function plain(type: Type): Type {
  return type.kind === "string" && type.values !== undefined ? scalar("string", type.nullable) : type;
}

function meet(a: Type, b: Type): Type | null {
  const nullable = a.nullable || b.nullable;
  if (a.kind === "array" || b.kind === "array") {
    if (a.kind !== "array" || b.kind !== "array" || a.size !== b.size) return null;
    const element = meet(a.element, b.element);
    return element === null ? null : { kind: "array", element, size: a.size, nullable };
  }
  if (a.kind === b.kind) return scalar(a.kind, nullable);
  if (isInteger(a) && isInteger(b)) return scalar("int64", nullable);
  const numbers = (isInteger(a) || isFloat(a)) && (isInteger(b) || isFloat(b));
  return numbers ? scalar("float64", nullable) : null;
}
