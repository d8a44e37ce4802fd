import type { Type } from "../../runtime/types.js";
import { conversions, scalarFunctions } from "../functions/index.js";
import type { ArgumentFacts, Overload } from "../functions/row.js";
import { fillTemplate } from "../functions/template.js";
import type { Expr, Literal, LiteralValue } from "../model/ir.js";
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
      const call = forced(expr, overloadOf(expr), expr.args.map(go), dialect);
      // Of a list that is null whatever the row DuckDB forgets the type: `list_sort(NULL::DOUBLE[])` is of none.
      if (expr.type.kind === "array" && !readsColumn(expr)) return `CAST(${call} AS ${sqlType(expr.type, dialect)})`;
      return closed(call);
    }
    case "convert":
      return convert(expr, dialect);
    case "coalesce":
      return `coalesce(${go(expr.left)}, ${go(expr.right)})`;
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

/** A call's SQL, in which all arguments are evaluated, and an overflow in one is an error whatever the others are (MEANING B2). */
function forced(expr: Call, overload: Overload, texts: readonly string[], dialect: Dialect): string {
  const template = dialect.function(overload);
  const guards = typeof template !== "string" || template.includes("CASE");
  const args = texts.map((text, i) =>
    (guards || comparisons.has(expr.function)) && looksThrough(expr.args[i]!) ? dialect.opaque(text) : text,
  );
  const sql = fillTemplate(template, args, expr.args.map(facts));
  const both = expr.function === "and" || expr.function === "or";
  if ((overload.nulls === "own" && !both) || expr.args.length < 2) return sql;
  // A guard, what decides alone, or a null that is known beforehand keeps an engine from looking at the rest.
  const skipped = expr.args.flatMap((arg, i) => {
    const others = expr.args.filter((other) => other !== arg);
    const skips = guards || both || others.some(mayBeFolded);
    return skips && raises(arg) ? [`${dialect.opaque(texts[i]!)} IS NULL`] : [];
  });
  if (skipped.length === 0) return sql;
  // In a list all are evaluated, as in an OR they are not.
  const any = skipped.length === 1 ? skipped[0] : `list_bool_or([${skipped.join(", ")}])`;
  return `CASE WHEN ${any} THEN ${both ? sql : "NULL"} ELSE ${sql} END`;
}
type Call = Extract<Expr, { node: "call" }>;

const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">=", "in"]);
const overflowing: ReadonlySet<string> = new Set(["+", "-", "*", "negate"]);
const narrowing: ReadonlySet<string> = new Set(["int32", "int64"]);
/**
 * An engine may move a constant across a comparison (`x + 1 > 0` becomes `x > -1`, `TRY_CAST(x AS INTEGER) > 0` becomes `x > 0`), and the overflow is
 * gone that should have been.
 */
const looksThrough = (expr: Expr): boolean =>
  expr.node === "convert"
    ? expr.type.kind === "int32" || looksThrough(expr.value)
    : expr.node === "call" &&
      ((expr.type.kind === "int64" && overflowing.has(expr.function)) || narrowing.has(expr.function));
const raises = (expr: Expr): boolean =>
  (expr.node === "call" && overloadOf(expr).raises === true) || childrenOf(expr).some(raises);
/** Null whatever the row, or so after an engine has simplified it. */
const mayBeFolded = (expr: Expr): boolean =>
  expr.type.nullable &&
  (!readsColumn(expr) || (expr.node === "literal" && expr.value === null) || childrenOf(expr).some(mayBeFolded));

function overloadOf({ function: name, overload }: Call): Overload {
  const found = scalarFunctions.get(name)?.overloads.find(({ key }) => key === overload);
  if (found === undefined) throw new Error(`no function ${name} (${overload})`);
  return found;
}

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

/** A fixed vector is a list: DuckDB has no CASE over its own fixed arrays. */
export const sqlType = (type: Type, dialect: Dialect): string =>
  type.kind === "array" ? `${sqlType(type.element, dialect)}[]` : dialect.types[type.kind];

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

const closedText = (text: string): string => (text.includes("' || '") ? `(${text})` : text);
