import type * as ast from "../../../grammar/ast.js";
import type { AggregateFunction } from "../../functions/row.js";
import type { Scope } from "./context.js";

/** A family in an expression: its windows as they are written, and the node that names it. */
export interface Family {
  readonly windows: readonly string[];
  readonly node: ast.Expr;
}

/**
 * Every family in an expression, in order. Inside an aggregate names are columns, so only the aggregate's own list of
 * windows counts.
 */
export function familiesIn(
  node: ast.Expr,
  scope: Pick<Scope, "family">,
  aggregates: ReadonlyMap<string, AggregateFunction>,
): readonly Family[] {
  const found: Family[] = [];
  const waiting: ast.Expr[] = [node];
  /** Queues the expressions within another one, to be looked at in order. */
  const wait = (exprs: readonly ast.Expr[]): void => {
    for (const expr of [...exprs].reverse()) waiting.push(expr);
  };
  const visit = (expr: ast.Expr): void => {
    switch (expr.kind) {
      case "nameExpr":
      case "member": {
        const windows = scope.family(expr);
        if (windows !== null) found.push({ windows, node: expr });
        else if (expr.kind === "member" && expr.object.kind !== "nameExpr") wait([expr.object]);
        return;
      }
      case "call": {
        const members = expr.rollup === null ? null : memberNames(expr.rollup);
        if (members !== null) found.push({ windows: members, node: expr });
        const step = expr.rollup?.each ?? null;
        if (step === null && aggregates.has(expr.name.text)) return;
        const where = expr.rollup?.where ?? null;
        wait([
          ...(step === null ? [] : [step.list]),
          ...expr.args.map((arg) => arg.value),
          ...(where === null ? [] : [where]),
        ]);
        return;
      }
      default:
        wait(children(expr));
    }
  };
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) visit(next);
  return found;
}

/**
 * The suffixes that a list of windows or literals adds to a name, in order, the literals first (MEANING 46); null where
 * the definition makes only one feature.
 */
function memberNames({ by, over }: ast.Rollup): readonly string[] | null {
  const windows = over?.list === true && over.windows.length > 0 ? over.windows.map(windowText) : null;
  const literals = by?.in == null || by.in.length === 0 ? null : by.in.map(literalText);
  if (literals === null || windows === null) return literals ?? windows;
  return literals.flatMap((literal) => windows.map((window) => `${literal}_${window}`));
}

/** A window in the names of a family's members: `7d`, `lifetime`, `14d_last_200_rows_offset_7d`. */
export function windowText({ extent, lastRows, offset, times }: ast.Window): string {
  return [
    ...extentText(extent),
    ...(lastRows === null ? [] : ["last", lastRows.text.replaceAll("_", ""), "rows"]),
    ...(offset === null ? [] : ["offset", offset.text]),
    ...(times === null ? [] : ["times", times.text.replaceAll("_", "")]),
  ].join("_");
}

function extentText(extent: ast.Window["extent"]): readonly string[] {
  switch (extent.kind) {
    case "duration":
      return [extent.duration.text];
    case "this":
      return ["this", extent.unit.text];
    case "rows":
      return [];
    case "lifetime":
    case "since":
      return [extent.kind];
  }
}

/** A literal as part of a name: characters that a name cannot hold become `_` (MEANING 47). */
export function literalText(literal: ast.Expr): string {
  return writtenText(literal).replaceAll(/[^A-Za-z0-9_]/gu, "_");
}
function writtenText(literal: ast.Expr): string {
  switch (literal.kind) {
    case "string":
      return literal.value;
    case "number":
      return literal.text;
    case "bool":
      return String(literal.value);
    case "unary":
      return `-${writtenText(literal.operand)}`;
    case "nameExpr":
      return literal.name.text;
    default:
      return "";
  }
}

function children(expr: ast.Expr): readonly ast.Expr[] {
  switch (expr.kind) {
    case "index":
      return [expr.object, expr.index];
    case "list":
      return expr.elements;
    case "row":
      return expr.fields.map((field) => field.value);
    case "unary":
    case "isNull":
      return [expr.operand];
    case "binary":
      return [expr.left, expr.right];
    case "between":
      return [expr.operand, expr.low, expr.high];
    case "if":
      return [expr.condition, expr.then, expr.else];
    case "match":
      return [
        ...(expr.subject === null ? [] : [expr.subject]),
        ...expr.arms.flatMap((arm) => [...arm.patterns, arm.value]),
      ];
    case "paren":
      return [expr.inner];
    default:
      return [];
  }
}
