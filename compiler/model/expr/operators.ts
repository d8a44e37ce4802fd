import type * as ast from "../../../grammar/ast.js";
import { comparedWithNull, needlessNull } from "../../diagnostics/catalog/model.js";
import type { Expr } from "../../ir/index.js";
import { flexibility } from "../types/flexible.js";
import { chained } from "./chain.js";
import type { Ctx } from "./context.js";
import { operatorChainOf } from "./flat-chains.js";
import { boolType, numberLiteral } from "./literals.js";
import { once } from "./once.js";
import { type Argument, callFunction } from "./overload.js";

export function unary(node: ast.UnaryExpr, ctx: Ctx): Expr | null {
  if (node.op === "-" && node.operand.kind === "number")
    return numberLiteral(node.operand, `-${node.operand.text}`, ctx);
  return callFunction(node.op === "-" ? "negate" : "not", [{ node: node.operand }], node, ctx);
}

export function binary(node: ast.BinaryExpr, ctx: Ctx): Expr | null {
  const precedence = precedences.get(node.op);
  if (precedence !== undefined && node.left.kind === "binary" && precedences.get(node.left.op) === precedence) {
    const { first, steps } = operatorChainOf(node, (op) => precedences.get(op) === precedence);
    return operatorChain(
      first,
      steps.map((step) => ({ op: step.op, node: step, right: { node: step.right } })),
      ctx,
    );
  }
  const args = [{ node: node.left }, { node: node.right }];
  if (node.op === "not in") return negated(callFunction("in", args, node, ctx), node, ctx);
  const comparison = comparisons.has(node.op);
  if (comparison && (node.left.kind === "null" || node.right.kind === "null")) {
    ctx.report(comparedWithNull.at(ctx.file.place(node), {}));
  }
  return callFunction(node.op, args, node, ctx);
}

/** Operators of the same precedence form one chain, from the left. */
const precedences: ReadonlyMap<ast.BinaryOp, string> = new Map<ast.BinaryOp, string>([
  ["+", "sum"],
  ["-", "sum"],
  ["*", "product"],
  ["/", "product"],
  ["%", "product"],
  ["and", "and"],
  ["or", "or"],
]);

/** A chain of operators, each over the result of those before it. */
export function operatorChain(
  first: ast.Expr,
  steps: readonly { readonly op: string; readonly node: ast.Expr; readonly right: Argument }[],
  ctx: Ctx,
  typed?: Expr,
): Expr | null {
  const results: Expr[] = [];
  let left: Argument = typed === undefined ? { node: first } : { node: first, expr: typed };
  let failed = false;
  for (const { op, node, right } of steps) {
    if (failed) {
      // Errors in the other operands are reported all the same.
      if (right.expr === undefined && flexibility(right.node) === null) ctx.infer(right.node, ctx);
      continue;
    }
    const result = callFunction(op, [left, right], node, ctx);
    failed = result === null;
    if (result === null) continue;
    if (results.length === 0 && result.node === "call") results.push(result.args[0]!);
    results.push(result);
    left = { node, expr: result };
  }
  return failed ? null : chained(results);
}

const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);

/** `between` is exactly `low <= x and x <= high` (MEANING B30); each bound is compared by its own type. */
export function between(node: ast.BetweenExpr, ctx: Ctx): Expr | null {
  // The operand is typed once: it may be large, and its errors must be reported once.
  const expr = flexibility(node.operand) === null ? ctx.infer(node.operand, ctx) : undefined;
  if (expr === null) return null;
  return expr === undefined
    ? within(node, { node: node.operand }, ctx)
    : once("@operand", expr, (value) => within(node, { node: node.operand, expr: value }, ctx));
}

function within(node: ast.BetweenExpr, operand: Argument, ctx: Ctx): Expr | null {
  const low = callFunction("<=", [{ node: node.low }, operand], node, ctx);
  if (low === null) return null;
  const high = callFunction("<=", [operand, { node: node.high }], node, ctx);
  if (high === null) return null;
  const bounds = [
    { node, expr: low },
    { node, expr: high },
  ];
  const both = callFunction("and", bounds, node, ctx);
  return node.negated ? negated(both, node, ctx) : both;
}

export function isNull(node: ast.IsNullExpr, ctx: Ctx): Expr | null {
  const operand = ctx.infer(node.operand, ctx);
  if (operand === null) return null;
  if (!operand.type.nullable) {
    const always = node.negated ? "true" : "false";
    ctx.report(
      needlessNull.at(ctx.file.place(node), {
        what: `this is never null, so \`is ${node.negated ? "not " : ""}null\` is always ${always}`,
      }),
    );
  }
  const call = callFunction("is null", [{ node: node.operand, expr: operand }], node, ctx);
  return node.negated ? negated(call, node, ctx) : call;
}

function negated(expr: Expr | null, node: ast.Expr, ctx: Ctx): Expr | null {
  if (expr === null || expr.type.kind !== boolType.kind) return null;
  return callFunction("not", [{ node, expr }], node, ctx);
}
