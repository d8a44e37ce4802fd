import type * as ast from "../../../grammar/ast.js";
import { withNullable } from "../../../runtime/types.js";
import { externNotHere } from "../../diagnostics/catalog/externs.js";
import { argumentCount, rollupOnFunction } from "../../diagnostics/catalog/model.js";
import { unknownFunction } from "../../diagnostics/catalog/symbols.js";
import type { Expr, Extern, Fn } from "../../ir/index.js";
import { suggest } from "../../symbols/suggest.js";
import { inferAs } from "./coerce.js";
import type { Ctx } from "./context.js";
import { each } from "./each.js";
import { elsewhere } from "./known-elsewhere.js";
import { inOrder } from "./named-arguments.js";
import { callFunction } from "./overload.js";

/**
 * A call by name: `now()`, an aggregate, a declared `fn`, or a scalar function, in this order; each name is only one of
 * these.
 */
export function callByName(written: ast.CallExpr, ctx: Ctx): Expr | null {
  const name = written.name.text;
  if (name === "") return null;
  if (name === "now") {
    const node = rollupFree(written, ctx) ? inOrder(written, [], ctx) : null;
    return node === null ? null : ctx.scope.now(node, ctx);
  }
  const aggregate = ctx.functions.aggregates.get(name);
  if (aggregate !== undefined) {
    const node = inOrder(written, namesIn(aggregate.overloads), ctx);
    if (node === null) return null;
    const step = node.rollup?.each ?? null;
    return step === null ? ctx.scope.aggregate(node, aggregate, ctx) : each(node, aggregate, step, ctx);
  }
  const fn = ctx.functions.fn(written.name, ctx.file);
  if (fn === null) return null;
  if (fn !== undefined) {
    const node = rollupFree(written, ctx) ? inOrder(written, namesIn([fn]), ctx) : null;
    return node === null ? null : callFn(fn, node, ctx);
  }
  const extern = ctx.functions.extern(written.name, ctx.file);
  if (extern === null) return null;
  if (extern !== undefined) {
    const node = rollupFree(written, ctx) ? inOrder(written, namesIn([extern]), ctx) : null;
    return node === null ? null : callExtern(extern, node, ctx);
  }
  const row = ctx.functions.scalars.get(name);
  if (row === undefined || row.operator === true) {
    reportUnknown(written, ctx);
    return null;
  }
  const node = rollupFree(written, ctx) ? inOrder(written, namesIn(row.overloads), ctx) : null;
  if (node === null) return null;
  return callFunction(
    name,
    node.args.map((arg) => ({ node: arg.value })),
    node,
    ctx,
  );
}

const namesIn = (ways: readonly { readonly params: readonly { readonly name: string }[] }[]) =>
  ways.map(({ params }) => params.map((param) => param.name));

function callFn(fn: Fn, node: ast.CallExpr, ctx: Ctx): Expr | null {
  if (fn.extern !== undefined && !mayCall(fn.extern, fn.name, node, ctx)) return null;
  const args = declaredArguments(fn, node, ctx);
  return args === null ? null : { node: "fn", type: fn.result, name: fn.name, args };
}

/** The result is nullable: an argument that is null or NaN makes it null (MEANING 86). */
function callExtern(extern: Extern, node: ast.CallExpr, ctx: Ctx): Expr | null {
  if (!mayCall(extern.name, null, node, ctx)) return null;
  const args = declaredArguments(extern, node, ctx);
  return args === null ? null : { node: "extern", type: withNullable(extern.result, true), name: extern.name, args };
}

function mayCall(name: string, through: string | null, node: ast.CallExpr, ctx: Ctx): boolean {
  if (ctx.scope.externs === true) return true;
  ctx.report(externNotHere.at(ctx.file.place(node.name), { name, where: ctx.scope.where, through }));
  return false;
}

/**
 * Each argument, converted to its parameter's type. An argument of an `extern fn` may be null: then the function is not
 * called.
 */
function declaredArguments(fn: Fn | Extern, node: ast.CallExpr, ctx: Ctx): readonly Expr[] | null {
  if (node.args.length !== fn.params.length) {
    const wanted = fn.params.length === 1 ? "one argument" : `${fn.params.length} arguments`;
    ctx.report(argumentCount.at(ctx.file.place(node), { name: fn.name, wanted, found: node.args.length }));
    return null;
  }
  const args: Expr[] = [];
  let failed = false;
  for (const [i, param] of fn.params.entries()) {
    const arg = inferAs(node.args[i]!.value, ctx, {
      type: "module" in fn ? withNullable(param.type, true) : param.type,
      where: `parameter \`${param.name}\` of \`${fn.name}\``,
    });
    if (arg === null) failed = true;
    else args.push(arg);
  }
  return failed ? null : args;
}

function rollupFree(node: ast.CallExpr, ctx: Ctx): boolean {
  if (node.rollup === null) return true;
  const { where, by, each } = node.rollup;
  const part = where !== null ? "where" : by !== null ? "by" : each !== null ? "each" : "over";
  const help = ctx.functions.scalars.has(node.name.text) ? `\`${node.name.text}\` works on one value` : null;
  ctx.report(rollupOnFunction.at(ctx.file.place(node.rollup), { name: node.name.text, part }, { help }));
  return false;
}

function reportUnknown(node: ast.CallExpr, ctx: Ctx): void {
  const name = node.name.text;
  const place = ctx.file.place(node.name);
  const known = elsewhere.get(name.toLowerCase());
  if (known !== undefined) {
    ctx.report(unknownFunction.at(place, { name }, { help: known }));
    return;
  }
  const callable = [...ctx.functions.scalars.values()].filter((row) => row.operator !== true).map((row) => row.name);
  const near = suggest(name, [...callable, ...ctx.functions.aggregates.keys(), ...ctx.functions.fnNames, "now"]);
  const fix = near === null ? null : { place, text: near };
  ctx.report(unknownFunction.at(place, { name }, { help: near === null ? null : `did you mean \`${near}\`?`, fix }));
}
