import type * as ast from "../../../grammar/ast.js";
import { type Type, withNullable } from "../../../runtime/types.js";
import { by, eachRows, keyedAggregates, windows } from "../../diagnostics/catalog/later.js";
import { aggregateOverState, overMissing, zeroDuration } from "../../diagnostics/catalog/model.js";
import type { AggregateFunction } from "../../functions/row.js";
import { condition } from "../expr/branches.js";
import type { Ctx } from "../expr/context.js";
import { choose } from "../expr/overload.js";
import type { Aggregate, Expr } from "../ir.js";
import { plain } from "../types/unify.js";
import { columnScope } from "./column-scope.js";
import type { Resolver, SourceInfo } from "./resolver.js";
import { checkLength } from "./view-clauses.js";

/** The aggregates of one view, as its items are typed. */
export class Aggregates {
  readonly all = new Map<string, Aggregate>();
  readonly #taken: Set<string>;

  constructor(
    private readonly source: SourceInfo,
    private readonly hasTtl: boolean,
    items: readonly (ast.Feature | ast.Let)[],
    private readonly resolver: Resolver,
  ) {
    this.#taken = new Set(
      [...items.map((item) => item.name.text), ...source.columns.keys()].map((name) => name.toLowerCase()),
    );
  }

  /** An aggregate that stands in `item`, with its window (that of the family's member in hand). */
  lower(call: ast.CallExpr, fn: AggregateFunction, item: string, ctx: Ctx): Expr | null {
    const { file, report } = ctx;
    const { rollup } = call;
    if (rollup !== null && rollup.by !== null) report(by.at(file.place(rollup.by), {}));
    if (rollup !== null && rollup.each !== null) report(eachRows.at(file.place(rollup.each), {}));
    if (rollup !== null && (rollup.by !== null || rollup.each !== null)) return null;

    const scoped: Ctx = { ...ctx, scope: columnScope(this.source, "an aggregate", this.resolver.symbols) };
    const args = call.args.map((arg) => ({ node: arg.value }));
    const choice = choose(fn.name, fn.overloads, args, call, scoped, false);
    const where = rollup === null || rollup.where === null ? null : condition(rollup.where, scoped, "`where`");
    const window = this.#window(call, ctx);
    if (choice === null || window === null || (rollup !== null && rollup.where !== null && where === null)) return null;

    const result = choice.overload.result(choice.args.map((arg) => plain(arg.type)));
    const zero = choice.overload.empty === "zero";
    // With a ttl the stored value may read stale, and stale is null.
    const type: Type = withNullable(result, !zero || this.hasTtl);
    const id = this.#id(item);
    this.all.set(id, {
      id,
      function: fn.name,
      overload: choice.overload.key,
      args: choice.args,
      where,
      window,
      type,
      empty: zero ? (result.kind === "float64" ? 0 : "0") : null,
      at: file.at(call),
    });
    return { node: "aggregate", type, id };
  }

  #window(call: ast.CallExpr, ctx: Ctx): Aggregate["window"] | null {
    const { file, report } = ctx;
    const name = call.name.text;
    const { base } = this.source;
    const over = call.rollup?.over ?? null;
    if (base.kind === "state") {
      if (base.key.length > 0) report(keyedAggregates.at(file.place(call), {}));
      else report(aggregateOverState.at(file.place(call), { name, source: this.source.name }));
      return null;
    }
    if (over === null || over.windows.length === 0) {
      report(overMissing.at(file.place(call), { name }));
      return null;
    }
    const window = over.windows[over.list ? ctx.member : 0] ?? over.windows[0]!;
    // All windows of a list are looked at with its first member, when errors are still said.
    const checked = ctx.member === 0 ? over.windows : [window];
    const sound = checked.map((each) => checkWindow(each, ctx)).every((ok) => ok);
    if (!sound) return null;
    return window.extent.kind === "duration"
      ? { kind: "duration", micros: window.extent.duration.micros }
      : { kind: "lifetime" };
  }

  /** The item's name; the second aggregate of one item has a number behind it, and no item's or column's name. */
  #id(item: string): string {
    if (!this.all.has(item)) return item;
    for (let n = 2; ; n++) {
      const id = `${item}_${n}`;
      if (!this.#taken.has(id.toLowerCase()) && !this.all.has(id)) return id;
    }
  }
}

function checkWindow(window: ast.Window, ctx: Pick<Ctx, "file" | "report">): boolean {
  const { extent } = window;
  const plainWindow = extent.kind === "duration" || extent.kind === "lifetime";
  if (!plainWindow || window.lastRows !== null || window.offset !== null || window.times !== null) {
    ctx.report(windows.at(ctx.file.place(window), {}));
    return false;
  }
  if (extent.kind === "lifetime") return true;
  if (BigInt(extent.duration.micros) === 0n) {
    ctx.report(zeroDuration.at(ctx.file.place(window), { what: "a window" }));
    return false;
  }
  return checkLength(extent.duration, ctx);
}
