import type * as ast from "../../../grammar/ast.js";
import { walk } from "../../../grammar/index.js";
import type { Located } from "../../symbols/index.js";

/**
 * The `fn`s, each after those that it calls: lowered in this order, a chain of calls of any length needs no deep
 * recursion. Those that call themselves in a circle, and their callers, are left out: they are errors.
 */
export function calleesFirst(functions: ReadonlyMap<string, Located<ast.FnDecl>>): readonly Located<ast.FnDecl>[] {
  const callers = new Map<string, string[]>();
  const waitsFor = new Map<string, number>();
  for (const [name, { decl }] of functions) {
    const called = new Set<string>();
    walk(decl.body, (node) => {
      if (node.kind === "call" && functions.has(node.name.text)) called.add(node.name.text);
    });
    waitsFor.set(name, called.size);
    for (const callee of called) {
      const known = callers.get(callee);
      if (known === undefined) callers.set(callee, [name]);
      else known.push(name);
    }
  }
  const ready = [...functions.keys()].filter((name) => waitsFor.get(name) === 0);
  for (const name of ready)
    for (const caller of callers.get(name) ?? []) {
      const left = waitsFor.get(caller)! - 1;
      waitsFor.set(caller, left);
      if (left === 0) ready.push(caller);
    }
  return ready.map((name) => functions.get(name)!);
}
