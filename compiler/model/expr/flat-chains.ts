/**
 * Chains that are flat in the text and nested in the syntax tree: `a ?? b ?? c`, `if … else if …`, `a + b - c`,
 * `a.b[0].c`.
 *
 * Always: a chain may have any length, so it is traversed in a loop. Only what is nested in the text costs a stack
 * frame.
 */
import type * as ast from "../../../grammar/ast.js";

/** The operands of a chain of `??`, from left to right. */
export function sidesOf(node: ast.BinaryExpr): readonly ast.Expr[] {
  const { first, steps } = operatorChainOf(node, (op) => op === "??");
  return [first, ...steps.map(({ right }) => right)];
}

/**
 * A chain of operators that `belongs` accepts: its first operand, and the nodes, innermost first, each with its right
 * operand.
 */
export function operatorChainOf(
  node: ast.BinaryExpr,
  belongs: (op: ast.BinaryOp) => boolean,
): { readonly first: ast.Expr; readonly steps: readonly ast.BinaryExpr[] } {
  const steps: ast.BinaryExpr[] = [];
  let inner: ast.Expr = node;
  for (; inner.kind === "binary" && belongs(inner.op); inner = inner.left) steps.push(inner);
  return { first: inner, steps: steps.reverse() };
}

/** The branches of `if … else if … else …`; the last value is that of `else`. */
export function branchesOf(node: ast.IfExpr): {
  readonly conditions: readonly ast.Expr[];
  readonly values: readonly ast.Expr[];
} {
  const conditions: ast.Expr[] = [];
  const values: ast.Expr[] = [];
  let rest: ast.Expr = node;
  for (; rest.kind === "if"; rest = rest.else) {
    conditions.push(rest.condition);
    values.push(rest.then);
  }
  return { conditions, values: [...values, rest] };
}

/** A path of members and indexes, innermost first. */
export function pathOf(node: ast.MemberExpr | ast.IndexExpr): readonly (ast.MemberExpr | ast.IndexExpr)[] {
  const steps: (ast.MemberExpr | ast.IndexExpr)[] = [];
  let inner: ast.Expr = node;
  for (; inner.kind === "member" || inner.kind === "index"; inner = inner.object) steps.push(inner);
  return steps.reverse();
}
