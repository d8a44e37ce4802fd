import type { FunctionTable } from "./function-table.js";
import { walkUsed } from "./function-table.js";
import type { Expr } from "./ir.js";
import { mapChildren, onceEach } from "./walk.js";

/** The leaves that stand for something outside the expression. */
export type Leaf = Extract<
  Expr,
  { node: "column" | "latest" | "aggregate" | "item" | "input" | "request" | "key" | "now" | "param" }
>;

/**
 * Puts something else in for every leaf, and a function's body for its calls: what is left is operators over columns. An argument that a body reads twice
 * stands in it twice as the same expression.
 */
export function substitute(expr: Expr, leaf: (leaf: Leaf) => Expr, functions: FunctionTable): Expr {
  const go = onceEach((part): Expr => {
    if (isLeaf(part)) return leaf(part);
    return part.node === "fn" ? bodyOf(part, functions, go) : mapChildren(part, go);
  });
  return go(expr);
}

/** What a call means: its body with the arguments, made by `again`, in place of the parameters. */
export function bodyOf(
  { name, args }: Extract<Expr, { node: "fn" }>,
  functions: FunctionTable,
  again: (expr: Expr) => Expr,
): Expr {
  const fn = functions.there(name);
  const values = new Map(fn.params.map((param, index) => [param.name, args[index]!]));
  const made = onceEach(again);
  return substitute(fn.body, (leaf) => (leaf.node === "param" ? made(values.get(leaf.name)!) : leaf), functions);
}

export function isLeaf(expr: Expr): expr is Leaf {
  switch (expr.node) {
    case "column":
    case "latest":
    case "aggregate":
    case "item":
    case "input":
    case "request":
    case "key":
    case "now":
    case "param":
      return true;
    default:
      return false;
  }
}

export const columnOf = (name: string, type: Expr["type"]): Expr => ({ node: "column", name, type });

/** The names of all columns that an expression reads. */
export function columnsIn(expr: Expr, functions: FunctionTable): ReadonlySet<string> {
  const names = new Set<string>();
  walkUsed(expr, functions, (part) => {
    if (part.node === "column") names.add(part.name);
  });
  return names;
}

/** The items of the same view or transform that an expression reads. */
export function itemsIn(expr: Expr, functions: FunctionTable): ReadonlySet<string> {
  const names = new Set<string>();
  walkUsed(expr, functions, (part) => {
    if (part.node === "item") names.add(part.name);
  });
  return names;
}

/** The features of other steps in an expression. */
export function inputsIn(
  expr: Expr,
  functions: FunctionTable,
): readonly { readonly from: string; readonly name: string }[] {
  const found: { from: string; name: string }[] = [];
  walkUsed(expr, functions, (part) => {
    if (part.node === "input") found.push({ from: part.from, name: part.name });
  });
  return found;
}
