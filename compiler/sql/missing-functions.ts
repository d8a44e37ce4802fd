import { isNested, typeText } from "../../runtime/types.js";
import { unsupportedFunction } from "../diagnostics/catalog/plans.js";
import type { Diagnostic, Place } from "../diagnostics/diagnostic.js";
import { aggregateFunctions } from "../functions/index.js";
import { type AggregateOverloadName, overloadName, type ScalarOverload } from "../functions/overloads.js";
import { functionTable } from "../ir/function-table.js";
import type { At, Expr, Item, Project, Transform } from "../ir/index.js";
import { inputsIn, itemsIn } from "../ir/substitute.js";
import { isLimited, isUnsupported } from "./dialects/cell.js";
import type { Dialect } from "./dialects/dialect.js";
import { isListOfLiterals } from "./expression.js";

interface SourceText {
  readonly path: string;
  readonly text: string;
}

/**
 * The functions that a dialect lacks where SQL must compute them, each once for each line that calls it: in sources and
 * views, in the keys of hops, and in `fn`s that these call. If there is any, nothing may be written for the dialect. What
 * a transform calls is not among them: where the engine lacks it, TypeScript computes the feature (`ir/split-service.ts`).
 */
export function missingFunctions(
  project: Project,
  files: readonly SourceText[],
  dialect: Tables,
): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  const called = new Set<string>();
  const visit = (part: unknown, at: At | null): void => {
    if (typeof part !== "object" || part === null) return;
    if (Array.isArray(part)) {
      for (const each of part) visit(each, at);
      return;
    }
    const own = isPlaced(part) ? part.at : at;
    if ("node" in part && part.node === "fn" && "name" in part) called.add(String(part.name));
    const reason = own !== null && isCall(part) ? reasonAgainst(part, dialect) : null;
    if (own !== null && isCall(part) && reason !== null) {
      const name = part.function;
      const args = { dialect: dialect.name, name, reason };
      found.set(`${own.file}:${own.line} ${name}`, unsupportedFunction.at(placeOf(own, files), args));
    }
    if (own !== null && isExpr(part) && lacksValue(part, dialect)) {
      const args = { dialect: dialect.name, name: typeText(part.type), reason: dialect.lacksNested! };
      found.set(`${own.file}:${own.line} ${args.name}`, unsupportedFunction.at(placeOf(own, files), args));
    }
    for (const each of Object.values(part)) visit(each, own);
  };
  visit([project.sources, project.views, project.services, keysOfHops(project)], null);
  const functions = new Map(project.functions.map((fn) => [fn.name, fn]));
  // The set grows while it is walked: a `fn` calls others.
  for (const name of called) visit(functions.get(name), null);
  return [...found.values()];
}

/** The key expressions of hops, and the items of transforms that these read in turn. */
function keysOfHops(project: Project): readonly unknown[] {
  const functions = functionTable(project);
  const transforms = new Map(project.transforms.map((transform) => [transform.name, transform]));
  const items = new Set<Item>();
  const read = (transform: Transform, expr: Expr): void => {
    for (const name of itemsIn(expr, functions)) add(transform, name);
    for (const { from, name } of inputsIn(expr, functions)) add(transforms.get(from), name);
  };
  const add = (transform: Transform | undefined, name: string): void => {
    const item = transform?.items.find((one) => one.name === name);
    if (transform === undefined || item === undefined || items.has(item)) return;
    items.add(item);
    read(transform, item.value);
  };
  for (const transform of project.transforms)
    for (const { keys } of transform.views) for (const { value } of keys) read(transform, value);
  return [project.transforms.map(({ at, views }) => ({ at, views })), ...items];
}

/** True for a call that a dialect's SQL lacks: of a function, or of an aggregate over the elements of a list. */
export const lackedBy =
  (dialect: Tables) =>
  (expr: Expr): boolean =>
    expr.node === "chain"
      ? expr.steps.some((step) => reasonAgainst(step, dialect) !== null)
      : lacksValue(expr, dialect) || (isCall(expr) && reasonAgainst(expr, dialect) !== null);

type Tables = Pick<Dialect, "name" | "functions" | "aggregates" | "lacksNested" | "lacksElements">;

/** True for a list, map or struct that the dialect has no form for. A list of literals is only an argument. */
const lacksValue = (expr: Expr, { lacksNested }: Tables): boolean =>
  lacksNested !== undefined && isNested(expr.type) && !isListOfLiterals(expr);
const isExpr = (part: object): part is Expr => "node" in part && "type" in part;

interface Call {
  readonly function: string;
  readonly overload: string;
  readonly args?: readonly Expr[];
}
const isCall = (part: object): part is Call =>
  "function" in part && "overload" in part && typeof part.function === "string" && typeof part.overload === "string";
const isPlaced = (part: object): part is { readonly at: At } =>
  "at" in part && typeof part.at === "object" && part.at !== null && "line" in part.at;

function reasonAgainst(call: Call, { functions, aggregates, lacksElements }: Tables): string | null {
  if (lacksElements !== null && "node" in call && call.node === "overElements") return lacksElements;
  const name = overloadName(call);
  const cell = aggregateFunctions.has(call.function)
    ? aggregates[name as AggregateOverloadName]
    : functions[name as ScalarOverload];
  if (isLimited(cell))
    return cell.lacks(
      (call.args ?? []).map((arg) => (arg.node === "literal" ? arg.value : undefined)),
      (call.args ?? []).map(isListOfLiterals),
    );
  return isUnsupported(cell) ? cell.unsupported : null;
}

/** A line without the spaces around it. */
function placeOf({ file, line }: At, files: readonly SourceText[]): Place {
  const text = files.find(({ path }) => path === file)?.text ?? "";
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).reduce((length, each) => length + each.length + 1, 0);
  const own = lines[line - 1] ?? "";
  return {
    file,
    span: { start: before + own.length - own.trimStart().length, end: before + own.trimEnd().length },
  };
}
