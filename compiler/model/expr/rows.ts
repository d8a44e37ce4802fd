/**
 * What stands in a row in the text and nests in the tree: `a ?? b ?? c`, `if … else if …`, `a + b - c`, `a.b[0].c`.
 *
 * Always: a row may be of any length, so it is gone through in a loop: only what is nested in the text costs a level of the stack.
 */
import type * as ast from "../../../grammar/ast.js";

/** The sides of a row of `??`, from the left. */
export function sidesOf(node: ast.BinaryExpr): readonly ast.Expr[] {
  const { first, steps } = rowOf(node, (op) => op === "??");
  return [first, ...steps.map(({ right }) => right)];
}

/** A row of operators that `belongs` says go together: its first operand, and the nodes from the innermost, each with its right operand. */
export function rowOf(
  node: ast.BinaryExpr,
  belongs: (op: ast.BinaryOp) => boolean,
): { readonly first: ast.Expr; readonly steps: readonly ast.BinaryExpr[] } {
  const steps: ast.BinaryExpr[] = [];
  let inner: ast.Expr = node;
  for (; inner.kind === "binary" && belongs(inner.op); inner = inner.left) steps.push(inner);
  return { first: inner, steps: steps.reverse() };
}

/** The branches of `if … else if … else …`; the values are those of the branches, and the last one's. */
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

/** A path of members and indexes, from the innermost. */
export function pathOf(node: ast.MemberExpr | ast.IndexExpr): readonly (ast.MemberExpr | ast.IndexExpr)[] {
  const steps: (ast.MemberExpr | ast.IndexExpr)[] = [];
  let inner: ast.Expr = node;
  for (; inner.kind === "member" || inner.kind === "index"; inner = inner.object) steps.push(inner);
  return steps.reverse();
}
