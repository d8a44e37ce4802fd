import type { Expr } from "../../ir/index.js";
import { childrenOf } from "../../ir/walk.js";

/** An expression that reads another several times: what is more than a name is worked out once. No declared name is like its `name`, which begins with `@`. */
export function once(name: string, value: Expr, body: (value: Expr) => Expr | null): Expr | null {
  if (childrenOf(value).length === 0) return body(value);
  const made = body({ node: "element", type: value.type, name });
  return made === null ? null : { node: "bound", type: made.type, name, value, body: made };
}
