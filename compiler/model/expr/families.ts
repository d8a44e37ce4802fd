import type * as ast from "../../../grammar/ast.js";
import type { AggregateFunction } from "../../functions/row.js";
import type { Scope } from "./context.js";

/** A family in an expression: its windows as they are written, and the node that names it. */
export interface Family {
  readonly windows: readonly string[];
  readonly node: ast.Expr;
}

/** Every family that stands in an expression, in order. Inside an aggregate names are columns, so only its window list counts. */
export function familiesIn(
  node: ast.Expr,
  scope: Pick<Scope, "family">,
  aggregates: ReadonlyMap<string, AggregateFunction>,
): readonly Family[] {
  const found: Family[] = [];
  const visit = (expr: ast.Expr): void => {
    switch (expr.kind) {
      case "nameExpr":
      case "member": {
        const windows = scope.family(expr);
        if (windows !== null) found.push({ windows, node: expr });
        else if (expr.kind === "member" && expr.object.kind !== "nameExpr") visit(expr.object);
        return;
      }
      case "call": {
        const over = expr.rollup?.over ?? null;
        if (over?.list === true && over.windows.length > 0) {
          found.push({ windows: over.windows.map(windowText), node: expr });
        }
        if (!aggregates.has(expr.name.text)) expr.args.forEach((arg) => void visit(arg.value));
        return;
      }
      default:
        children(expr).forEach(visit);
    }
  };
  visit(node);
  return found;
}

/** A window as it names the members of a family: `7d`, `lifetime`. */
export function windowText(window: ast.Window): string {
  switch (window.extent.kind) {
    case "duration":
      return window.extent.duration.text;
    case "this":
      return `this_${window.extent.unit.text}`;
    default:
      return window.extent.kind;
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
