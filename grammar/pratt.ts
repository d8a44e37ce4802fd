/**
 * A sequence of operands and operators → a tree, by precedence.
 *
 * In: the operands and operators that the parser read, in order. Out: the expression, and issues about operators that
 * cannot be combined.
 * Always: the parser reads a flat loop, and the recursion here is bounded, so that precedence levels take no stack.
 */
import type * as ast from "./ast.js";
import type { SyntaxIssue } from "./issues.js";

export type Part =
  | { readonly kind: "operand"; readonly expr: ast.Expr }
  | { readonly kind: "prefix"; readonly op: "-" | "not"; readonly span: ast.Span }
  | { readonly kind: "infix"; readonly op: ast.BinaryOp | "between" | "not between"; readonly span: ast.Span }
  | { readonly kind: "isNull"; readonly negated: boolean; readonly span: ast.Span };

const OR = 1;
const AND = 2;
const NOT = 3;
const COMPARE = 4;
const ELVIS = 5;
const ADD = 6;
const MUL = 7;
const NEGATE = 8;

const binding: Readonly<Record<ast.BinaryOp | "between" | "not between", number>> = {
  or: OR,
  and: AND,
  "==": COMPARE,
  "!=": COMPARE,
  "<": COMPARE,
  "<=": COMPARE,
  ">": COMPARE,
  ">=": COMPARE,
  in: COMPARE,
  "not in": COMPARE,
  between: COMPARE,
  "not between": COMPARE,
  "??": ELVIS,
  "+": ADD,
  "-": ADD,
  "*": MUL,
  "/": MUL,
  "%": MUL,
};

export function buildTree(parts: readonly Part[], issue: (issue: SyntaxIssue) => void): ast.Expr {
  let at = 0;
  const missing = (): ast.Expr => {
    const end = parts.at(-1);
    const offset = end === undefined ? 0 : end.kind === "operand" ? end.expr.span.end : end.span.end;
    return { kind: "missing", span: { start: offset, end: offset } };
  };

  function prefix(floor: number): ast.Expr {
    const part = parts[at];
    if (part === undefined) return missing();
    if (part.kind === "operand") {
      at++;
      return part.expr;
    }
    if (part.kind !== "prefix") return missing();
    at++;
    const { op, span } = part;
    if (op === "not" && floor > NOT)
      issue({
        code: "misplaced-not",
        message: "`not` cannot be an operand here",
        span,
        help: "`not` binds less tightly than a comparison; put it in parentheses: `a == (not b)`",
      });
    const operand = op === "-" ? prefix(NEGATE) : climb(prefix(NOT), COMPARE);
    return { kind: "unary", op, operand, span: { start: span.start, end: operand.span.end } };
  }

  function climb(start: ast.Expr, floor: number): ast.Expr {
    let left = start;
    let compared = false;
    // Chained comparisons are an error. After the second one no tree is built, because its height would grow with their
    // number.
    let chains = 0;
    const compares = (span: ast.Span): void => {
      if (compared) {
        chained(span);
        chains++;
      }
      compared = true;
    };
    for (let part = parts[at]; part !== undefined; part = parts[at]) {
      if (part.kind === "isNull") {
        if (COMPARE < floor) break;
        compares(part.span);
        at++;
        if (chains > 1) continue;
        left = {
          kind: "isNull",
          negated: part.negated,
          operand: left,
          span: { start: left.span.start, end: part.span.end },
        };
        continue;
      }
      if (part.kind !== "infix") break;
      const power = binding[part.op];
      if (power < floor) break;
      at++;
      if (power === COMPARE) compares(part.span);
      else if (power < COMPARE) {
        compared = false;
        chains = 0;
      }
      if (part.op === "between" || part.op === "not between") {
        const low = climb(prefix(ELVIS), ELVIS);
        const and = parts[at];
        let high: ast.Expr = { kind: "missing", span: { start: low.span.end, end: low.span.end } };
        if (and?.kind === "infix" && and.op === "and") {
          at++;
          high = climb(prefix(ELVIS), ELVIS);
        } else
          issue({
            code: "unexpected",
            message: "`between` has one bound",
            span: part.span,
            help: "write `x between low and high`",
          });
        if (chains > 1) continue;
        left = {
          kind: "between",
          negated: part.op === "not between",
          operand: left,
          low,
          high,
          span: { start: left.span.start, end: Math.max(low.span.end, high.span.end) },
        };
        continue;
      }
      const right = climb(prefix(power + 1), power + 1);
      if (chains > 1) continue;
      left = { kind: "binary", op: part.op, left, right, span: { start: left.span.start, end: right.span.end } };
    }
    return left;
  }

  const chained = (span: ast.Span): void =>
    issue({
      code: "chained",
      message: "comparisons do not chain",
      span,
      help: "write `a < b and b < c`, or use parentheses",
    });

  return climb(prefix(0), 0);
}
