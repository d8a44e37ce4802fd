import { conversions, scalarFunctions } from "../../../compiler/functions/index.js";
import type { Overload } from "../../../compiler/functions/row.js";
import { fillTemplate } from "../../../compiler/functions/template.js";
import type { Expr, Literal } from "../../../compiler/model/ir.js";
import * as runtime from "../../../runtime/functions/index.js";
import type { Value } from "../../../runtime/values.js";
import { literal } from "./duckdb.js";

/* Constant expressions of the IR, as SQL and as values, by the rows alone. */

type Helper = (...args: readonly Value[]) => Value;
const helpers: Readonly<Record<string, unknown>> = { ...runtime };
const helper = (name: string): Helper => helpers[name] as Helper;

function overloadOf(expr: Extract<Expr, { node: "call" }>): Overload {
  const found = scalarFunctions.get(expr.function)?.overloads.find(({ key }) => key === expr.overload);
  if (found === undefined) throw new Error(`no row ${expr.function} ${expr.overload}`);
  return found;
}
function conversionOf(expr: Extract<Expr, { node: "convert" }>) {
  const found = conversions.get(`${expr.value.type.kind}>${expr.type.kind}`);
  if (found === undefined) throw new Error(`no conversion ${expr.value.type.kind}>${expr.type.kind}`);
  return found;
}

function literalValue({ value, type }: Literal): Value {
  if (value === null || typeof value !== "string") return value;
  if (type.kind === "string" || type.kind === "json") return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt(value);
}

export function sqlOf(expr: Expr): string {
  switch (expr.node) {
    case "literal":
      return `(${literal(literalValue(expr), expr.type)})`;
    case "array":
      return `[${expr.elements.map(sqlOf).join(", ")}]`;
    case "call":
      return `(${fillTemplate(overloadOf(expr).sql.duckdb, expr.args.map(sqlOf))})`;
    case "convert":
      return fillTemplate(conversionOf(expr).sql.duckdb, [sqlOf(expr.value)]);
    default:
      throw new Error(`an example with ${expr.node}`);
  }
}

export function evaluate(expr: Expr): Value {
  switch (expr.node) {
    case "literal":
      return literalValue(expr);
    case "array":
      return expr.elements.map(evaluate);
    case "call":
      return helper(overloadOf(expr).ts)(...expr.args.map(evaluate));
    case "convert":
      return helper(conversionOf(expr).ts)(evaluate(expr.value));
    default:
      throw new Error(`an example with ${expr.node}`);
  }
}
