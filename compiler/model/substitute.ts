import type { Expr, Fn } from "./ir.js";
import { mapChildren } from "./walk.js";

/** The leaves that stand for something outside the expression. */
export type Leaf = Extract<
  Expr,
  { node: "column" | "latest" | "aggregate" | "item" | "input" | "request" | "key" | "now" | "param" }
>;

/** Puts something else in for every leaf, and a function's body for its calls: what is left is operators over columns. */
export function substitute(expr: Expr, leaf: (leaf: Leaf) => Expr, functions: ReadonlyMap<string, Fn>): Expr {
  const go = (e: Expr): Expr => substitute(e, leaf, functions);
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
      return leaf(expr);
    case "fn": {
      const fn = functions.get(expr.name);
      if (fn === undefined) throw new Error(`no function ${expr.name} in the project`);
      const args = new Map(fn.params.map((param, index) => [param.name, go(expr.args[index]!)]));
      return substitute(fn.body, (l) => (l.node === "param" ? args.get(l.name)! : l), functions);
    }
    default:
      return mapChildren(expr, go);
  }
}

export const columnOf = (name: string, type: Expr["type"]): Expr => ({ node: "column", name, type });

/** The names of all columns in an expression. */
export function columnsIn(expr: Expr, functions: ReadonlyMap<string, Fn>): ReadonlySet<string> {
  const names = new Set<string>();
  substitute(
    expr,
    (leaf) => {
      if (leaf.node === "column") names.add(leaf.name);
      return leaf;
    },
    functions,
  );
  return names;
}

/** The items of the same view or transform that an expression reads. */
export function itemsIn(expr: Expr, functions: ReadonlyMap<string, Fn>): ReadonlySet<string> {
  const names = new Set<string>();
  substitute(
    expr,
    (leaf) => {
      if (leaf.node === "item") names.add(leaf.name);
      return leaf;
    },
    functions,
  );
  return names;
}

/** The features of other steps in an expression. */
export function inputsIn(
  expr: Expr,
  functions: ReadonlyMap<string, Fn>,
): readonly { readonly from: string; readonly name: string }[] {
  const found: { from: string; name: string }[] = [];
  substitute(
    expr,
    (leaf) => {
      if (leaf.node === "input") found.push({ from: leaf.from, name: leaf.name });
      return leaf;
    },
    functions,
  );
  return found;
}
