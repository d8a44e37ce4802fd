import { isNested, scalar, withNullable } from "../../runtime/types.js";
import { callsOf } from "../ir/calls-of.js";
import { noFunctions } from "../ir/function-table.js";
import type { ChainStep, Expr, StructLiteral } from "../ir/index.js";
import { mayBeInfinite } from "../ir/not-finite.js";
import { raises } from "../ir/raises.js";
import { anyIn, childrenOf, mapChildren, onceEach, surelyEvaluated } from "../ir/walk.js";
import type { Column } from "../plan/algebra.js";
import { withBoundOperands } from "./bound-operands.js";
import { isCompared } from "./comparable.js";
import { withConstants } from "./constants.js";
import type { Dialect } from "./dialects/dialect.js";
import { mayBeFolded, readsColumn } from "./expression.js";
import { timesOf } from "./operand-times.js";
import { timesStored } from "./times-written.js";

/*
 * The text of an expression grows linearly with the expression (MEANING 128). Some operands become columns of their
 * own, in layers below, and are written once: operands that SQL must write more than once (a guard, `ln(x)` where x >
 * 0), those that several places share, and parts of very large expressions.
 *
 * An operand that can fail is computed only where it is used (MEANING B2): its column is null if the branch that it
 * stands in is not taken. Another column holds the number of the branch.
 */

/**
 * The sizes that an expression may have to be written twice, and to be written at all. Sizes are rough numbers of
 * parts.
 */
const SMALL = 24;
const LARGE = 160;
/** The most layers that an engine's stack holds. An operand that would need more stays where it is. */
const MOST_LAYERS = 400;
/** The most layers for operands that are only written twice. */
const MANY_LAYERS = 64;

/** Where a value is used: the use around it, and `holds`, the condition for both. Null means always. */
interface Use {
  readonly within: Use | null;
  readonly holds: () => Expr | null | "untold";
  readonly known: Map<Expr, Part>;
}
/** An expression as it is written, its rough length, and the layer that it stands above. */
interface Part {
  readonly expr: Expr;
  readonly size: number;
  readonly layer: number;
}
interface Written {
  readonly part: Part;
  /** How often it is written. */
  readonly times: number;
  readonly use: Use;
}

const use = (within: Use | null, holds: Use["holds"]): Use => ({ within, holds, known: new Map() });
const always = (): Use => use(null, () => null);

export class Operands {
  readonly #layers: Column[][] = [];
  readonly #layerOf = new Map<string, number>();
  readonly #named = new Map<string, Part>();
  /** For the current expression: the operands that several places share, and the use of the whole. */
  #shared: ReadonlySet<Expr> = new Set();
  #root: Use = always();
  /** The values of bound names. */
  readonly #values = new Map<string, Part>();

  /** `fresh` gives names that no column has. */
  constructor(
    private readonly dialect: Dialect,
    private readonly fresh: () => string,
  ) {}

  /** The columns that expressions read, from the lowest layer. */
  get layers(): readonly (readonly Column[])[] {
    return this.#layers;
  }

  get names(): readonly string[] {
    return [...this.#layerOf.keys()];
  }

  /** The expression over the columns in `layers`. */
  named(whole: Expr): Expr {
    const expr = withConstants(whole);
    this.#shared = sharedIn(expr);
    this.#root = always();
    return this.#part(expr, this.#root).expr;
  }

  readonly #raises = (expr: Expr): boolean => raises(expr, noFunctions);

  #part(expr: Expr, where: Use): Part {
    if (!this.#shared.has(expr)) return this.#made(expr, where);
    // An operand computed for a surrounding use is available here too.
    for (let around: Use | null = where; around !== null; around = around.within) {
      const known = around.known.get(expr);
      if (known !== undefined) return known;
    }
    // An operand that cannot fail may be computed everywhere.
    const own = this.#raises(expr) ? where : this.#root;
    const made = this.#short(this.#made(expr, own), SMALL, own);
    own.known.set(expr, made);
    return made;
  }

  #made(expr: Expr, where: Use): Part {
    switch (expr.node) {
      case "chain":
        return this.#chain(expr, where);
      case "bound": {
        const outer = this.#values.get(expr.name);
        this.#values.set(expr.name, this.#short(this.#part(expr.value, where), SMALL, where));
        const body = this.#part(expr.body, where);
        if (outer === undefined) this.#values.delete(expr.name);
        else this.#values.set(expr.name, outer);
        return body;
      }
      case "element":
        return this.#values.get(expr.name) ?? { expr, size: 1, layer: 0 };
      case "case":
        return this.#case(expr, where);
      case "coalesce":
        return expr.values.slice(1).some(this.#raises)
          ? this.#firstNotNull(expr, where)
          : this.#of(expr, expr.values, where);
      case "stored":
        return expr.value.node === "struct"
          ? this.#storedStruct(expr, expr.value, where)
          : this.#of(expr, [expr.value], where);
      case "overElements": {
        const list = this.#short(this.#part(expr.list, where), SMALL, where);
        const own = withBoundOperands({ ...expr, list: list.expr }, this.dialect, this.fresh);
        return { expr: own, size: SMALL + 1, layer: list.layer };
      }
      case "call":
      case "array":
      case "struct":
      case "map":
      case "convert":
      case "field":
      case "extern":
        return this.#of(expr, childrenOf(expr), where);
      case "column":
        return { expr, size: 1, layer: this.#layerOf.get(expr.name) ?? 0 };
      default:
        return { expr, size: 1, layer: 0 };
    }
  }

  #of(expr: Expr, children: readonly Expr[], where: Use): Part {
    return this.#over(
      expr,
      children.map((child) => this.#part(child, where)),
      where,
    );
  }

  #chain(expr: Extract<Expr, { node: "chain" }>, where: Use): Part {
    const [name] = new Set(expr.steps.map((step) => step.function));
    const associative = expr.steps.every((step) => step.function === name) && (name === "and" || name === "or");
    const parts = childrenOf(expr).map((child) => this.#part(child, where));
    if (associative) return this.#inPairs(expr.steps[0]!, parts, where);
    return callsOf(expr).reduce((left, call, index) => this.#over(call, [left, parts[index + 1]!], where), parts[0]!);
  }

  /** `and` and `or` are associative. Splitting them in halves nests them least. */
  #inPairs(step: ChainStep, parts: readonly Part[], where: Use): Part {
    if (parts.length === 1) return parts[0]!;
    const half = Math.ceil(parts.length / 2);
    const [left, right] = [parts.slice(0, half), parts.slice(half)].map((part) => this.#inPairs(step, part, where));
    const args = [left!.expr, right!.expr];
    const type = withNullable(
      step.type,
      args.some((arg) => arg.type.nullable),
    );
    const call: Expr = { node: "call", type, function: step.function, overload: step.overload, args };
    return this.#over(call, [left!, right!], where);
  }

  /** An expression over its operands, all of which it evaluates. */
  #over(expr: Expr, parts: readonly Part[], where: Use): Part {
    const times = timesOf(
      expr,
      parts.map((part) => part.expr),
      this.dialect,
    );
    const bound: { readonly name: string; readonly value: Expr }[] = [];
    const written = parts.map((each, index): Written => {
      const count = times[index] ?? 1;
      const part = count === 1 ? each : this.#short(each, each.layer < MANY_LAYERS ? SMALL : LARGE / 2, where);
      if (count === 1 || part.size <= SMALL || !canBeNamed(part.expr, this.dialect))
        return { part, times: count, use: where };
      // Bound where it stands, if columns would make too many layers.
      const name = this.fresh();
      bound.push({ name, value: part.expr });
      const { type } = part.expr;
      return { part: { ...part, expr: { node: "element", type, name } }, times: 1, use: where };
    });
    const cut = this.#cut(written);
    const body = withChildren(expr, cut.parts);
    return {
      ...cut,
      expr: bound.reduceRight<Expr>(
        (of, { name, value }) => ({ node: "bound", type: expr.type, name, value, body: of }),
        body,
      ),
    };
  }

  /** A struct is stored field by field. */
  #storedStruct(expr: Stored, struct: StructLiteral, where: Use): Part {
    const times = timesStored(expr);
    const cut = this.#cut(struct.fields.map(({ value }) => ({ part: this.#part(value, where), times, use: where })));
    return { ...cut, expr: { ...expr, value: withChildren(struct, cut.parts) } };
  }

  /**
   * Names the operands that are written several times and are not small, and the largest operands of an expression that
   * is too large.
   */
  #cut(all: readonly Written[]): Omit<Part, "expr"> & { readonly parts: readonly Part[] } {
    const sizeOf = (written: readonly Written[]): number =>
      written.reduce((sum, { part, times }) => sum + part.size * times, 1);
    const once = all.map((each) =>
      each.times > 1 ? { ...each, part: this.#short(each.part, SMALL, each.use) } : each,
    );
    const most = sizeOf(once) > LARGE ? LARGE / 2 : LARGE;
    const short = once.map((each) => ({ ...each, part: this.#short(each.part, most / each.times, each.use) }));
    const parts = short.map(({ part }) => part);
    return { parts, size: sizeOf(short), layer: parts.reduce((most, { layer }) => Math.max(most, layer), 0) };
  }

  /** The part, by a name if it is larger than `most`. */
  #short(part: Part, most: number, where: Use): Part {
    return part.size > most && canBeNamed(part.expr, this.dialect) ? (this.#column(part, where, false) ?? part) : part;
  }

  /**
   * A column for the part; null if its layer would be too high. A part that can fail, or is `guarded`, is null where it
   * is not used.
   */
  #column({ expr, layer: over }: Part, where: Use, guarded: boolean): Part | null {
    const fails = this.#raises(expr);
    const holds = fails || guarded ? where.holds() : null;
    if (holds === "untold") return null;
    const layer = Math.max(over, holds === null ? 0 : this.#layerIn(holds)) + 1;
    if (layer > MOST_LAYERS) return null;
    const type = withNullable(expr.type, true);
    const value: Expr =
      holds === null ? expr : { node: "case", type, branches: [{ when: holds, then: expr }], else: null };
    const text = JSON.stringify(value);
    const known = this.#named.get(text);
    if (known !== undefined) return known;
    const name = this.fresh();
    const columns = this.#layers[layer - 1] ?? [];
    this.#layers[layer - 1] = columns;
    columns.push({ name, value: { node: "expr", expr: value } });
    this.#layerOf.set(name, layer);
    const column: Expr = {
      node: "column",
      name,
      type: expr.type,
      ...(fails ? { raises: true } : {}),
      part: { infinite: mayBeInfinite(expr), folds: mayBeFolded(expr) },
    };
    const made = { expr: column, size: 1, layer };
    this.#named.set(text, made);
    return made;
  }

  #layerIn(expr: Expr): number {
    let layer = 0;
    anyIn(expr, (part) => {
      if (part.node === "column") layer = Math.max(layer, this.#layerOf.get(part.name) ?? 0);
      return false;
    });
    return layer;
  }

  #case(expr: Case, where: Use): Part {
    const choice = new Choice((part) => this.#column(part, where, true));
    const conditions = expr.branches.map(({ when }, index): Written => {
      const own = index === 0 ? where : use(where, () => choice.isFrom(index));
      const part = this.#part(when, own);
      choice.add(part);
      return { part, times: 1, use: own };
    });
    const arms = [...expr.branches.map(({ then }) => then), ...(expr.else === null ? [] : [expr.else])];
    const uses = arms.map((_, index) => use(where, () => choice.isOneOf([index])));
    this.#together(arms, uses, expr.else === null, where, choice);
    const values = arms.map(
      (arm, index): Written => ({ part: this.#part(arm, uses[index]!), times: 1, use: uses[index]! }),
    );
    const cut = this.#cut([
      ...conditions.map((each, index) => ({ ...each, part: choice.told(index) ?? each.part })),
      ...values,
    ]);
    const part = (index: number): Expr => cut.parts[index]!.expr;
    const count = expr.branches.length;
    const branches = expr.branches.map((_, index) => ({ when: part(index), then: part(count + index) }));
    return { ...cut, expr: { ...expr, branches, else: expr.else === null ? null : part(2 * count) } };
  }

  /** An operand that can fail and that several arms always use is computed for all of them at once. */
  #together(arms: readonly Expr[], uses: readonly Use[], open: boolean, where: Use, choice: Choice): void {
    if (this.#shared.size === 0) return;
    const places = new Map<Expr, number[]>();
    const used = this.#surely();
    for (const [index, arm] of arms.entries())
      for (const operand of used(arm)) places.set(operand, [...(places.get(operand) ?? []), index]);
    for (const [operand, own] of places) {
      if (own.length < 2 || !this.#raises(operand)) continue;
      const all = !open && own.length === arms.length;
      const part = this.#part(operand, all ? where : use(where, () => choice.isOneOf(own)));
      for (const place of own) uses[place]!.known.set(operand, part);
    }
  }

  /** The shared operands that are always evaluated with an expression. */
  #surely(): (expr: Expr) => ReadonlySet<Expr> {
    const used = onceEach((expr): ReadonlySet<Expr> => {
      const found = new Set<Expr>(this.#shared.has(expr) ? [expr] : []);
      for (const child of surelyEvaluated(expr)) for (const each of used(child)) found.add(each);
      return found;
    });
    return used;
  }

  /** A `??` with a later value that can fail, written as a `case`. */
  #firstNotNull(expr: Extract<Expr, { node: "coalesce" }>, where: Use): Part {
    const choice = new Choice((part) => this.#column(part, where, true));
    const last = expr.values.length - 1;
    const written = expr.values.map((value, index): Written => {
      const own = index === 0 ? where : use(where, () => choice.isFrom(index));
      const part = this.#part(value, own);
      if (index === last) return { part, times: 1, use: own };
      const short = this.#short(part, SMALL, own);
      choice.add({ ...short, expr: isNotNull(short.expr) });
      return { part: short, times: 2, use: own };
    });
    const cut = this.#cut(written);
    const branches = cut.parts.slice(0, last).map(({ expr: then }, index) => ({
      when: choice.told(index)?.expr ?? isNotNull(then),
      then,
    }));
    return { ...cut, expr: { node: "case", type: expr.type, branches, else: cut.parts[last]!.expr } };
  }
}

type Stored = Extract<Expr, { node: "stored" }>;
type Case = Extract<Expr, { node: "case" }>;

/** The number of the first condition that holds, in a column that is made on demand. */
class Choice {
  readonly #conditions: Part[] = [];
  /** The first condition to hold among the first `count`; the number is `count` if none holds. */
  #first: { readonly part: Part; readonly count: number } | null = null;

  constructor(private readonly column: (part: Part) => Part | null) {}

  add(condition: Part): void {
    this.#conditions.push(condition);
  }

  /** True if none of the first `count` conditions holds. */
  isFrom(count: number): Expr | "untold" {
    const first = this.#upTo(count);
    return first === null ? "untold" : equals(first.expr, count);
  }

  /** True if one of these is the first of all conditions to hold. The number after the last stands for none. */
  isOneOf(places: readonly number[]): Expr | "untold" {
    const first = this.#upTo(this.#conditions.length);
    return first === null ? "untold" : places.map((place) => equals(first.expr, place)).reduce(or);
  }

  /** A condition in terms of the column, if that exists, so that it is written once. */
  told(place: number): Part | null {
    if (this.#first === null || place >= this.#first.count) return null;
    const { part } = this.#first;
    return { ...part, expr: equals(part.expr, place), size: 2 };
  }

  #upTo(count: number): Part | null {
    const before = this.#first;
    if (before !== null && before.count >= count) return before.part;
    const from = before?.count ?? 0;
    const added = this.#conditions.slice(from, count);
    const branches = added.map((condition, index) => ({ when: condition.expr, then: number(from + index) }));
    const told = before === null ? [] : [{ when: call("<", before.part.expr, number(from)), then: before.part.expr }];
    const parts = before === null ? added : [before.part, ...added];
    const part = this.column({
      expr: { node: "case", type: int64, branches: [...told, ...branches], else: number(count) },
      size: parts.reduce((sum, { size }) => sum + size, 1),
      layer: parts.reduce((most, { layer }) => Math.max(most, layer), 0),
    });
    if (part !== null) this.#first = { part, count };
    return part;
  }
}

const [int64, bool] = [scalar("int64"), scalar("bool")];
const number = (value: number): Expr => ({ node: "literal", type: int64, value: String(value) });
const call = (name: "==" | "<", ...args: readonly Expr[]): Expr => ({
  node: "call",
  type: bool,
  function: name,
  overload: "int64",
  args,
});
const equals = (column: Expr, value: number): Expr => call("==", column, number(value));
const or = (a: Expr, b: Expr): Expr => ({ node: "call", type: bool, function: "or", overload: "bool", args: [a, b] });
function isNotNull(expr: Expr): Expr {
  const isNull: Expr = { node: "call", type: bool, function: "is null", overload: "any", args: [expr] };
  return { node: "call", type: bool, function: "not", overload: "bool", args: [isNull] };
}

/**
 * False for a list or struct that does not depend on the row, because an engine may take it for a null without a type;
 * for an element of a list, because no column holds it; and for a value that is only compared, because no column has
 * its type.
 */
const canBeNamed = (expr: Expr, dialect: Dialect): boolean =>
  expr.node !== "column" &&
  (readsColumn(expr) || !isNested(expr.type)) &&
  !isCompared(expr.type, dialect) &&
  !readsElement(expr);

/** True if it reads an element of a list outside it. */
function readsElement(expr: Expr): boolean {
  const own = new Set<string>();
  const read = new Set<string>();
  anyIn(expr, (part) => {
    if (part.node === "element") read.add(part.name);
    if (part.node === "overElements" || part.node === "bound") own.add(part.name);
    return false;
  });
  return [...read].some((name) => !own.has(name));
}

function withChildren(expr: Expr, parts: readonly Part[]): Expr {
  let place = 0;
  return mapChildren(expr, () => parts[place++]!.expr);
}

/** The operands that occur in several places of an expression as the same object. */
function sharedIn(expr: Expr): ReadonlySet<Expr> {
  const seen = new Set<Expr>();
  const shared = new Set<Expr>();
  const waiting = [expr];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.node === "literal" || next.node === "column" || next.node === "element") continue;
    if (seen.has(next)) {
      shared.add(next);
      continue;
    }
    seen.add(next);
    waiting.push(...childrenOf(next));
  }
  return shared;
}
