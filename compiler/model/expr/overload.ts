/**
 * Chooses the overload of a function for its arguments, by MEANING A3, A5 and A10: the first that takes the arguments
 * as they are, else the first that takes them converted. Operators are chosen the same way.
 */

import type * as ast from "../../../grammar/ast.js";
import {
  listOf,
  type ScalarName,
  scalar,
  scalarNames,
  type Type,
  typeText,
  withNullable,
} from "../../../runtime/types.js";
import { argumentCount, literalArgument, refusedLiteral, untypedNull } from "../../diagnostics/catalog/model.js";
import type { Overload, Param } from "../../functions/row.js";
import type { Expr } from "../../ir/index.js";
import { widenArgument } from "../../ir/types/convert.js";
import { asDecimal, plain, unify } from "../../ir/types/unify.js";
import { type Flexibility, firstString, flexibility, stringLiteralKinds } from "../types/flexible.js";
import { parseDate, parseTimestamp } from "../types/time-literal.js";
import type { Ctx } from "./context.js";
import { literalValue } from "./literals.js";
import { reportNoOverload, signatures } from "./no-overload.js";

/** An argument as written, or one that is typed already. */
export interface Argument {
  readonly node: ast.Expr;
  readonly expr?: Expr;
}
interface Typed {
  readonly node: ast.Expr;
  /** Null until the context gives it a type. */
  readonly expr: Expr | null;
  readonly flexible: Flexibility;
}

export interface Choice<O> {
  readonly overload: O;
  readonly args: readonly Expr[];
}
interface Candidate {
  readonly params: readonly Param[];
  readonly accepts?: (args: readonly Type[]) => boolean;
  readonly compares?: true;
}

/** A call of a scalar function or operator. */
export function callFunction(name: string, args: readonly Argument[], node: ast.Expr, ctx: Ctx): Expr | null {
  const row = ctx.functions.scalars.get(name);
  if (row === undefined) return null;
  const choice = choose<Overload>(name, row.overloads, args, node, ctx, row.operator === true);
  if (choice === null) return null;
  const types = choice.args.map((arg) => plain(arg.type));
  const result = choice.overload.result(types, choice.args.map(literalValue));
  return {
    node: "call",
    type: withNullable(result, nullable(choice.overload, types, choice.args)),
    function: name,
    overload: choice.overload.key,
    args: choice.args,
  };
}

function nullable(overload: Overload, types: readonly Type[], args: readonly Expr[]): boolean {
  const literals = args.map(literalValue);
  const some = types.some((type) => type.nullable);
  switch (overload.nulls) {
    case "strict":
      return some;
    case "partial":
      return some || (overload.nullable?.(types, literals) ?? true);
    case "own":
      return overload.nullable?.(types, literals) ?? true;
  }
}

/**
 * Types the arguments, finds the overload and converts the arguments to it. Reports an error and gives null where no
 * overload fits.
 */
export function choose<O extends Candidate>(
  name: string,
  overloads: readonly O[],
  args: readonly Argument[],
  node: ast.Expr,
  ctx: Ctx,
  operator: boolean,
): Choice<O> | null {
  const typed: Typed[] = [];
  let failed = false;
  for (const arg of args) {
    const flexible = arg.expr === undefined ? flexibility(arg.node) : null;
    const expr = arg.expr ?? (flexible === null ? ctx.infer(arg.node, ctx) : null);
    if (expr === null && flexible === null) failed = true;
    typed.push({ node: arg.node, expr, flexible });
  }
  if (failed) return null;

  const fitting = overloads.filter((overload) => arity(overload.params, args.length));
  if (fitting.length === 0) {
    const wanted = wantedCount(overloads);
    const hint = twoArgumentHelp(name, args.length) ?? (operator ? null : signatures(overloads));
    ctx.report(
      argumentCount.at(ctx.file.place(node), { name, wanted, found: args.length }, hint === null ? {} : { help: hint }),
    );
    return null;
  }
  // If all arguments are null, several overloads fit equally well.
  const nulls = args.length > 0 && typed.every((arg) => arg.flexible === "null");
  if (nulls && fitting.length > 1) {
    ctx.report(untypedNull.at(ctx.file.place(args[0]!.node), { what: "null" }));
    return null;
  }
  let best: { overload: O; targets: readonly Type[]; cost: number } | null = null;
  for (const overload of fitting) {
    const match = targetsOf(overload, typed);
    if (match === null || overload.accepts?.(match.targets) === false) continue;
    if (best === null || match.cost < best.cost) best = { overload, ...match };
    // None fits better than one that takes the arguments as they are.
    if (best.cost === 0) break;
  }
  if (best === null) {
    reportNoOverload(name, typed.map(typeOfArgument), operator, node, ctx, fitting);
    return null;
  }
  const converted: Expr[] = [];
  for (const [i, arg] of typed.entries()) {
    const target = best.targets[i]!;
    const expr = arg.expr ?? ctx.infer(arg.node, ctx, target);
    if (expr === null) return null;
    const widened = widenArgument(expr, target);
    if (widened === null) {
      reportNoOverload(name, typed.map(typeOfArgument), operator, node, ctx, fitting);
      return null;
    }
    const param = paramAt(best.overload.params, i);
    if (param.literal === true && !isLiteralFor(param, widened)) {
      const { otherwise: help } = param;
      const list = param.type.kind === "arrayOf";
      ctx.report(
        literalArgument.at(
          ctx.file.place(arg.node),
          { name, param: param.name, list },
          help === undefined ? {} : { help },
        ),
      );
      return null;
    }
    converted.push(widened);
  }
  const literals = converted.map(literalValue);
  for (const [i, value] of literals.entries()) {
    const { check, checkElements } = paramAt(best.overload.params, i);
    const elements = checkElements === undefined ? null : elementsOf(converted[i]!);
    const ofElements = elements === null ? null : (checkElements?.(elements) ?? null);
    const problem =
      value === undefined || value === null ? ofElements : (check?.(String(value), literals) ?? ofElements);
    if (problem === null) continue;
    ctx.report(refusedLiteral.at(ctx.file.place(args[i]!.node), { name, problem }));
    return null;
  }
  return { overload: best.overload, args: converted };
}

const isLiteralFor = ({ type }: Param, expr: Expr): boolean =>
  type.kind === "arrayOf" ? elementsOf(expr) !== null : expr.node === "literal";

/** The values of a list of literals without nulls; null for any other expression. */
function elementsOf(expr: Expr): readonly (string | number | boolean)[] | null {
  if (expr.node !== "array") return null;
  const values = expr.elements.map((element) => literalValue(element) ?? null);
  return values.every((value) => value !== null) ? values : null;
}

const paramAt = (params: readonly Param[], i: number): Param => params[Math.min(i, params.length - 1)]!;

function arity(params: readonly Param[], count: number): boolean {
  const required = params.filter((param) => param.optional !== true).length;
  const variadic = params[params.length - 1]?.variadic === true;
  return count >= required && (variadic || count <= params.length);
}

function wantedCount(overloads: readonly Candidate[]): string {
  const counts = new Set<number>();
  let open = false;
  for (const { params } of overloads) {
    for (let i = params.filter((param) => param.optional !== true).length; i <= params.length; i++) counts.add(i);
    open ||= params[params.length - 1]?.variadic === true;
  }
  const sorted = [...counts].sort((a, b) => a - b);
  if (open) return `${sorted[0]} arguments or more`;
  const text =
    sorted.length > 1 ? `${sorted.slice(0, -1).join(", ")} or ${sorted[sorted.length - 1]}` : `${sorted[0] ?? 0}`;
  return text === "0" ? "no arguments" : text === "1" ? "one argument" : `${text} arguments`;
}

function twoArgumentHelp(name: string, count: number): string | null {
  if (count < 2) return null;
  if (name === "min") return "`min` aggregates rows: the smaller of two values is `least(a, b)`";
  if (name === "max") return "`max` aggregates rows: the greater of two values is `greatest(a, b)`";
  if (name === "round") return "`round` takes no digits: say `round(x * 100.0) / 100.0`";
  return null;
}

const typeOfArgument = (arg: Typed): string =>
  arg.expr !== null
    ? typeText(arg.expr.type)
    : arg.flexible === "null"
      ? "null"
      : arg.flexible === "list"
        ? "a list"
        : "string";

/**
 * The type that each argument must be converted to, and how many arguments are not of it yet; null where the overload
 * does not take them.
 */
function targetsOf(
  { params, compares }: Candidate,
  args: readonly Typed[],
): { targets: readonly Type[]; cost: number } | null {
  const variables = new Map<string, Type | null>();
  for (const [i] of args.entries()) {
    const { type } = paramAt(params, i);
    if (type.kind === "exactly" || variables.has(type.name)) continue;
    const bound = bind(type.name, params, args, compares === true ? 76 : 38);
    if (bound === null) return null;
    variables.set(type.name, bound);
  }
  let cost = 0;
  const targets: Type[] = [];
  for (const [i, arg] of args.entries()) {
    const { type } = paramAt(params, i);
    const target =
      type.kind === "exactly"
        ? exactTarget(type.types, arg)
        : type.kind === "variable"
          ? variables.get(type.name)!
          : arrayTarget(variables.get(type.name)!, arg);
    if (target === null) return null;
    if (arg.expr !== null) {
      if (widenArgument(arg.expr, target) === null) return null;
      if (arg.expr.type.kind !== target.kind) cost += 1;
    } else if (!mayBeString(target, arg, args)) return null;
    else if (arg.flexible === "string" && target.kind !== "string") cost += readsAs(target, arg.node) ? 1 : 2;
    targets.push(target);
  }
  return { targets, cost };
}

/** A string literal cannot stand for a number, alone or in a list; next to a decimal it can stand for a decimal. */
function mayBeString(target: Type, { node }: Typed, args: readonly Typed[]): boolean {
  const { kind } = elementOf(target);
  if (firstString(node) === null || kind === "array" || kind === "struct") return true;
  if (kind === "decimal") return args.some(({ expr }) => expr !== null && elementOf(expr.type).kind === "decimal");
  return stringLiteralKinds.has(kind);
}
const elementOf = (type: Type): Type => (type.kind === "array" ? type.element : type);

/** Of two overloads for times, a literal chooses the one that its text can be read as. */
function readsAs(target: Type, node: ast.Expr): boolean {
  const text = firstString(node);
  return text === null || (target.kind === "date" ? parseDate(text) : parseTimestamp(text)) !== null;
}

const widenings: ReadonlyMap<Type["kind"], readonly Type["kind"][]> = new Map<Type["kind"], readonly Type["kind"][]>([
  ["int32", ["int64", "decimal", "float64"]],
  ["int64", ["decimal", "float64"]],
  ["float32", ["float64"]],
  ["decimal", ["float64"]],
]);

const scalarKinds: ReadonlySet<string> = new Set(scalarNames);
/** The type of a kind that has no parameters (no digits, elements or fields); null for other kinds. */
const kindType = (kind: Type["kind"]): Type | null => (scalarKinds.has(kind) ? scalar(kind as ScalarName) : null);

/** The first of `kinds` that this type has, or widens to. */
function pick(kinds: readonly Type["kind"][], type: Type): Type | null {
  if (kinds.includes(type.kind)) return plain(type);
  const wider = widenings.get(type.kind)?.find((kind) => kinds.includes(kind));
  if (wider === "decimal") return withNullable(asDecimal(type), false);
  return wider === undefined ? null : kindType(wider);
}

function exactTarget(kinds: readonly Type["kind"][], arg: Typed): Type | null {
  if (arg.expr !== null) return pick(kinds, arg.expr.type);
  if (arg.flexible === "string") return stringTarget(kinds, arg.node);
  if (arg.flexible === "null") return kindType(kinds[0]!);
  // A list with a string literal is a list of strings where any list is accepted.
  const strings = arg.flexible === "list" && firstString(arg.node) !== null && kinds.includes("array");
  return strings ? listOf(scalar("string", true)) : null;
}

/** The type of a string literal where only these kinds are accepted. */
function stringTarget(kinds: readonly Type["kind"][], node: ast.Expr): Type | null {
  if (kinds.includes("string")) return kindType("string");
  const text = firstString(node);
  const [date, timestamp] = [kinds.includes("date"), kinds.includes("timestamp")];
  if (date && (!timestamp || (text !== null && parseDate(text) !== null))) return kindType("date");
  return timestamp ? kindType("timestamp") : null;
}

/** The common type (A5) of all arguments with this type variable, as one of the kinds that the variable may have. */
function bind(name: string, params: readonly Param[], args: readonly Typed[], digits: 38 | 76): Type | null {
  const types: Type[] = [];
  let kinds: readonly Type["kind"][] | null = null;
  let text: ast.Expr | null = null;
  for (const [i, arg] of args.entries()) {
    const { type } = paramAt(params, i);
    if (type.kind === "exactly" || type.name !== name) continue;
    kinds ??= type.of ?? null;
    if (arg.expr === null) {
      if (firstString(arg.node) !== null) text ??= arg.node;
      continue;
    }
    if (type.kind === "variable") types.push(arg.expr.type);
    else if (arg.expr.type.kind === "array") types.push(arg.expr.type.element);
    else return null;
  }
  if (types.length === 0) {
    if (text === null) return null;
    if (kinds === null) return kindType("string");
    return kinds.includes("array") ? listOf(scalar("string", true)) : stringTarget(kinds, text);
  }
  const met = unify(types, digits);
  if (met === null) return null;
  return kinds === null ? met : pick(kinds, met);
}

function arrayTarget(element: Type, arg: Typed): Type {
  const own = arg.expr?.type.kind === "array" ? arg.expr.type : null;
  // A stored list keeps its type: its elements are compared with wider ones by value.
  const stays =
    own !== null &&
    arg.expr?.node !== "array" &&
    own.element.kind !== "decimal" &&
    element.kind !== "decimal" &&
    widenings.get(own.element.kind)?.includes(element.kind);
  if (own !== null && stays === true) return own;
  const nullable = own === null ? arg.flexible === "list" : own.element.nullable;
  return { kind: "array", element: withNullable(element, nullable), size: own?.size ?? null, nullable: false };
}
