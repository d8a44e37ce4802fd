import type * as ast from "../../../grammar/ast.js";
import { type Type, typeText, withNullable } from "../../../runtime/types.js";
import { eachNotList, eachTimed, eachWithWindow } from "../../diagnostics/catalog/types.js";
import type { AggregateFunction } from "../../functions/row.js";
import type { Expr } from "../../ir/index.js";
import { plain } from "../../ir/types/unify.js";
import { argumentsInRange } from "./argument-range.js";
import type { Ctx, Scope } from "./context.js";
import { resultOf, selectionOf } from "./group-by.js";
import { literalValue } from "./literals.js";
import { choose } from "./overload.js";

/**
 * An aggregate over the elements of a list. Names mean what they mean at the place where the aggregate stands, but the
 * element's name comes first (MEANING 73).
 */
export function each(call: ast.CallExpr, fn: AggregateFunction, step: ast.EachStep, ctx: Ctx): Expr | null {
  const { rollup } = call;
  const { file, report } = ctx;
  if (rollup?.over != null) {
    report(eachWithWindow.at(file.place(rollup.over), { name: fn.name }));
    return null;
  }
  const timed = fn.overloads.some((overload) => overload.timed === true);
  if (timed) {
    report(eachTimed.at(file.place(call), { name: fn.name }));
    return null;
  }
  const list = ctx.infer(step.list, ctx);
  if (list === null) return null;
  if (list.type.kind !== "array") {
    report(eachNotList.at(file.place(step.list), { type: typeText(list.type) }));
    return null;
  }
  const name = freshName(step.name.text, ctx.scope);
  const scoped: Ctx = { ...ctx, scope: elementScope(step.name.text, name, list.type.element, ctx.scope) };
  const args = call.args.map(({ value }) => ({ node: value }));
  const choice = choose(fn.name, fn.overloads, args, call, scoped, false);
  const selection = selectionOf(rollup, scoped);
  if (choice === null || selection === undefined) return null;
  if (!argumentsInRange(fn.name, choice.overload.params, choice.args, call, ctx)) return null;
  const types = choice.args.map((arg) => plain(arg.type));
  const result = choice.overload.result(types, choice.args.map(literalValue));
  const { type, empty } = resultOf(choice.overload, result, selection.by);
  return {
    node: "overElements",
    type,
    list,
    name,
    function: fn.name,
    overload: choice.overload.key,
    args: choice.args,
    where: selection.where,
    by: selection.by,
    empty,
  };
}

/** The outer scope, with one more name, which means the current element. */
function elementScope(written: string, name: string, type: Type, outer: Scope): Scope & Elements {
  return {
    ...outer,
    where: "an aggregate",
    name: (asked, ctx) =>
      asked.text === written
        ? { node: "element", type: withNullable(type, type.nullable), name }
        : outer.name(asked, ctx),
    member: (object, asked, ctx) => (object.text === written ? undefined : outer.member(object, asked, ctx)),
    family: (node) =>
      (node.kind === "nameExpr" && node.name.text === written) ||
      (node.kind === "member" && node.object.kind === "nameExpr" && node.object.name.text === written)
        ? null
        : outer.family(node),
    elements: [...elementsOf(outer), name],
  };
}

interface Elements {
  readonly elements: readonly string[];
}
const elementsOf = (scope: Scope & Partial<Elements>): readonly string[] => scope.elements ?? [];

/** A name that no outer element has, because nested elements may be written with one name. */
function freshName(name: string, scope: Scope): string {
  const taken = elementsOf(scope);
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name}${n}`;
    if (!taken.includes(candidate)) return candidate;
  }
}
