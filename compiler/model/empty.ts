import type { Type } from "../../runtime/types.js";
import type { Aggregate, ArrayLiteral, Literal } from "./ir.js";

/** What an aggregate is over no rows, as a literal of its type. */
export function emptyOf(empty: Aggregate["empty"], type: Type): Literal | ArrayLiteral {
  return typeof empty === "object" && empty !== null
    ? { node: "array", type, elements: [] }
    : { node: "literal", type, value: empty };
}
