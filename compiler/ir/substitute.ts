import type { FunctionTable } from "./function-table.js";
import { walkUsed } from "./function-table.js";
import type { Expr } from "./index.js";
import { mapChildren, onceEach } from "./walk.js";

/** The leaves that refer to something outside the expression. */
export type Leaf = Extract<
  Expr,
  { node: "column" | "latest" | "aggregate" | "item" | "input" | "request" | "key" | "now" | "param" }
>;

/**
 * Replaces every leaf, and every call of a `fn` by its body. The result has only operators over the new leaves. An
 * argument that a body reads twice occurs twice in it, as the same object.
 */
export function substitute(expr: Expr, leaf: (leaf: Leaf) => Expr, functions: FunctionTable): Expr {
  const go = onceEach((part): Expr => {
    if (isLeaf(part)) return leaf(part);
    return part.node === "fn" ? bodyOf(part, functions, go) : mapChildren(part, go);
  });
  return go(expr);
}

/** The body of a called `fn`, with the arguments in place of the parameters. `again` makes the arguments. */
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
