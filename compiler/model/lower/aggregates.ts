import type * as ast from "../../../grammar/ast.js";
import { scalar, type Type, withNullable } from "../../../runtime/types.js";
import {
  alwaysEmpty,
  argumentRange,
  byLiteral,
  durationArgument,
  overOnState,
  unbounded,
} from "../../diagnostics/catalog/aggregates.js";
import { by as byMaps, eachRows } from "../../diagnostics/catalog/later.js";
import { aggregateOverState, overMissing } from "../../diagnostics/catalog/model.js";
import type { AggregateFunction, Param } from "../../functions/row.js";
import { condition } from "../expr/branches.js";
import type { Ctx } from "../expr/context.js";
import { literalText } from "../expr/families.js";
import { type Argument, callFunction, choose } from "../expr/overload.js";
import type { Aggregate, CalendarUnit, Expr, View, Window } from "../ir.js";
import { plain } from "../types/unify.js";
import { columnScope } from "./column-scope.js";
import type { Resolver, SourceInfo } from "./resolver.js";
import { both } from "./source-where.js";
import { checkLength } from "./view-clauses.js";
import { lowerWindow } from "./windows.js";

/** The aggregates of one view, as its items are typed. */
export class Aggregates {
  readonly all = new Map<string, Aggregate>();
  readonly #taken: Set<string>;

  constructor(
    private readonly source: SourceInfo,
    private readonly clauses: Pick<View, "ttlMicros" | "every"> | null,
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
    if (rollup !== null && rollup.by !== null && rollup.by.in === null) report(byMaps.at(file.place(rollup.by), {}));
    if (rollup !== null && rollup.each !== null) report(eachRows.at(file.place(rollup.each), {}));
    if (rollup !== null && ((rollup.by !== null && rollup.by.in === null) || rollup.each !== null)) return null;

    const scoped: Ctx = { ...ctx, scope: columnScope(this.source, "an aggregate", this.resolver.symbols) };
    const args = this.#arguments(call, fn, ctx);
    const choice = args === null ? null : choose(fn.name, fn.overloads, args, call, scoped, false);
    const where = this.#where(rollup, scoped);
    const lists = choice?.overload.empty === "list";
    const windows = this.#windows(call, lists, scoped);
    if (choice === null || windows === null || where === undefined) return null;
    if (!inRange(fn.name, choice.overload.params, choice.args, call, ctx)) return null;

    const result = choice.overload.result(choice.args.map((arg) => plain(arg.type)));
    const { empty } = choice.overload;
    // With a ttl the stored value may read stale, and stale is null.
    const type: Type = withNullable(result, empty === "null" || this.clauses?.ttlMicros !== null);
    if (windows !== "current") for (const window of windows) this.#warn(window, call, ctx);
    const make = (window: Window | null): Expr => {
      const id = this.#id(item);
      this.all.set(id, {
        id,
        function: fn.name,
        overload: choice.overload.key,
        args: choice.args,
        where,
        window,
        type,
        empty: empty === "list" ? [] : empty === "null" ? null : result.kind === "float64" ? 0 : "0",
        at: file.at(call),
      });
      return { node: "aggregate", type, id };
    };
    if (windows === "current") return make(null);
    const [only] = windows;
    if (windows.length === 1 && only !== undefined && !this.#hasTimes(call, ctx)) return make(only);
    const element = withNullable(type, true);
    return {
      node: "array",
      type: { kind: "array", element, size: null, nullable: false },
      elements: windows.map(make),
    };
  }

  /** Windows that are always empty, and lists that never end (MEANING 5, 57). */
  #warn({ extent, lastRows }: Window, call: ast.CallExpr, { file }: Ctx): void {
    const { lint } = this.resolver;
    const place = file.place(call);
    const every = this.clauses?.every ?? null;
    if (extent.kind === "this" && every !== null && extent.zone === "UTC") {
      const micros = unitMicros[extent.unit];
      if (micros !== undefined && BigInt(every.everyMicros) % micros === 0n)
        lint(
          alwaysEmpty.at(place, { unit: extent.unit, every: `${BigInt(every.everyMicros) / micros} ${extent.unit}` }),
        );
    }
    if (call.name.text === "collect" && extent.kind === "lifetime" && lastRows === null)
      lint(unbounded.at(place, { name: call.name.text }));
  }

  /** A duration is no value of the language: as an argument it is its microseconds. */
  #arguments(call: ast.CallExpr, fn: AggregateFunction, ctx: Ctx): readonly Argument[] | null {
    const params = fn.overloads[0]?.params ?? [];
    let sound = true;
    const args = call.args.map(({ value: node }, index): Argument => {
      if (params[index]?.duration !== true) return { node };
      const micros = node.kind === "duration" && checkLength(node, ctx) ? node.micros : "0";
      if (micros === "0") {
        ctx.report(durationArgument.at(ctx.file.place(node), { name: fn.name, param: params[index].name }));
        sound = false;
      }
      return { node, expr: { node: "literal", type: scalar("int64"), value: micros } };
    });
    return sound ? args : null;
  }

  /** The condition of `where`, and of the literal of `by … in` that the member in hand stands for; undefined where one has an error. */
  #where(rollup: ast.Rollup | null, scoped: Ctx): Expr | null | undefined {
    const own = rollup === null || rollup.where === null ? null : condition(rollup.where, scoped, "`where`");
    if (rollup?.where != null && own === null) return undefined;
    if (rollup === null || rollup.by === null || rollup.by.in === null) return own;
    if (scoped.member === 0 && !literalsName(rollup.by.in, scoped)) return undefined;
    const windows = rollup.over?.list === true ? rollup.over.windows.length : 1;
    const literal = rollup.by.in[Math.floor(scoped.member / windows)];
    if (literal === undefined) return undefined;
    const equal = callFunction("==", [{ node: rollup.by.value }, { node: literal }], literal, scoped);
    if (equal === null) return undefined;
    return both(equal, own, rollup.by.value, scoped) ?? undefined;
  }

  #hasTimes(call: ast.CallExpr, ctx: Ctx): boolean {
    return this.#window(call, ctx)?.times != null;
  }

  #window(call: ast.CallExpr, ctx: Ctx): ast.Window | null {
    const over = call.rollup?.over ?? null;
    if (over === null) return null;
    return over.windows[over.list ? ctx.member % over.windows.length : 0] ?? null;
  }

  #windows(call: ast.CallExpr, lists: boolean, scoped: Ctx): readonly Window[] | "current" | null {
    const { file, report } = scoped;
    const name = call.name.text;
    const { base } = this.source;
    const over = call.rollup?.over ?? null;
    if (base.kind === "state") {
      if (base.key.length === 0) report(aggregateOverState.at(file.place(call), { name, source: this.source.name }));
      else if (over !== null) report(overOnState.at(file.place(over), { name, source: this.source.name }));
      else return "current";
      return null;
    }
    const window = this.#window(call, scoped);
    if (over === null || window === null) {
      report(overMissing.at(file.place(call), { name }));
      return null;
    }
    // All windows of a list are looked at with its first member, when errors are still said.
    const checked = scoped.member === 0 ? over.windows : [window];
    const lowered = checked.map((each) => lowerWindow(each, lists, scoped));
    return lowered.includes(null) ? null : lowered[checked.indexOf(window)]!;
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

/** Units of one length, that begin with multiples of it since the epoch. */
const unitMicros: Partial<Record<CalendarUnit, bigint>> = {
  minute: 60_000_000n,
  hour: 3_600_000_000n,
  day: 86_400_000_000n,
};

/** Each literal of `by … in` makes a part of a name (MEANING 47). */
function literalsName(literals: readonly ast.Expr[], { file, report }: Ctx): boolean {
  const wrong = literals.filter((literal) => literal.kind === "null" || literalText(literal) === "");
  for (const literal of wrong) {
    const problem = literal.kind === "null" ? "rows without a value are left out" : "an empty text names nothing";
    report(byLiteral.at(file.place(literal), { problem }));
  }
  return literals.length > 0 && wrong.length === 0;
}

/** Literal arguments have bounds: a count is at least 1, a share between 0 and 1. */
export function inRange(
  name: string,
  params: readonly Param[],
  args: readonly Expr[],
  call: ast.CallExpr,
  ctx: Ctx,
): boolean {
  return params.every((param, index) => {
    const arg = args[index];
    if (param.range === undefined || arg?.node !== "literal") return true;
    const [least, most] = param.range;
    const value = Number(arg.value);
    if (value >= least && value <= most) return true;
    ctx.report(
      argumentRange.at(ctx.file.place(call.args[index]?.value ?? call), { name, param: param.name, least, most }),
    );
    return false;
  });
}
