import type * as ast from "../../grammar/ast.js";
import { walk } from "../../grammar/index.js";
import type { Located } from "../symbols/index.js";
import { inOrderOfReads } from "./in-order-of-reads.js";

/**
 * `fn`s in an order in which each comes after those that it calls, except in a cycle. A `fn` is typed when it is first
 * needed, so typing recurses along calls that are not typed yet. In this order a long chain of calls does not recurse
 * deep.
 */
export function calleesFirst(functions: ReadonlyMap<string, Located<ast.FnDecl>>): readonly Located<ast.FnDecl>[] {
  const names = inOrderOfReads([...functions.keys()], (name) => calledIn(functions.get(name)!.decl.body, functions));
  return names.map((name) => functions.get(name)!);
}

/** The names of the `fn`s that an expression calls directly. */
export function calledIn(body: ast.Expr, functions: ReadonlyMap<string, unknown>): readonly string[] {
  const called = new Set<string>();
  walk(body, (node) => {
    if (node.kind === "call" && functions.has(node.name.text)) called.add(node.name.text);
  });
  return [...called];
}
