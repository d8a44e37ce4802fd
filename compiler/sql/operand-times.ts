import type { Expr } from "../ir/index.js";
import type { Dialect } from "./dialects/dialect.js";
import { timesWritten } from "./expression.js";
import { timesConverted, timesStored } from "./times-written.js";

/** How often an expression writes each of its operands. `parts` are the operands as they are written. */
export function timesOf(expr: Expr, parts: readonly Expr[], dialect: Dialect): readonly number[] {
  switch (expr.node) {
    case "call":
      return timesWritten({ ...expr, args: parts }, dialect);
    case "convert":
      return [timesConverted(expr, dialect)];
    case "stored":
      return [timesStored(expr)];
    default:
      return [];
  }
}
