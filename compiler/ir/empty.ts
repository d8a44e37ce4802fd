import type { Type } from "../../runtime/types.js";
import type { Constant, EmptyValue } from "./index.js";

/** The value of an aggregate over no rows, as a literal of its type. */
export function emptyOf(empty: EmptyValue, type: Type): Constant {
  if (typeof empty !== "object" || empty === null) return { node: "literal", type, value: empty };
  return type.kind === "map" ? { node: "map", type, entries: [] } : { node: "array", type, elements: [] };
}
