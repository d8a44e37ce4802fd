import type { Expr } from "../../../grammar/ast.js";
import type { Type } from "../../../runtime/types.js";
import { branchesOf, sidesOf } from "../expr/flat-chains.js";

/**
 * A flexible expression takes its type from its context: `null`, `[]`, a string literal (which may be a time), and
 * branches and lists that hold only these. The value says what the leaves are; null stands for an expression that has a
 * type of its own.
 */
export type Flexibility = "null" | "string" | "list" | null;

export function flexibility(node: Expr): Flexibility {
  switch (node.kind) {
    case "null":
      return "null";
    case "string":
      return "string";
    case "paren":
      return flexibility(node.inner);
    case "list":
      return node.elements.every((e) => flexibility(e) !== null) ? "list" : null;
    case "if":
      return together(branchesOf(node).values);
    case "match":
      return together(node.arms.map((arm) => arm.value));
    case "binary":
      return node.op === "??" ? together(sidesOf(node)) : null;
    default:
      return null;
  }
}

function together(nodes: readonly Expr[]): Flexibility {
  const all = nodes.map(flexibility);
  if (all.includes(null) || all.length === 0) return null;
  return all.includes("list") ? "list" : all.includes("string") ? "string" : "null";
}

/** The first string literal in a flexible expression: it decides between date and timestamp. */
export function firstString(node: Expr): string | null {
  switch (node.kind) {
    case "string":
      return node.value;
    case "paren":
      return firstString(node.inner);
    case "list":
      return first(node.elements);
    case "if":
      return first(branchesOf(node).values);
    case "match":
      return first(node.arms.map((arm) => arm.value));
    case "binary":
      return node.op === "??" ? first(sidesOf(node)) : null;
    default:
      return null;
  }
}

function first(nodes: readonly Expr[]): string | null {
  for (const node of nodes) {
    const found = firstString(node);
    if (found !== null) return found;
  }
  return null;
}

/** The types that a string literal can stand for. */
export const stringLiteralKinds: ReadonlySet<Type["kind"]> = new Set([
  "string",
  "date",
  "timestamp",
  "enum",
  "decimal",
  "json",
  "bytes",
]);
