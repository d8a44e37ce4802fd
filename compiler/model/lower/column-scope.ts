import type * as ast from "../../../grammar/ast.js";
import type { Type } from "../../../runtime/types.js";
import { aggregateOutsideView, memberNotHere, nestedAggregate, nowNotHere } from "../../diagnostics/catalog/model.js";
import { unknownColumn } from "../../diagnostics/catalog/symbols.js";
import type { Expr } from "../../ir/index.js";
import { kindText, type Symbols } from "../../symbols/index.js";
import { suggest, suggestion } from "../../symbols/suggest.js";
import type { Ctx, Scope } from "../expr/context.js";
import { insteadOfAggregate } from "../expr/instead-of-aggregate.js";
import { mention } from "../governance/deprecation.js";
import type { Resolver, SourceInfo } from "./resolver.js";

/**
 * A scope whose names are columns of the current source row: in derived sources, view keys, a view's `where`, and
 * inside aggregates.
 */
export function columnScope(
  source: SourceInfo,
  where: string,
  { symbols, lint }: Pick<Resolver, "symbols" | "lint">,
): Scope {
  return {
    where,
    family: () => null,
    name: (name, ctx) => {
      const type = columnType(name, source, ctx);
      mention(name, "column", source.deprecated.get(name.text), { file: ctx.file, lint });
      return type === null ? null : { node: "column", type, name: name.text };
    },
    member: (object, _name, ctx) => foreignMember(object, source, where, symbols, ctx),
    aggregate: (call, _fn, ctx) => {
      const name = call.name.text;
      const place = ctx.file.place(call);
      if (where === "an aggregate") ctx.report(nestedAggregate.at(place, { name }));
      else ctx.report(aggregateOutsideView.at(place, { name, where }, { help: insteadOfAggregate(name) }));
      return null;
    },
    now: (call, ctx) => {
      ctx.report(nowNotHere.at(ctx.file.place(call), { where }));
      return null;
    },
  };
}

/** A column's type; an unknown column is reported with the columns that exist. */
function columnType(name: ast.Name, source: SourceInfo, ctx: Pick<Ctx, "file" | "report">): Type | null {
  const type = source.columns.get(name.text);
  if (type === undefined) {
    const known = [...source.columns.keys()];
    const near = suggest(name.text, known);
    const place = ctx.file.place(name);
    const help = suggestion(name.text, known, "its columns are");
    ctx.report(
      unknownColumn.at(
        place,
        { name: name.text, source: source.name, also: null },
        { help, fix: near === null ? null : { place, text: near } },
      ),
    );
    return null;
  }
  return type;
}

/** Reports `other.x` where only columns of the source itself can be read; undefined if `other` is a column. */
export function foreignMember(
  object: ast.Name,
  source: SourceInfo,
  where: string,
  symbols: Symbols,
  ctx: Ctx,
): Expr | null | undefined {
  if (source.columns.has(object.text)) return undefined;
  const named = symbols.names.get(object.text);
  if (named === undefined) return undefined;
  const help = object.text === source.name ? "write a column of the view's own source by its bare name" : null;
  ctx.report(
    memberNotHere.at(
      ctx.file.place(object),
      { name: object.text, is: kindText(named), where },
      help === null ? {} : { help },
    ),
  );
  return null;
}
