import { callsOf } from "../ir/calls-of.js";
import { noFunctions } from "../ir/function-table.js";
import type { Expr, OverElements } from "../ir/index.js";
import { raises } from "../ir/raises.js";
import { childrenOf, mapChildren, onceEach, surelyEvaluated } from "../ir/walk.js";
import { isCompared } from "./comparable.js";
import type { Dialect } from "./dialects/dialect.js";
import { timesOf } from "./operand-times.js";

/*
 * Expressions evaluated for each element of a list have no columns of their own. There, an operand that is needed more
 * than once is bound to a name where it stands, so that the text grows linearly with the expression (MEANING 128). Such
 * operands are those that SQL must write twice, and those that several places share.
 */

/** The size of an expression that may be written twice, roughly a number of parts. */
const SMALL = 24;

interface Sized {
  readonly expr: Expr;
  readonly size: number;
}

/** Binds the operands of each part of the aggregate to names. `fresh` gives names that no element has. */
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

  /** Roughly the length of an expression's text if nothing were bound. */
  readonly #length = onceEach((expr): number => childrenOf(expr).reduce((sum, child) => sum + this.#length(child), 1));
  readonly #raises = onceEach((expr): boolean => raises(expr, noFunctions));
  readonly #height = onceEach((expr): number =>
    childrenOf(expr).reduce((most, child) => Math.max(most, this.#height(child) + 1), 0),
  );
  /** The parts that are long enough to be named, and that are always evaluated with the expression or cannot fail. */
  readonly #within = onceEach((expr): ReadonlySet<Expr> => {
    const found = new Set<Expr>(this.#length(expr) > SMALL && canBeBound(expr, this.dialect) ? [expr] : []);
    for (const part of this.#below(expr)) found.add(part);
    return found;
  });
  /** The same for the expression's operands: those it always evaluates, and those that cannot fail. */
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

  /** `known`: the names of expressions that are bound around this one. */
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
    // A later binding may read an earlier one.
    const names = new Map(known);
    const bound = shared.map((part) => {
      const value = this.named(part, names);
      const name = this.fresh();
      names.set(part, { node: "element", type: part.type, name });
      return { name, value };
    });
    return binding(bound, this.#over(expr, names));
  }

  /**
   * Operands that occur in several places of an expression, lowest first. Each is named here, so it is computed once.
   */
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

  /** An expression over its operands. An operand that it would write more than once gets a name. */
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

/** The parts of an expression, without those that occur only within named parts. */
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
