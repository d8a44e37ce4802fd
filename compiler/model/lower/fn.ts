import type * as ast from "../../../grammar/ast.js";
import type { Type } from "../../../runtime/types.js";
import { aggregateOutsideView, memberNotHere, nowNotHere } from "../../diagnostics/catalog/model.js";
import { reservedFunctionName, unknownName } from "../../diagnostics/catalog/symbols.js";
import type { Expr, Fn } from "../../ir/index.js";
import { walk } from "../../ir/walk.js";
import { kindText, type Located } from "../../symbols/index.js";
import { suggest } from "../../symbols/suggest.js";
import { inferAs } from "../expr/coerce.js";
import type { Ctx, Scope } from "../expr/context.js";
import { infer } from "../expr/infer.js";
import { typeOf } from "../types/type-node.js";
import { checkDeclaredName, declared, NameSet } from "./declared.js";
import type { Resolver } from "./resolver.js";
import { keepValues } from "./source.js";

/** A pure function of its parameters. */
export function lowerFn({ decl, file }: Located<ast.FnDecl>, resolver: Resolver): Fn | null {
  const { report, functions, symbols } = resolver;
  const name = decl.name.text;
  let sound = decl.incomplete !== true;
  if (
    functions.aggregates.has(name) ||
    name === "now" ||
    (functions.scalars.get(name)?.operator === undefined && functions.scalars.has(name))
  ) {
    report(reservedFunctionName.at(file.place(decl.name), { name }));
    sound = false;
  }
  const where = { file, report, symbols };
  const names = new NameSet("parameter", file, report);
  const params = new Map<string, Type | null>();
  for (const param of decl.params) {
    checkDeclaredName(param.name, false, file, report);
    if (!names.add(param.name.text, param.name)) sound = false;
    const type = typeOf(param.type, where);
    if (type === null) sound = false;
    params.set(param.name.text, type);
  }
  const result = typeOf(decl.result, where);
  const ctx: Ctx = { infer, functions, file, report, member: 0, scope: paramScope(params, resolver) };
  const body =
    result === null
      ? infer(decl.body, ctx)
      : inferAs(decl.body, ctx, { type: result, where: `the result of \`${name}\`` });
  if (!sound || result === null || body === null) return null;
  return {
    name,
    ...declared(decl.lead, decl.name, file),
    params: [...params].map(([param, type]) => ({ name: param, type: type! })),
    result: keepValues(result, body.type),
    body,
    ...externOf(body, resolver),
  };
}

/** The first `extern fn` that a body calls, directly or through another `fn`. */
function externOf(body: Expr, { functions, symbols }: Resolver): { readonly extern?: string } {
  let extern: string | undefined;
  walk(body, (part) => {
    if (part.node === "extern") extern ??= part.name;
    const called = part.node === "fn" ? symbols.functions.get(part.name) : undefined;
    if (called !== undefined) extern ??= functions.fn(called.decl.name, called.file)?.extern;
  });
  return extern === undefined ? {} : { extern };
}

function paramScope(params: ReadonlyMap<string, Type | null>, { symbols }: Resolver): Scope {
  const where = "an `fn`";
  return {
    where,
    externs: true,
    family: () => null,
    name: (name, ctx) => {
      const type = params.get(name.text);
      if (type !== undefined) return type === null ? null : { node: "param", type, name: name.text };
      const near = suggest(name.text, params.keys());
      const place = ctx.file.place(name);
      const help = near === null ? "an `fn` reads its parameters only" : `did you mean \`${near}\`?`;
      const fix = near === null ? null : { place, text: near };
      ctx.report(unknownName.at(place, { name: name.text, what: "parameter" }, { help, fix }));
      return null;
    },
    member: (object, _name, ctx) => {
      const named = params.has(object.text) ? undefined : symbols.names.get(object.text);
      if (named === undefined) return undefined;
      ctx.report(
        memberNotHere.at(
          ctx.file.place(object),
          { name: object.text, is: kindText(named), where },
          {
            help: "an `fn` reads its parameters only: pass the value",
          },
        ),
      );
      return null;
    },
    aggregate: (call, _fn, ctx) => {
      ctx.report(
        aggregateOutsideView.at(
          ctx.file.place(call),
          { name: call.name.text, where },
          { help: "pass its value as a parameter" },
        ),
      );
      return null;
    },
    now: (call, ctx) => {
      ctx.report(nowNotHere.at(ctx.file.place(call), { where }, { help: "pass it as a parameter" }));
      return null;
    },
  };
}
