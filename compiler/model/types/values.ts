import type { Type } from "../../../runtime/types.js";
import type { Expr } from "../../ir/index.js";

/** Every string that an expression can be, apart from null, if its literals are known; else null. */
export function valuesOf(expr: Expr): readonly string[] | null {
  if (expr.type.kind !== "string") return null;
  if (expr.node === "literal") return expr.value === null ? [] : [String(expr.value)];
  return expr.type.values ?? null;
}

/** `type` with the values of all parts, if all of these are known. */
export function withValues(type: Type, parts: readonly (readonly string[] | null)[]): Type {
  if (type.kind !== "string") return type;
  const { values: _, ...rest } = type;
  const known: string[] = [];
  for (const part of parts) {
    if (part === null) return rest;
    known.push(...part);
  }
  const values = [...new Set(known)];
  return values.length === 0 ? rest : { ...rest, values };
}
