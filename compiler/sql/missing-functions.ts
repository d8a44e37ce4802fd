import { unsupportedFunction } from "../diagnostics/catalog/plans.js";
import type { Diagnostic, Place } from "../diagnostics/diagnostic.js";
import { aggregateFunctions } from "../functions/index.js";
import { type AggregateOverloadName, overloadName, type ScalarOverload } from "../functions/overloads.js";
import type { At, Expr, Project } from "../ir/index.js";
import { isLimited, isUnsupported } from "./dialects/cell.js";
import type { Dialect } from "./dialects/dialect.js";

interface SourceText {
  readonly path: string;
  readonly text: string;
}

/**
 * The functions of a project that a dialect cannot run, each once for each line that calls it. If there is any, nothing
 * may be written for the dialect.
 */
export function missingFunctions(
  project: Project,
  files: readonly SourceText[],
  dialect: Tables,
): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  const visit = (part: unknown, at: At | null): void => {
    if (typeof part !== "object" || part === null) return;
    if (Array.isArray(part)) {
      for (const each of part) visit(each, at);
      return;
    }
    const own = isPlaced(part) ? part.at : at;
    const reason = own !== null && isCall(part) ? reasonAgainst(part, dialect) : null;
    if (own !== null && isCall(part) && reason !== null) {
      const name = part.function;
      const args = { dialect: dialect.name, name, reason };
      found.set(`${own.file}:${own.line} ${name}`, unsupportedFunction.at(placeOf(own, files), args));
    }
    for (const each of Object.values(part)) visit(each, own);
  };
  visit(project, null);
  return [...found.values()];
}

type Tables = Pick<Dialect, "name" | "functions" | "aggregates">;

interface Call {
  readonly function: string;
  readonly overload: string;
  readonly args?: readonly Expr[];
}
const isCall = (part: object): part is Call =>
  "function" in part && "overload" in part && typeof part.function === "string" && typeof part.overload === "string";
const isPlaced = (part: object): part is { readonly at: At } =>
  "at" in part && typeof part.at === "object" && part.at !== null && "line" in part.at;

function reasonAgainst(call: Call, { functions, aggregates }: Tables): string | null {
  const name = overloadName(call);
  const cell = aggregateFunctions.has(call.function)
    ? aggregates[name as AggregateOverloadName]
    : functions[name as ScalarOverload];
  if (isLimited(cell))
    return cell.lacks((call.args ?? []).map((arg) => (arg.node === "literal" ? arg.value : undefined)));
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
