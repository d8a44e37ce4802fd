import type { Expr } from "../../grammar/index.js";

/** The kinds of nodes that are expressions. Any expression may replace another. */
export const expressionKinds = [
  "number",
  "string",
  "bool",
  "null",
  "nameExpr",
  "call",
  "member",
  "index",
  "list",
  "row",
  "unary",
  "binary",
  "between",
  "isNull",
  "if",
  "match",
  "paren",
] as const satisfies readonly Expr["kind"][];
