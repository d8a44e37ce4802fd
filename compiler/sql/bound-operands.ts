import { callsOf } from "../ir/calls-of.js";
import { noFunctions } from "../ir/function-table.js";
import type { Expr, OverElements } from "../ir/index.js";
import { raises } from "../ir/raises.js";
import { childrenOf, mapChildren, onceEach, surelyEvaluated } from "../ir/walk.js";
import { isCompared } from "./comparable.js";
import type { Dialect } from "./dialects/dialect.js";
import { timesOf } from "./operand-times.js";

/*
 * What is worked out for each element of a list has no columns of its own. There an operand that is needed more than once is bound to a name in its place, so
 * that the text grows with the expression (MEANING 128): an operand that SQL must write twice, and one that several places share.
 */

/** What may stand in the text twice: a number of parts, about. */
const SMALL = 24;

interface Sized {
  readonly expr: Expr;
  readonly size: number;
}

/** Gives the aggregate's operands names, within each of its parts. `fresh` gives names that no element has. */
export function withBoundOperands(aggregate: OverElements, dialect: Dialect, fresh: () => string): OverElements {
  const named = (expr: Expr): Expr => new Binding(dialect, fresh).named(expr, new Map()).expr;
  return {
    ...aggregate,
    args: aggregate.args.map(named),
    where: aggregate.where === null ? null : named(aggregate.where),
    by: aggregate.by === null ? null : { ...aggregate.by, value: named(aggregate.by.value) },
  };
}

class Binding {
  constructor(
    private readonly dialect: Dialect,
    private readonly fresh: () => string,
  ) {}

  /** About how long the text of an expression would be with nothing bound. */
  readonly #length = onceEach((expr): number => childrenOf(expr).reduce((sum, child) => sum + this.#length(child), 1));
  readonly #raises = onceEach((expr): boolean => raises(expr, noFunctions));
  readonly #height = onceEach((expr): number =>
    childrenOf(expr).reduce((most, child) => Math.max(most, this.#height(child) + 1), 0),
  );
  /** What is long enough to be named, and is worked out wherever the expression is. */
  readonly #within = onceEach((expr): ReadonlySet<Expr> => {
    const found = new Set<Expr>(this.#length(expr) > SMALL && canBeBound(expr, this.dialect) ? [expr] : []);
    for (const part of this.#below(expr)) found.add(part);
    return found;
  });
  /** Of what the expression is made of: what it evaluates in any case, and what cannot fail. */
  #below(expr: Expr): ReadonlySet<Expr> {
    const surely = new Set(surelyEvaluated(expr));
    const found = new Set<Expr>();
    for (const child of childrenOf(expr))
      for (const part of this.#within(child)) if (surely.has(child) || !this.#raises(part)) found.add(part);
    if (expr.node !== "case" || expr.else === null) return found;
    const [first, ...others] = [expr.else, ...expr.branches.map(({ then }) => then)].map((arm) => this.#within(arm));
    for (const part of first!) if (others.every((arm) => arm.has(part))) found.add(part);
    return found;
  }

  /** `known`: names for what is bound around it. */
  named(expr: Expr, known: ReadonlyMap<Expr, Expr>): Sized {
    const before = known.get(expr);
    if (before !== undefined) return { expr: before, size: 1 };
    if (expr.node === "overElements") {
      const list = this.named(expr.list, known);
      return {
        expr: withBoundOperands({ ...expr, list: list.expr }, this.dialect, this.fresh),
        size: list.size + SMALL,
      };
    }
    if (expr.node === "chain") return this.#chain(expr, known);
    const shared = this.#shared(expr, known);
    if (shared.length === 0) return this.#over(expr, known);
    // What is bound first may be read by what is bound next.
    const names = new Map(known);
    const bound = shared.map((part) => {
      const value = this.named(part, names);
      const name = this.fresh();
      names.set(part, { node: "element", type: part.type, name });
      return { name, value };
    });
    return binding(bound, this.#over(expr, names));
  }

  /** What is in several places of an expression, lowest first: where it is named, it is worked out once. */
  #shared(expr: Expr, known: ReadonlyMap<Expr, Expr>): readonly Expr[] {
    const children = childrenOf(expr);
    if (children.length < 2) return [];
    const candidates = this.#below(expr);
    const chosen = new Set<Expr>(known.keys());
    const found: Expr[] = [];
    let reached = children.map((child) => reachedFrom(child, chosen));
    for (const part of [...candidates].sort((a, b) => this.#height(b) - this.#height(a))) {
      if (chosen.has(part) || reached.filter((parts) => parts.has(part)).length < 2) continue;
      chosen.add(part);
      found.unshift(part);
      reached = children.map((child) => reachedFrom(child, chosen));
    }
    return found;
  }

  #chain(expr: Extract<Expr, { node: "chain" }>, known: ReadonlyMap<Expr, Expr>): Sized {
    const calls = callsOf(expr);
    return calls.reduce<Sized>(
      (left, call) => this.#of(call, [left, this.named(call.args[1]!, known)]),
      this.named(expr.first, known),
    );
  }

  #over(expr: Expr, known: ReadonlyMap<Expr, Expr>): Sized {
    return this.#of(
      expr,
      childrenOf(expr).map((child) => this.named(child, known)),
    );
  }

  /** An expression over what it is made of; what it would write more than once has a name. */
  #of(expr: Expr, parts: readonly Sized[]): Sized {
    const times = timesOf(
      expr,
      parts.map((part) => part.expr),
      this.dialect,
    );
    const bound: { readonly name: string; readonly value: Sized }[] = [];
    const written = parts.map((part, index): Sized => {
      const count = times[index] ?? 1;
      if (count === 1 || part.size <= SMALL || !canBeBound(part.expr, this.dialect))
        return { ...part, size: part.size * count };
      const name = this.fresh();
      bound.push({ name, value: part });
      return { expr: { node: "element", type: part.expr.type, name }, size: count };
    });
    let place = 0;
    const body = mapChildren(expr, () => written[place++]!.expr);
    return binding(bound, { expr: body, size: written.reduce((sum, { size }) => sum + size, 1) });
  }
}

const binding = (bound: readonly { readonly name: string; readonly value: Sized }[], body: Sized): Sized =>
  bound.reduceRight<Sized>(
    (of, { name, value }) => ({
      expr: { node: "bound", type: of.expr.type, name, value: value.expr, body: of.expr },
      size: of.size + value.size + 1,
    }),
    body,
  );

/** What an expression is made of, without what only stands in what has a name already. */
function reachedFrom(expr: Expr, named: ReadonlySet<Expr>): ReadonlySet<Expr> {
  const seen = new Set<Expr>();
  const waiting = [expr];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (!named.has(next)) waiting.push(...childrenOf(next));
  }
  return seen;
}

const canBeBound = (expr: Expr, dialect: Dialect): boolean =>
  expr.node !== "element" && expr.node !== "column" && expr.node !== "literal" && !isCompared(expr.type, dialect);
