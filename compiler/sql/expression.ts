import { isNested, type Type } from "../../runtime/types.js";
import { aggregateOverload, conversions, scalarOverload } from "../functions/index.js";
import type { ArgumentFacts, Overload } from "../functions/row.js";
import { fillTemplate } from "../functions/template.js";
import { callsOf } from "../model/calls-of.js";
import { emptyOf } from "../model/empty.js";
import { noFunctions } from "../model/function-table.js";
import type { Expr, Literal, LiteralValue, OverElements } from "../model/ir.js";
import { noElements, type OpenElements, openWithin } from "../model/not-finite.js";
import { raises } from "../model/raises.js";
import { overflows } from "../model/types/convert.js";
import { anyIn, childrenOf } from "../model/walk.js";
import { comparable, comparableLiteral, isCompared } from "./comparable.js";
import { overflowsAlways } from "./constants.js";
import type { Dialect } from "./dialects/dialect.js";
import { elementColumns, ownName } from "./element-columns.js";
import { elementColumn, elementRank, type OverElementsParts, overElementsText } from "./over-elements.js";
import { storedText } from "./stored.js";

/** An expression over columns as SQL text, closed: it can stand as an operand of anything. */
export function expression(expr: Expr, dialect: Dialect, open: OpenElements = noElements): string {
  const go = (e: Expr): string => expression(e, dialect, open);
  switch (expr.node) {
    case "literal":
      return literal(expr, dialect);
    case "column":
      return dialect.identifier(expr.name);
    case "array":
      return expr.elements.length === 0
        ? `CAST([] AS ${dialect.type(expr.type)})`
        : `CAST([${expr.elements.map(go).join(", ")}] AS ${dialect.type(expr.type)})`;
    case "struct":
      return dialect.struct(expr.fields.map(({ name, value }) => [name, go(value)] as const));
    case "map":
      return expr.entries.length === 0
        ? dialect.emptyMap(expr.type)
        : `CAST(${dialect.map(expr.entries.map(({ key, value }) => [go(key), go(value)] as const))} AS ${dialect.type(expr.type)})`;
    case "field":
      return mayBeNoList(expr.value)
        ? `CAST(${dialect.field(go(expr.value), expr.name)} AS ${dialect.type(expr.type)})`
        : dialect.field(go(expr.value), expr.name);
    case "element":
      return dialect.identifier(elementColumn(expr.name));
    case "overElements":
      return overElements(expr, dialect, open);
    case "call":
      return call(expr, expr.args.map(go), dialect);
    case "chain":
      return callsOf(expr).reduce((left, step) => call(step, [left, go(step.args[1]!)], dialect), go(expr.first));
    case "convert":
      return convert(expr, go(expr.value), dialect);
    case "bound": {
      const name = dialect.identifier(elementColumn(expr.name));
      const body = expression(expr.body, dialect, openWithin({ list: expr.value, name: expr.name }, open));
      return `list_transform([${go(expr.value)}], lambda ${name}: ${body})[1]`;
    }
    case "coalesce": {
      const values = expr.values.map(go);
      if (!expr.values.slice(1).some((value) => raises(value, noFunctions))) return `coalesce(${values.join(", ")})`;
      // What only the null is worth may not fail for others (MEANING B2): an engine may evaluate the operands of `coalesce` ahead.
      const arms = values.slice(0, -1).map((value) => `WHEN ${value} IS NOT NULL THEN ${value}`);
      return `CASE ${arms.join(" ")} ELSE ${values.at(-1)} END`;
    }
    case "case": {
      const arms = expr.branches.map(({ when, then }) => `WHEN ${go(when)} THEN ${go(then)}`);
      const otherwise = expr.else === null ? "" : ` ELSE ${go(expr.else)}`;
      return arms.length === 0 ? go(expr.else!) : `CASE ${arms.join(" ")}${otherwise} END`;
    }
    case "stored": {
      const where = expr.row === null ? "" : ` || ' at label row ' || (${dialect.identifier(expr.row)} + 1)`;
      const complain = (problem: string): string =>
        dialect.raise(`${dialect.text(`${expr.what}: ${problem}`)}${where}`);
      return storedText(expr.value, expr.type, { dialect, open, text: go, complain });
    }
    case "extern":
      return `${dialect.identifier(dialect.extern(expr.name))}(${expr.args.map(go).join(", ")})`;
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

function call(expr: Call, texts: readonly string[], dialect: Dialect): string {
  if (overflowsAlways(expr)) return `CAST(${dialect.raise("'int64 overflow'")} AS ${dialect.type(expr.type)})`;
  const text = forced(expr, scalarOverload(expr), texts, dialect);
  if (expr.args.some(mayBeNoList)) return `CAST(${text} AS ${dialect.type(expr.type)})`;
  return closed(text);
}

function overElements(expr: OverElements, dialect: Dialect, open: OpenElements): string {
  const plain = overElementsParts(expr, dialect, open);
  const value = overElementsText(
    expr,
    lambdas(plain) ? ownParts(expr, dialect, open) : plain,
    (of) => literal(of, dialect),
    dialect,
  );
  // Elements that are left out all the same, or of which nothing is asked, keep an engine from looking at the list.
  return raises(expr.list, noFunctions)
    ? `CASE WHEN ${dialect.unsimplified(plain.list)} IS NULL THEN ${plain.nothing} ELSE ${value} END`
    : value;
}

const lambdas = ({ list, args, where, by }: OverElementsParts): boolean =>
  [list, ...args, where, by].some((text) => typeof text === "string" && text.includes(" lambda "));

function ownParts(expr: OverElements, dialect: Dialect, open: OpenElements): OverElementsParts {
  const { aggregate: own, around, first, then } = elementColumns(expr);
  const inside = new Set([...open].flatMap((name) => [name, ownName(name)]));
  const within = openWithin(own, inside);
  const columns = (aggregates: typeof first): OverElementsParts["first"] =>
    aggregates.map(([name, inner]) => [overElements(inner, dialect, within), dialect.identifier(name)]);
  return {
    ...overElementsParts(own, dialect, inside),
    around: around.map(([outer, inner]) => [expression(outer, dialect, open), expression(inner, dialect)]),
    first: columns(first),
    then: columns(then),
  };
}

function overElementsParts(expr: OverElements, dialect: Dialect, open: OpenElements): OverElementsParts {
  const within = openWithin(expr, open);
  const go = (e: Expr): string => expression(e, dialect, within);
  const complain = (problem: string): string => dialect.raise(dialect.text(`${expr.function} each: ${problem}`));
  const { params } = aggregateOverload(expr);
  // What filters elements and reads none of them an engine works out before there are any.
  const ofElement = (e: Expr): string =>
    raises(e, noFunctions) ? `CASE WHEN ${dialect.identifier(elementRank)} IS NOT NULL THEN ${go(e)} END` : go(e);
  return {
    list: expression(expr.list, dialect, open),
    args: expr.args.map((arg, index) =>
      params[index]?.literal === true && arg.node === "literal"
        ? arg
        : storedText(arg, arg.type, { dialect, open: within, text: go, complain }),
    ),
    where: expr.where === null ? null : ofElement(expr.where),
    by: expr.by === null ? null : ofElement(expr.by.value),
    nothing: expression(emptyOf(expr.empty, expr.type), dialect),
    around: [],
    first: [],
    then: [],
  };
}

/** A call's SQL, in which all arguments are evaluated, and an overflow in one is an error whatever the others are (MEANING B2). */
function forced(expr: Call, overload: Overload, texts: readonly string[], dialect: Dialect): string {
  const template = dialect.function(overload);
  const compares = typeof template !== "string" || template.includes("CASE") || comparisons.has(expr.function);
  const unsimplified = (arg: Expr): boolean =>
    (compares && looksThrough(arg)) || (expr.function === "is null" && raises(arg, noFunctions));
  const args = texts.map((text, i) => (unsimplified(expr.args[i]!) ? dialect.unsimplified(text) : text));
  const sql = fillTemplate(template, args, expr.args.map(facts));
  const looked = lookedAt(expr, overload, dialect);
  if (looked.length === 0) return sql;
  // In a list all are evaluated, as in an OR they are not.
  const nulls = looked.map((place) => `${dialect.unsimplified(texts[place]!)} IS NULL`);
  const any = nulls.length === 1 ? nulls[0] : `list_bool_or([${nulls.join(", ")}])`;
  return `CASE WHEN ${any} THEN ${overload.nulls === "own" ? sql : "NULL"} ELSE ${sql} END`;
}

/** How often each argument of a call is written. */
export function timesWritten(expr: Call, dialect: Dialect): readonly number[] {
  const overload = scalarOverload(expr);
  const text = filledWithMarks(expr, overload, dialect);
  const looked = lookedAt(expr, overload, dialect);
  const twice = looked.length > 0 && overload.nulls === "own" ? 2 : 1;
  return expr.args.map((_, place) => (text.split(mark(place)).length - 1) * twice + (looked.includes(place) ? 1 : 0));
}

/** The arguments that can fail, if one of them may be left out: a guard, what decides alone, or a null that is known beforehand keeps an engine from looking at the rest. */
function lookedAt(expr: Call, overload: Overload, dialect: Dialect): readonly number[] {
  if (expr.args.length < 2) return [];
  const raising = expr.args.flatMap((arg, place) => (raises(arg, noFunctions) ? [place] : []));
  if (raising.length === 0) return raising;
  const [surely = ""] = filledWithMarks(expr, overload, dialect).split(/ THEN | AND | OR | lambda /);
  const both = expr.function === "and" || expr.function === "or";
  const skipped = (place: number): boolean =>
    both || !surely.includes(mark(place)) || expr.args.some((other, own) => own !== place && mayBeFolded(other));
  return raising.some(skipped) ? raising : [];
}

/** Stands for an argument; no template holds it. */
const mark = (place: number): string => `\u0001${place}\u0001`;
const filledWithMarks = ({ args }: Call, overload: Overload, dialect: Dialect): string =>
  fillTemplate(
    dialect.function(overload),
    args.map((_, place) => mark(place)),
    args.map(facts),
  );
type Call = Extract<Expr, { node: "call" }>;

const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">=", "in"]);
const overflowing: ReadonlySet<string> = new Set(["+", "-", "*", "negate"]);
const narrowing: ReadonlySet<string> = new Set(["int32", "int64"]);
/**
 * An engine may move a constant across a comparison (`x + 1 > 0` becomes `x > -1`, `TRY_CAST(x AS INTEGER) > 0` becomes `x > 0`), and the overflow is
 * gone that should have been.
 */
const looksThrough = (expr: Expr): boolean => {
  switch (expr.node) {
    case "convert":
      return expr.type.kind === "int32" || overflows(expr.value.type, expr.type) || looksThrough(expr.value);
    case "call":
      if (scalarOverload(expr).ts === "same") return looksThrough(expr.args[0]!);
      return (expr.type.kind === "int64" && overflowing.has(expr.function)) || narrowing.has(expr.function);
    // A choice that is always the same is gone before.
    case "case":
      return expr.branches.some(({ then }) => looksThrough(then)) || (expr.else !== null && looksThrough(expr.else));
    case "coalesce":
      return expr.values.some(looksThrough);
    default:
      return false;
  }
};
/** Null whatever the row, or so after an engine has simplified it. */
export const mayBeFolded = (expr: Expr): boolean =>
  expr.type.nullable &&
  ((expr.node === "column" && expr.part?.folds === true) ||
    !readsColumn(expr) ||
    decidedByConstant(expr) ||
    childrenOf(expr).some(mayBeFolded));
/** `xs[-1]` and `x / 0` are null whatever `xs` and `x` are; `1 / x` is not. */
const decidedByConstant = (expr: Expr): boolean =>
  (expr.node === "call" && isPartial(expr) && decides(expr, expr.args)) ||
  (expr.node === "chain" && expr.steps.some((step) => isPartial(step) && !readsColumn(step.arg)));
const isPartial = (of: { readonly function: string; readonly overload: string }): boolean =>
  scalarOverload(of).nulls === "partial";
const divisions: ReadonlySet<string> = new Set(["/", "%", "div"]);
const decides = (of: { readonly function: string }, args: readonly Expr[]): boolean =>
  args.some((arg, place) => !readsColumn(arg) && !(place === 0 && divisions.has(of.function)));

const atomic = /^(?:"(?:[^"]|"")*"|[a-z_0-9]*\([^()]*\)|\([^()]*\)|CASE [\s\S]* END|-?[0-9.]+)$/i;
const closed = (text: string): string => (atomic.test(text) && !isTwoCases(text) ? text : `(${text})`);
function isTwoCases(text: string): boolean {
  const end = text.indexOf(" END");
  return end !== -1 && text.lastIndexOf("CASE ") > end;
}

const facts = (expr: Expr): ArgumentFacts => ({
  nullable: expr.type.nullable || readsColumn(expr),
  finite:
    (expr.type.kind !== "float64" && expr.type.kind !== "float32") ||
    expr.node === "literal" ||
    (expr.node === "column" && expr.part?.infinite !== true),
  type: expr.type,
});

/** Of a list or struct that is null whatever the row DuckDB forgets the type: `list_sort(NULL::DOUBLE[])` has none, `(NULL::VARCHAR[])[x]` too. */
const mayBeNoList = (expr: Expr): boolean => isNested(expr.type) && expr.type.nullable && !readsRow(expr);
const readsRow = (expr: Expr): boolean => anyIn(expr, ({ node }) => node === "column" || node === "element");

/** A label's null key or time is null all the way through, whatever types promise of keys and `now()`. */
export const readsColumn = (expr: Expr): boolean => anyIn(expr, ({ node }) => node === "column");

function convert(expr: Extract<Expr, { node: "convert" }>, value: string, dialect: Dialect): string {
  const { kind: from } = expr.value.type;
  const { kind: to } = expr.type;
  if (isCompared(expr.type)) return comparable(value, expr.value.type, expr.type);
  if (isNested(expr.type)) return isNested(expr.value.type) ? `CAST(${value} AS ${dialect.type(expr.type)})` : value;
  if (overflows(expr.value.type, expr.type)) return `CAST(${value} AS ${dialect.type(expr.type)})`;
  // Rounded half away from zero; what does not fit is null, which who stores it makes an error.
  if (to === "decimal") return `TRY_CAST(${value} AS ${dialect.type(expr.type)})`;
  // The engine's own cast is not the nearest float.
  if (from === "decimal") return `CAST(CAST(${value} AS VARCHAR) AS ${dialect.type(expr.type)})`;
  if (from === to) return value;
  const row = conversions.get(`${from}>${to}`);
  if (row === undefined) throw new Error(`no conversion ${from} → ${to}`);
  return closed(fillTemplate(dialect.conversion(row.sql), [value]));
}

export const literal = (expr: Literal, dialect: Dialect): string => literalValue(expr.value, expr.type, dialect);

function literalValue(value: LiteralValue, type: Type, dialect: Dialect): string {
  const name = dialect.type(type);
  if (value === null || isNested(type)) return `CAST(NULL AS ${name})`;
  switch (type.kind) {
    case "bool":
      return value === true ? "true" : "false";
    case "string":
    case "json":
      return dialect.text(String(value));
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
    case "decimal":
      return isCompared(type) ? comparableLiteral(String(value), type.scale) : `CAST('${String(value)}' AS ${name})`;
    case "enum":
      return dialect.text(String(value));
  }
}
