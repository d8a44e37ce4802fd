import type { Expr } from "../../grammar/index.js";

/** The nodes that are expressions: one may stand where another does. */
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
