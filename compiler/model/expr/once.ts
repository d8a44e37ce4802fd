import type { Expr } from "../../ir/index.js";
import { childrenOf } from "../../ir/walk.js";

/**
 * An expression that reads another one several times. If that is more than a name, it is evaluated once. `name` begins
 * with `@`, so no declared name is equal to it.
 */
export function once(name: string, value: Expr, body: (value: Expr) => Expr | null): Expr | null {
  if (childrenOf(value).length === 0) return body(value);
  const made = body({ node: "element", type: value.type, name });
  return made === null ? null : { node: "bound", type: made.type, name, value, body: made };
}
