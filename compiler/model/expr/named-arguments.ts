import type * as ast from "../../../grammar/ast.js";
import { namedArgument } from "../../diagnostics/catalog/model.js";
import { suggestion } from "../../symbols/suggest.js";
import type { Ctx } from "./context.js";

/**
 * A call with its arguments in the order of the parameters: the named ones, which come last, are moved to their places.
 * `overloads` are the names of the parameters, once for each way to call the function. Null, after a report, if a name
 * is not a parameter's or is given already.
 */
export function inOrder(node: ast.CallExpr, overloads: readonly (readonly string[])[], ctx: Ctx): ast.CallExpr | null {
  const from = node.args.findIndex((arg) => arg.name !== null);
  if (from === -1) return node;
  const refuse = (arg: ast.Argument, problem: string, help: string | null = null): null => {
    ctx.report(namedArgument.at(ctx.file.place(arg.name ?? arg), { name: node.name.text, problem }, { help }));
    return null;
  };
  const [placed, named] = [node.args.slice(0, from), node.args.slice(from)];
  const names = named.map((arg) => arg.name?.text ?? null);
  const unnamed = named[names.indexOf(null)];
  if (unnamed !== undefined) return refuse(unnamed, "arguments without a name come before those with one");
  const params = overloads.find((each) => names.every((name) => each.includes(name!))) ?? overloads[0] ?? [];
  for (const [index, arg] of named.entries()) {
    const name = names[index]!;
    const place = params.indexOf(name);
    if (place === -1) {
      const known = [...new Set(overloads.flat())];
      const help = known.length === 0 ? "it takes no arguments" : suggestion(name, known, "its parameters");
      return refuse(arg, `there is no parameter \`${name}\``, help);
    }
    if (place < placed.length || names.indexOf(name) < index) return refuse(arg, `\`${name}\` is given twice`);
  }
  const ordered = named.toSorted((a, b) => params.indexOf(a.name!.text) - params.indexOf(b.name!.text));
  for (const [index, arg] of ordered.entries()) {
    const left = params[from + index];
    if (left !== undefined && left !== arg.name!.text) return refuse(arg, `\`${left}\` is not given`);
  }
  return { ...node, args: [...placed, ...ordered.map((arg) => ({ ...arg, name: null }))] };
}
