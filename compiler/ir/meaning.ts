import { hash } from "node:crypto";
import type { Type } from "../../runtime/types.js";
import { typeText } from "../../runtime/types.js";
import { assertNever } from "./assert-never.js";
import type { Expr, Fn, Group } from "./index.js";
import type { Leaf } from "./substitute.js";
import { isLeaf } from "./substitute.js";

/**
 * What an expression or a declaration means, as a text. Two with the same text compute the same values. The text does
 * not depend on what only names a part: a `fn` stands for its body, and a bound name for its value.
 */
export type Meaning = string;

type Part = Meaning | number | boolean | null | readonly Part[];

/** Longer texts are replaced by their hash, so that a meaning never grows with what it is made of. */
const LONGEST = 120;

export function meaning(kind: string, ...parts: readonly Part[]): Meaning {
  const text = JSON.stringify([kind, ...parts]);
  return text.length <= LONGEST ? text : `#${hash("sha256", text, "base64")}`;
}

/** A type with the values of its enums. */
export const typeMeaning = (type: Type): Meaning => meaning("type", typeText(type), ...enumsIn(type));

function enumsIn(type: Type): readonly Part[] {
  switch (type.kind) {
    case "enum":
      return [type.values];
    case "array":
      return enumsIn(type.element);
    case "map":
      return [...enumsIn(type.key), ...enumsIn(type.value)];
    case "struct":
      return type.fields.flatMap((field) => enumsIn(field.type));
    default:
      return [];
  }
}

export interface MeaningContext {
  readonly fn: (name: string) => Fn;
  /** What a name outside the expression stands for. Parameters are never asked for. */
  readonly leaf: (leaf: Exclude<Leaf, { node: "param" }>) => Meaning;
}

/** The names that an expression binds, and how many iterations over the same list enclose it. */
interface Scope {
  readonly params: ReadonlyMap<string, Meaning>;
  readonly elements: ReadonlyMap<string, Meaning>;
  readonly lists: ReadonlyMap<Meaning, number>;
}

const noNames: Scope = { params: new Map(), elements: new Map(), lists: new Map() };

export function expressionMeaning(expr: Expr, context: MeaningContext): Meaning {
  return within(context, noNames)(expr);
}

export const groupMeaning = (by: Group | null, of: (expr: Expr) => Meaning): Meaning | null =>
  by === null ? null : meaning("by", of(by.value), by.top);

function within(context: MeaningContext, scope: Scope): (expr: Expr) => Meaning {
  const made = new Map<Expr, Meaning>();
  const calls = new Map<string, Meaning>();
  const of = (expr: Expr): Meaning => {
    const known = made.get(expr);
    if (known !== undefined) return known;
    const own = fresh(expr);
    made.set(expr, own);
    return own;
  };
  const call = (fn: string, overload: string, args: readonly Meaning[]): Meaning => meaning("call", fn, overload, args);
  const each = (list: Meaning): { readonly element: Meaning; readonly lists: Scope["lists"] } => {
    const depth = scope.lists.get(list) ?? 0;
    return { element: meaning("element", list, depth), lists: new Map(scope.lists).set(list, depth + 1) };
  };
  const bind = (name: string, element: Meaning, lists = scope.lists): ((expr: Expr) => Meaning) =>
    within(context, { ...scope, lists, elements: new Map(scope.elements).set(name, element) });

  function fresh(expr: Expr): Meaning {
    if (isLeaf(expr)) return expr.node === "param" ? scope.params.get(expr.name)! : context.leaf(expr);
    switch (expr.node) {
      case "literal":
        return meaning("literal", typeText(expr.type), expr.value);
      case "element":
        return scope.elements.get(expr.name)!;
      case "field":
        return meaning("field", of(expr.value), expr.name);
      case "array":
        return meaning("array", typeMeaning(expr.type), expr.stales === true, expr.elements.map(of));
      case "struct":
        return meaning(
          "struct",
          expr.fields.map(({ name, value }) => [name, of(value)]),
        );
      case "map":
        return meaning(
          "map",
          typeMeaning(expr.type),
          expr.entries.map(({ key, value }) => [of(key), of(value)]),
        );
      case "overElements": {
        const { element, lists } = each(of(expr.list));
        const inside = bind(expr.name, element, lists);
        return meaning(
          "each",
          of(expr.list),
          expr.function,
          expr.overload,
          expr.args.map(inside),
          expr.where === null ? null : inside(expr.where),
          groupMeaning(expr.by, inside),
        );
      }
      case "call":
        return call(expr.function, expr.overload, expr.args.map(of));
      case "chain":
        return expr.steps.reduce(
          (before, { function: name, overload, arg }) => call(name, overload, [before, of(arg)]),
          of(expr.first),
        );
      case "fn": {
        const args = expr.args.map(of);
        const key = JSON.stringify([expr.name, args]);
        const known = calls.get(key);
        if (known !== undefined) return known;
        const { params, body } = context.fn(expr.name);
        const values = new Map(params.map(({ name }, index) => [name, args[index]!]));
        const own = within(context, { ...scope, params: values })(body);
        calls.set(key, own);
        return own;
      }
      case "extern":
        return meaning("extern", expr.name, expr.args.map(of));
      case "convert":
        return meaning("convert", typeMeaning(expr.type), of(expr.value));
      case "coalesce":
        return meaning("coalesce", expr.values.map(of));
      case "bound":
        return bind(expr.name, of(expr.value))(expr.body);
      case "case":
        return meaning(
          "case",
          expr.branches.map(({ when, then }) => [of(when), of(then)]),
          expr.else === null ? null : of(expr.else),
        );
      case "stored":
        return meaning("stored", of(expr.value));
      default:
        return assertNever(expr);
    }
  }
  return of;
}
