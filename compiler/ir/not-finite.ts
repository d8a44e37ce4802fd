import { isFloat, type Type } from "../../runtime/types.js";
import type { Expr } from "./index.js";
import { childrenOf } from "./walk.js";

/** The names of the aggregated elements that may be infinite or NaN. */
export type OpenElements = ReadonlySet<string>;
export const noElements: OpenElements = new Set();

/**
 * True if arithmetic may have made this float, or a float inside this value, infinite or NaN. Stored values and results
 * of aggregates are always finite (MEANING B33). A `fn` and its parameters may have any value.
 */
export function mayBeInfinite(expr: Expr, open: OpenElements | "all" = noElements): boolean {
  if (!holdsFloat(expr.type)) return false;
  switch (expr.node) {
    case "column":
      return expr.part?.infinite === true;
    case "literal":
    case "latest":
    case "aggregate":
    case "item":
    case "input":
    case "request":
    case "key":
    case "now":
    case "overElements":
    case "stored":
      return false;
    case "element":
      return open === "all" || open.has(expr.name);
    case "param":
    case "fn":
    case "extern":
      return true;
    // Arithmetic on floats may overflow; functions on lists only pass on the elements that they get.
    case "call":
    case "chain":
      return isFloat(expr.type) || childrenOf(expr).some((child) => mayBeInfinite(child, open));
    case "bound":
      return mayBeInfinite(
        expr.body,
        openWithin({ list: expr.value, name: expr.name }, open === "all" ? noElements : open),
      );
    case "convert":
      return expr.type.kind === "float32" || mayBeInfinite(expr.value, open);
    case "case":
      return expr.branches.some(({ then }) => mayBeInfinite(then, open)) || mayBeInfiniteOr(expr.else, open);
    case "array":
    case "struct":
    case "map":
    case "field":
    case "coalesce":
      return childrenOf(expr).some((child) => mayBeInfinite(child, open));
  }
}
const mayBeInfiniteOr = (expr: Expr | null, open: OpenElements | "all"): boolean =>
  expr !== null && mayBeInfinite(expr, open);

/** True if the type holds a float. Maps are skipped, because only aggregates compute them. */
export function holdsFloat(type: Type): boolean {
  if (type.kind === "array") return holdsFloat(type.element);
  if (type.kind === "struct") return type.fields.some((field) => holdsFloat(field.type));
  return isFloat(type);
}

/**
 * True if it is an error, and not null, to store an infinite or NaN value of this type. Elements of lists can always be
 * null.
 */
export function needsFinite(type: Type): boolean {
  if (type.kind === "array") return !isFloat(type.element) && needsFinite(type.element);
  if (type.kind === "struct") return type.fields.some((field) => needsFinite(field.type));
  return isFloat(type) && !type.nullable;
}

/** The elements that may be infinite or NaN in the expressions that are evaluated for each element of the list. */
export function openWithin(
  { list, name }: { readonly list: Expr; readonly name: string },
  open: OpenElements,
): OpenElements {
  const inside = new Set(open);
  if (mayBeInfinite(list, open)) inside.add(name);
  else inside.delete(name);
  return inside;
}
