import { noFunctions } from "../../../compiler/ir/function-table.js";
import type { Expr } from "../../../compiler/ir/index.js";
import type { Dialect } from "../../../compiler/sql/dialects/dialect.js";
import { duckdb } from "../../../compiler/sql/dialects/duckdb/index.js";
import { expression as sqlExpression } from "../../../compiler/sql/expression.js";
import { printLine } from "../../../compiler/sql/print/index.js";
import { rewritten } from "../../../compiler/sql/rewrite/index.js";
import { expression as codeExpression } from "../../../compiler/typescript/expression.js";
import { javascript } from "../../../compiler/typescript/writer.js";
import * as aggregates from "../../../runtime/aggregates/index.js";
import * as functions from "../../../runtime/functions/index.js";
import type { Value } from "../../../runtime/values.js";

/* Constant expressions of the IR, printed as SQL, and printed as TypeScript and evaluated. */

export const sqlOf = (expr: Expr, dialect: Dialect = duckdb): string =>
  `(${printLine(
    rewritten(sqlExpression(expr, dialect), dialect, () => []),
    dialect,
  )})`;

export function evaluate(expr: Expr): Value {
  const code = codeExpression(expr, {
    style: javascript(),
    leaf: ({ node }) => {
      throw new Error(`an example must be a constant expression, but it has the node ${node}`);
    },
    functions: noFunctions,
    functionName: (name) => name,
    local: (name) => name,
  });
  const run: unknown = new Function("a", "f", `"use strict"; return ${code};`);
  return (run as (a: unknown, f: unknown) => Value)(aggregates, functions);
}
