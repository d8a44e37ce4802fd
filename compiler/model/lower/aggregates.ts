import type * as ast from "../../../grammar/ast.js";
import { scalar, type Type, withNullable } from "../../../runtime/types.js";
import { alwaysEmpty, durationArgument, overOnState, unbounded } from "../../diagnostics/catalog/aggregates.js";
import { aggregateOverState, overMissing } from "../../diagnostics/catalog/model.js";
import { unboundedGroups } from "../../diagnostics/catalog/types.js";
import type { AggregateFunction } from "../../functions/row.js";
import type { Aggregate, CalendarUnit, Expr, Group, View, Window } from "../../ir/index.js";
import { plain } from "../../ir/types/unify.js";
import { argumentsInRange } from "../expr/argument-range.js";
import type { Ctx } from "../expr/context.js";
import { resultOf, selectionOf } from "../expr/group-by.js";
import { literalValue } from "../expr/literals.js";
import { type Argument, choose } from "../expr/overload.js";
import { columnScope } from "./column-scope.js";
import type { Resolver, SourceInfo } from "./resolver.js";
import { checkLength } from "./view-clauses.js";
import { lowerWindow } from "./windows.js";

/** The aggregates of one view, collected while its items are typed. */
export class Aggregates {
  readonly all = new Map<string, Aggregate>();
  readonly #taken: Set<string>;

  constructor(
    private readonly source: SourceInfo,
    private readonly clauses: Pick<View, "ttlMicros" | "every" | "boundary"> | null,
    items: readonly (ast.Feature | ast.Let)[],
    private readonly resolver: Resolver,
  ) {
    this.#taken = new Set(
      [...items.map((item) => item.name.text), ...source.columns.keys()].map((name) => name.toLowerCase()),
    );
  }

  /** An aggregate in `item`, with its window (for a family, the window of the current member). */
  lower(call: ast.CallExpr, fn: AggregateFunction, item: string, ctx: Ctx): Expr | null {
    const { file } = ctx;
    const { rollup } = call;
    const scoped: Ctx = { ...ctx, scope: columnScope(this.source, "an aggregate", this.resolver) };
    const args = this.#arguments(call, fn, ctx);
    const choice = args === null ? null : choose(fn.name, fn.overloads, args, call, scoped, false);
    const selection = selectionOf(rollup, scoped);
    const windows = this.#windows(call, scoped);
    if (choice === null || windows === null || selection === undefined) return null;
    if (!argumentsInRange(fn.name, choice.overload.params, choice.args, call, ctx)) return null;

    const types = choice.args.map((arg) => plain(arg.type));
    const { where, by } = selection;
    const own = resultOf(choice.overload, choice.overload.result(types, choice.args.map(literalValue)), by);
    // With a ttl the stored value may read as stale, and a stale value is null.
    const type: Type = withNullable(own.type, own.type.nullable || this.clauses?.ttlMicros !== null);
    if (windows !== "current") for (const window of windows) this.#warn(window, by, call, ctx);
    const make = (window: Window | null): Expr => {
      const id = this.#id(item);
      this.all.set(id, {
        id,
        function: fn.name,
        overload: choice.overload.key,
        args: choice.args,
        where,
        window,
        by,
        type,
        empty: own.empty,
        at: file.at(call),
      });
      return { node: "aggregate", type, id };
    };
    if (windows === "current") return make(null);
    const [only] = windows;
    if (windows.length === 1 && only !== undefined && !this.#hasTimes(call, ctx)) return make(only);
    const element = withNullable(type, true);
    const list: Type = { kind: "array", element, size: null, nullable: false };
    const elements = windows.map(make);
    return this.clauses?.ttlMicros == null
      ? { node: "array", type: list, elements }
      : { node: "array", type: withNullable(list, true), elements, stales: true };
  }

  /** Warns about windows that are always empty, and about lists that grow without end (MEANING 5, 57). */
  #warn({ extent, lastRows, offsetMicros }: Window, by: Group | null, call: ast.CallExpr, { file }: Ctx): void {
    const { lint } = this.resolver;
    const place = file.place(call);
    const every = this.clauses?.every ?? null;
    // Under `upto`, the window contains the row of the instant itself, so it is not always empty.
    if (extent.kind === "this" && every !== null && extent.zone === "UTC" && this.clauses?.boundary === "before") {
      const micros = unitMicros[extent.unit];
      const begins = (at: string): boolean => micros !== undefined && BigInt(at) % micros === 0n;
      if (micros !== undefined && begins(every.everyMicros) && begins(offsetMicros))
        lint(
          alwaysEmpty.at(place, { unit: extent.unit, every: `${BigInt(every.everyMicros) / micros} ${extent.unit}` }),
        );
    }
    if (call.name.text === "collect" && extent.kind === "lifetime" && lastRows === null)
      lint(unbounded.at(place, { name: call.name.text }));
    if (by !== null && by.top === null && extent.kind === "lifetime" && lastRows === null)
      lint(unboundedGroups.at(place, { name: call.name.text }));
  }

  /** A duration is not a value of the language: as an argument it is passed as its microseconds. */
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

  #hasTimes(call: ast.CallExpr, ctx: Ctx): boolean {
    return this.#window(call, ctx)?.times != null;
  }

  #window(call: ast.CallExpr, ctx: Ctx): ast.Window | null {
    const over = call.rollup?.over ?? null;
    if (over === null) return null;
    return over.windows[over.list ? ctx.member % over.windows.length : 0] ?? null;
  }

  #windows(call: ast.CallExpr, scoped: Ctx): readonly Window[] | "current" | null {
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
    // All windows of a list are checked together with its first member, the only one for which errors are reported.
    const checked = scoped.member === 0 ? over.windows : [window];
    const lowered = checked.map((each) => lowerWindow(each, scoped));
    return lowered.includes(null) ? null : lowered[checked.indexOf(window)]!;
  }

  /**
   * The item's name. A second aggregate of the same item has a number appended, and avoids the names of items and
   * columns.
   */
  #id(item: string): string {
    if (!this.all.has(item)) return item;
    for (let n = 2; ; n++) {
      const id = `${item}_${n}`;
      if (!this.#taken.has(id.toLowerCase()) && !this.all.has(id)) return id;
    }
  }
}

/** Units of fixed length, whose starts are multiples of it since the epoch. */
const unitMicros: Partial<Record<CalendarUnit, bigint>> = {
  minute: 60_000_000n,
  hour: 3_600_000_000n,
  day: 86_400_000_000n,
};
