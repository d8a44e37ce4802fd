import type { Expr, Fn, Project } from "./index.js";
import { raisesItself } from "./raises-itself.js";
import { childrenOf, onceEach, surelyEvaluated, walk } from "./walk.js";

/** Facts about a `fn`, including the `fn`s that it calls. */
interface Facts {
  /** True if evaluating its body can fail, apart from its arguments. */
  readonly raises: boolean;
  /** The parameters that are read. The other arguments are never evaluated. */
  readonly used: ReadonlySet<string>;
  /** The parameters that every call reads. Their arguments may be evaluated before the call. */
  readonly surely: ReadonlySet<string>;
  /** The number of levels of its body, with the bodies of the `fn`s that it calls in place of the calls. */
  readonly height: number;
}

/** The project's `fn`s by name. Each is examined once, after those that it calls. */
export class FunctionTable extends Map<string, Fn> {
  readonly #facts = new Map<string, Facts>();

  raises(name: string): boolean {
    return this.#of(name).raises;
  }

  /** The arguments of a call that are read. */
  usedArgs({ name, args }: Extract<Expr, { node: "fn" }>): readonly Expr[] {
    const { used } = this.#of(name);
    return this.there(name).params.flatMap((param, index) => (used.has(param.name) ? [args[index]!] : []));
  }

  /** True if every call reads the parameter, for any arguments. */
  readsSurely(name: string, param: string): boolean {
    return this.#of(name).surely.has(param);
  }

  /** The number of levels of an expression, with the bodies of `fn`s in place of their calls. */
  heightOf(expr: Expr): number {
    const of = onceEach((part): number => {
      const within = childrenOf(part).reduce((most, child) => Math.max(most, of(child)), 0);
      return within + (part.node === "fn" ? this.#of(part.name).height : 1);
    });
    return of(expr);
  }

  there(name: string): Fn {
    const fn = this.get(name);
    if (fn === undefined) throw new Error(`no function ${name} in the project`);
    return fn;
  }

  #of(name: string): Facts {
    const waiting = [name];
    for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
      const called = this.#facts.has(next) ? [] : this.calledBy(next).filter((other) => !this.#facts.has(other));
      if (called.length > 0) {
        waiting.push(...called);
        continue;
      }
      waiting.pop();
      if (!this.#facts.has(next)) this.#facts.set(next, this.#made(next));
    }
    return this.#facts.get(name)!;
  }

  /** The `fn`s that the body of a `fn` calls directly. */
  calledBy(name: string): readonly string[] {
    const called = new Set<string>();
    walk(this.there(name).body, (part) => {
      if (part.node === "fn") called.add(part.name);
    });
    return [...called];
  }

  #made(name: string): Facts {
    const used = new Set<string>();
    let raises = false;
    walkUsed(this.there(name).body, this, (part) => {
      if (part.node === "param") used.add(part.name);
      raises ||= raisesItself(part) || (part.node === "fn" && this.#facts.get(part.name)!.raises);
    });
    const { body } = this.there(name);
    return { raises, used, surely: this.#surelyIn(body), height: this.heightOf(body) };
  }

  #surelyIn(body: Expr): ReadonlySet<string> {
    const of = onceEach((expr): ReadonlySet<string> => {
      if (expr.node === "param") return new Set([expr.name]);
      if (expr.node === "fn") {
        const { surely } = this.#facts.get(expr.name)!;
        const { params } = this.there(expr.name);
        return union(expr.args.filter((_, index) => surely.has(params[index]!.name)).map(of));
      }
      if (expr.node !== "case") return union(surelyEvaluated(expr).map(of));
      const arms = [...expr.branches.map(({ then }) => then), ...(expr.else === null ? [] : [expr.else])].map(of);
      const all = expr.else === null ? [] : [...arms[0]!].filter((name) => arms.every((arm) => arm.has(name)));
      return union([...surelyEvaluated(expr).map(of), new Set(all)]);
    });
    return of(body);
  }
}

const union = (sets: readonly ReadonlySet<string>[]): ReadonlySet<string> => new Set(sets.flatMap((set) => [...set]));

export const functionTable = ({ functions }: Pick<Project, "functions">): FunctionTable =>
  new FunctionTable(functions.map((fn) => [fn.name, fn]));

/** For expressions of a plan, which have no calls: bodies have replaced them. */
export const noFunctions = new FunctionTable();

/**
 * Calls `visit` for an expression and for each of its parts that may be evaluated. An argument that its `fn` does not
 * read is left out.
 */
export const walkUsed = (expr: Expr, functions: FunctionTable, visit: (expr: Expr) => void): void =>
  walk(expr, visit, (part) => (part.node === "fn" ? functions.usedArgs(part) : childrenOf(part)));
