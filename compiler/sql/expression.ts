import type { Type } from "../../runtime/types.js";
import { conversions, scalarFunctions } from "../functions/index.js";
import type { ArgumentFacts } from "../functions/row.js";
import { fillTemplate } from "../functions/template.js";
import type { Expr, Fn, Literal, LiteralValue } from "../model/ir.js";
import { raises } from "../model/raises.js";
import { childrenOf } from "../model/walk.js";
import type { Dialect } from "./dialects/dialect.js";

/** An expression over columns as SQL text, closed: it can stand as an operand of anything. */
export function expression(expr: Expr, dialect: Dialect): string {
  const go = (e: Expr): string => expression(e, dialect);
  switch (expr.node) {
    case "literal":
      return literal(expr, dialect);
    case "column":
      return dialect.identifier(expr.name);
    case "array":
      return expr.elements.length === 0
        ? `CAST([] AS ${sqlType(expr.type, dialect)})`
        : `CAST([${expr.elements.map(go).join(", ")}] AS ${sqlType(expr.type, dialect)})`;
    case "call": {
      const overload = scalarFunctions.get(expr.function)?.overloads.find(({ key }) => key === expr.overload);
      if (overload === undefined) throw new Error(`no function ${expr.function} (${expr.overload})`);
      const compares = comparisons.has(expr.function);
      const args = expr.args.map((arg) => (compares && mayOverflow(arg) ? dialect.opaque(go(arg)) : go(arg)));
      return closed(fillTemplate(dialect.function(overload), args, expr.args.map(facts)));
    }
    case "convert":
      return convert(expr, dialect);
    case "coalesce": {
      const [left, right] = [go(expr.left), go(expr.right)];
      // What only the null is worth may not fail for others (MEANING B2): an engine may evaluate the operands of `coalesce` ahead.
      return raises(expr.right, noFunctions)
        ? `CASE WHEN ${left} IS NULL THEN ${right} ELSE ${left} END`
        : `coalesce(${left}, ${right})`;
    }
    case "case": {
      const arms = expr.branches.map(({ when, then }) => `WHEN ${go(when)} THEN ${go(then)}`);
      const otherwise = expr.else === null ? "" : ` ELSE ${go(expr.else)}`;
      return arms.length === 0 ? go(expr.else!) : `CASE ${arms.join(" ")}${otherwise} END`;
    }
    case "latest":
    case "aggregate":
    case "item":
    case "input":
    case "request":
    case "key":
    case "now":
    case "param":
    case "fn":
      throw new Error(`a ${expr.node} is left in a plan`);
  }
}

/** In a plan their bodies stand in their calls' places. */
const noFunctions: ReadonlyMap<string, Fn> = new Map();

/** An engine may move a constant across a comparison (`x + 1 > 0` becomes `x > -1`), and the overflow is gone that should have been. */
const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">=", "in"]);
const mayOverflow = (expr: Expr): boolean =>
  expr.node === "call" && expr.type.kind === "int64" && ["+", "-", "*", "negate"].includes(expr.function);

const atomic = /^(?:"(?:[^"]|"")*"|[a-z_0-9]*\([^()]*\)|\([^()]*\)|CASE [\s\S]* END|-?[0-9.]+)$/i;
const closed = (text: string): string => (atomic.test(text) && !/ END.*CASE /s.test(text) ? text : `(${text})`);

const facts = (expr: Expr): ArgumentFacts => ({
  nullable: expr.type.nullable || readsColumn(expr),
  finite:
    (expr.type.kind !== "float64" && expr.type.kind !== "float32") || expr.node === "literal" || expr.node === "column",
});

/** A label's null key or time is null all the way through, whatever types promise of keys and `now()`. */
const readsColumn = (expr: Expr): boolean => expr.node === "column" || childrenOf(expr).some(readsColumn);

function convert(expr: Extract<Expr, { node: "convert" }>, dialect: Dialect): string {
  const value = expression(expr.value, dialect);
  const { kind: from } = expr.value.type;
  const { kind: to } = expr.type;
  if (from === "array" || to === "array")
    return from === "array" && to === "array" ? `CAST(${value} AS ${sqlType(expr.type, dialect)})` : value;
  if (from === to) return value;
  const row = conversions.get(`${from}>${to}`);
  if (row === undefined) throw new Error(`no conversion ${from} → ${to}`);
  return closed(fillTemplate(dialect.conversion(row.sql), [value]));
}

export function sqlType(type: Type, dialect: Dialect): string {
  if (type.kind !== "array") return dialect.types[type.kind];
  return `${sqlType(type.element, dialect)}[${type.size ?? ""}]`;
}

export const literal = (expr: Literal, dialect: Dialect): string => literalValue(expr.value, expr.type, dialect);

function literalValue(value: LiteralValue, type: Type, dialect: Dialect): string {
  if (type.kind === "array") return `CAST(NULL AS ${sqlType(type, dialect)})`;
  const name = dialect.types[type.kind];
  if (value === null) return `CAST(NULL AS ${name})`;
  switch (type.kind) {
    case "bool":
      return value === true ? "true" : "false";
    case "string":
    case "json":
      return closedText(dialect.text(String(value)));
    case "bytes":
      return `from_base64(${dialect.text(String(value))})`;
    case "int32":
    case "int64":
    case "timestamp":
    case "date":
      return `CAST(${String(value)} AS ${name})`;
    case "float32":
    case "float64":
      return `CAST('${String(value)}' AS ${name})`;
  }
}

const closedText = (text: string): string => (text.includes("' || ") ? `(${text})` : text);
