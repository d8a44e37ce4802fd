/**
 * The `expect`s of a view.
 *
 * In: an `expect` as written, and what names mean in the view outside aggregates. Out: one condition for each member of
 * the family that it reads, else a single one.
 * Always: a condition with an aggregate, which runs over the keys, reads no values of a single key.
 */
import type * as ast from "../../../grammar/ast.js";
import { oneLine } from "../../../grammar/index.js";
import { expectMixes, expectOrder, expectRollup } from "../../diagnostics/catalog/expectations.js";
import { familiesDiffer, nestedAggregate } from "../../diagnostics/catalog/model.js";
import type { AggregateFunction } from "../../functions/row.js";
import type { Aggregate, Expectation, Expr } from "../../ir/index.js";
import { plain } from "../../ir/types/unify.js";
import { walk } from "../../ir/walk.js";
import { argumentsInRange } from "../expr/argument-range.js";
import { condition } from "../expr/branches.js";
import { type Ctx, type Scope, silent } from "../expr/context.js";
import { familiesIn } from "../expr/families.js";
import { resultOf } from "../expr/group-by.js";
import { literalValue } from "../expr/literals.js";
import { choose } from "../expr/overload.js";
import { declared } from "./declared.js";

export interface Expected {
  readonly node: ast.Expect;
  /** The source text of the condition, from the place where it was first written. */
  readonly written: string;
}

/** The result is null if there is an error. `values` is the view's scope outside aggregates. */
export function lowerExpect(
  { node, written }: Expected,
  values: Omit<Scope, "where" | "aggregate">,
  ctx: Omit<Ctx, "scope" | "member">,
): readonly Expectation[] | null {
  const { file } = ctx;
  // A family counts inside an aggregate over keys, too.
  const families = familiesIn(node.condition, values, new Map());
  const [first] = families;
  const other = families.find(({ windows }) => windows.join() !== first?.windows.join());
  if (first !== undefined && other !== undefined) {
    ctx.report(familiesDiffer.at(file.place(other.node), { first: first.windows, second: other.windows }));
    return null;
  }
  const named = new Set(families.flatMap(({ node: family }) => (family.kind === "nameExpr" ? [family.name.text] : [])));
  const members = first === undefined ? [null] : [...new Set(first.windows)];
  const made: Expectation[] = [];
  for (const [member, window] of members.entries()) {
    const report = member === 0 ? ctx.report : silent;
    const lowered = lowerMember(node, values, { ...ctx, report, member });
    if (lowered === null) return null;
    const text = oneLine(written, (name) => (window !== null && named.has(name) ? `${name}_${window}` : name));
    made.push({ text, ...lowered, ...declared(node.lead, node, file) });
  }
  return made;
}

function lowerMember(
  node: ast.Expect,
  values: Omit<Scope, "where" | "aggregate">,
  ctx: Omit<Ctx, "scope">,
): Pick<Expectation, "condition" | "aggregates"> | null {
  const all = new Map<string, Aggregate>();
  const ofOneKey: ast.Name[] = [];
  const scope: Scope = {
    ...values,
    where: "an `expect`",
    name: (name, scoped) => {
      ofOneKey.push(name);
      return values.name(name, scoped);
    },
    aggregate: (call, fn, scoped) => {
      const aggregate = overKeys(call, fn, `over_keys_${all.size + 1}`, { ...scoped, scope: inside(values) });
      if (aggregate === null) return null;
      all.set(aggregate.id, aggregate);
      return { node: "aggregate", type: aggregate.type, id: aggregate.id };
    },
  };
  const lowered = condition(node.condition, { ...ctx, scope }, "an `expect`");
  if (lowered === null) return null;
  const aggregates: Aggregate[] = [];
  walk(lowered, (expr) => {
    if (expr.node === "aggregate") aggregates.push(all.get(expr.id)!);
  });
  const [single] = ofOneKey;
  const [several] = aggregates;
  if (single !== undefined && several !== undefined) {
    const mixes = { name: single.text, aggregate: several.function };
    ctx.report(expectMixes.at(ctx.file.place(single), mixes));
    return null;
  }
  return { condition: lowered, aggregates };
}

/** The scope of an aggregate's argument or `where`, which are evaluated for each key in turn. */
const inside = (values: Omit<Scope, "where" | "aggregate">): Scope => ({
  ...values,
  where: "an aggregate",
  aggregate: (call, _fn, ctx) => {
    ctx.report(nestedAggregate.at(ctx.file.place(call), { name: call.name.text }));
    return null;
  },
});

function overKeys(call: ast.CallExpr, fn: AggregateFunction, id: string, ctx: Ctx): Aggregate | null {
  const { file, report } = ctx;
  const { name } = fn;
  const part = call.rollup === null ? null : refusedPart(call.rollup);
  if (part !== null) {
    report(expectRollup.at(file.place(part.node), { name, part: part.word }));
    return null;
  }
  if (fn.overloads.every(({ ordered, timed }) => ordered === true || timed === true)) {
    report(expectOrder.at(file.place(call), { name }));
    return null;
  }
  const args = call.args.map(({ value }) => ({ node: value }));
  const choice = choose(name, fn.overloads, args, call, ctx, false);
  const where = call.rollup?.where == null ? null : condition(call.rollup.where, ctx, "`where`");
  if (choice === null || (call.rollup?.where != null && where === null)) return null;
  const { overload } = choice;
  if (!argumentsInRange(name, overload.params, choice.args, call, ctx)) return null;
  const types = choice.args.map((arg: Expr) => plain(arg.type));
  const { type, empty } = resultOf(overload, overload.result(types, choice.args.map(literalValue)), null);
  return {
    id,
    function: name,
    overload: overload.key,
    args: choice.args,
    where,
    by: null,
    window: null,
    type,
    empty,
    at: file.at(call),
  };
}

function refusedPart({
  by,
  over,
}: ast.Rollup): { readonly word: string; readonly node: { readonly span: ast.Span } } | null {
  if (over !== null) return { word: "over", node: over };
  return by === null ? null : { word: "by", node: by };
}
