import { isFloat, isInteger, isNested, listOf, scalar, type Type } from "../../runtime/types.js";
import { aggregateOverload, scalarOverload } from "../functions/index.js";
import { type ConversionName, overloadName, type ScalarOverload } from "../functions/overloads.js";
import type { Overload } from "../functions/row.js";
import { callsOf } from "../ir/calls-of.js";
import { emptyOf } from "../ir/empty.js";
import { noFunctions } from "../ir/function-table.js";
import type { Expr, Literal, LiteralValue, OverElements } from "../ir/index.js";
import { noElements, type OpenElements, openWithin } from "../ir/not-finite.js";
import { raises } from "../ir/raises.js";
import { overflows } from "../ir/types/convert.js";
import { anyIn, childrenOf } from "../ir/walk.js";
import { comparable, comparableLiteral, isCompared } from "./comparable.js";
import { overflowsAlways } from "./constants.js";
import { type ArgumentFacts, fillCell, isLimited, type Size, type SqlCell } from "./dialects/cell.js";
import type { Dialect } from "./dialects/dialect.js";
import { elementColumns, ownName } from "./element-columns.js";
import { elementColumn, elementRank, type OverElementsParts, overElementsNode } from "./over-elements.js";
import { storedNode } from "./stored.js";
import { supported } from "./supported.js";
import {
  anyInSql,
  as,
  bare,
  caseOf,
  cast,
  col,
  comparisonOperators,
  concat,
  fn,
  id,
  isLambda,
  isNotNull,
  isNull,
  NULL,
  number,
  ofOneType,
  op,
  operatorOf,
  type Sql,
  sql,
  text,
  walkEvaluated,
  walkSql,
  where,
} from "./tree/index.js";

/** An expression over columns as SQL. */
export function expression(expr: Expr, dialect: Dialect, open: OpenElements = noElements): Sql {
  const go = (e: Expr): Sql => expression(e, dialect, open);
  switch (expr.node) {
    case "literal":
      return literal(expr, dialect);
    case "column":
      return col(expr.name);
    case "array":
      return dialect.list(elementsOf(expr.elements, go), expr.type);
    case "struct":
      return dialect.struct(expr.fields.map(({ name, value }) => [name, go(value)] as const));
    case "map":
      return dialect.map(
        expr.entries.map(({ key, value }) => [go(key), go(value)] as const),
        expr.type,
      );
    case "field": {
      const field = dialect.field(go(expr.value), expr.name, expr.type);
      return mayBeNoList(expr.value) ? cast(field, dialect.type(expr.type)) : field;
    }
    case "element":
      return id(elementColumn(expr.name));
    case "overElements":
      return overElements(expr, dialect, open);
    case "call":
      return call(expr, expr.args.map(go), dialect);
    case "chain":
      return callsOf(expr).reduce((left, step) => call(step, [left, go(step.args[1]!)], dialect), go(expr.first));
    case "convert":
      return convert(expr, go, dialect);
    case "bound": {
      const within = openWithin({ list: expr.value, name: expr.name }, open);
      return dialect.boundElement(elementColumn(expr.name), go(expr.value), expression(expr.body, dialect, within));
    }
    case "coalesce": {
      const values = ofOneType(expr.values.map(go));
      if (!expr.values.slice(1).some((value) => raises(value, noFunctions))) return fn("coalesce", ...values);
      // The last value may not fail if an earlier one is not null (MEANING B2). An engine may evaluate the operands of
      // `coalesce` ahead, so a CASE is written.
      return caseOf(
        values.slice(0, -1).map((value) => [isNotNull(value), value] as const),
        values.at(-1)!,
      );
    }
    case "case": {
      if (expr.branches.length === 0) return go(expr.else!);
      const values = ofOneType([
        ...expr.branches.map(({ then }) => go(then)),
        ...(expr.else === null ? [] : [go(expr.else)]),
      ]);
      return caseOf(
        expr.branches.map(({ when }, index) => [go(when), values[index]!] as const),
        values[expr.branches.length] ?? null,
      );
    }
    case "stored": {
      const { row } = expr;
      const place = row === null ? [] : [text(" at label row "), op("+", col(row), number(1))];
      const complain = (problem: string, type: Type): Sql =>
        dialect.raise(concat(text(`${expr.what}: ${problem}`), ...place), { type });
      return storedNode(expr.value, expr.type, { dialect, open, node: go, complain });
    }
    case "extern":
      if (dialect.extern === null) throw new Error(`${dialect.name} calls no extern fn`);
      return dialect.extern(expr.name, expr.args.map(go));
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

/**
 * Elements of a list that is cast to its type. Among floats one element keeps its cast: the engine would first unify
 * bare decimals.
 */
const elementsOf = (elements: readonly Expr[], go: (expr: Expr) => Sql): readonly Sql[] =>
  elements.some(({ type }) => isFloat(type))
    ? ofOneType(elements.map(go))
    : elements.map((each) => bareInt(go(each), each));
const bareInt = (node: Sql, { type }: Expr): Sql => (isInteger(type) ? bare(node) : node);

function call(expr: Call, args: readonly Sql[], dialect: Dialect): Sql {
  if (overflowsAlways(expr))
    return cast(dialect.raise(text("int64 overflow"), { type: expr.type }), dialect.type(expr.type));
  const value = forced(expr, scalarOverload(expr), args, dialect);
  return expr.args.some(mayBeNoList) ? cast(value, dialect.type(expr.type)) : value;
}

function overElements(expr: OverElements, dialect: Dialect, open: OpenElements): Sql {
  const plain = overElementsParts(expr, dialect, open);
  const value = overElementsNode(
    expr,
    lambdas(plain) ? ownParts(expr, dialect, open) : plain,
    (of) => literal(of, dialect),
    dialect,
  );
  // If all elements are filtered out or unused, an engine may skip the list, and an error in it would be lost. The null
  // check evaluates it.
  return raises(expr.list, noFunctions)
    ? caseOf([[isNull(dialect.unsimplified(plain.list)), plain.nothing]], value)
    : value;
}

const lambdas = ({ list, args, where, by }: OverElementsParts): boolean =>
  [list, ...args, where, by].some((part) => part !== null && "kind" in part && anyInSql(part, isLambda));

function ownParts(expr: OverElements, dialect: Dialect, open: OpenElements): OverElementsParts {
  const { aggregate: own, around, first, then } = elementColumns(expr);
  const inside = new Set([...open].flatMap((name) => [name, ownName(name)]));
  const within = openWithin(own, inside);
  const columns = (aggregates: typeof first): OverElementsParts["first"] =>
    aggregates.map(([name, inner]) => as(overElements(inner, dialect, within), name));
  return {
    ...overElementsParts(own, dialect, inside),
    around: around.map(([outer, inner]) => [expression(outer, dialect, open), nameOf(inner)]),
    first: columns(first),
    then: columns(then),
  };
}

/** The name of a column, or of an element that became one. */
function nameOf(expr: Expr): string {
  if (expr.node === "column") return expr.name;
  if (expr.node === "element") return elementColumn(expr.name);
  throw new Error(`a ${expr.node} has no name`);
}

function overElementsParts(expr: OverElements, dialect: Dialect, open: OpenElements): OverElementsParts {
  const within = openWithin(expr, open);
  const go = (e: Expr): Sql => expression(e, dialect, within);
  const complain = (problem: string, type: Type): Sql =>
    dialect.raise(text(`${expr.function} each: ${problem}`), { type });
  const { params } = aggregateOverload(expr);
  // An engine evaluates a filter that reads no element even for an empty list. Reading the rank ties it to an element.
  const ofElement = (e: Expr): Sql => (raises(e, noFunctions) ? where(isNotNull(col(elementRank)), go(e)) : go(e));
  return {
    list: expression(expr.list, dialect, open),
    args: expr.args.map((arg, index) =>
      params[index]?.literal === true && arg.node === "literal"
        ? arg
        : storedNode(arg, arg.type, { dialect, open: within, node: go, complain }),
    ),
    where: expr.where === null ? null : ofElement(expr.where),
    by: expr.by === null ? null : ofElement(expr.by.value),
    nothing: expression(emptyOf(expr.empty, expr.type), dialect),
    around: [],
    first: [],
    then: [],
  };
}

/** A call that evaluates all its arguments. An overflow in one is an error, whatever the others are (MEANING B2). */
function forced(expr: Call, overload: Overload, nodes: readonly Sql[], dialect: Dialect): Sql {
  const cell = cellOf(expr, dialect);
  const own = expr.args.map((arg) => facts(arg, dialect));
  const raising = expr.args.some((arg) => raises(arg, noFunctions));
  const through = expr.args.some(looksThrough);
  // Most calls have no argument that can fail or that an engine sees through.
  if (!raising && !through) return fillCell(cell, nodes, own);
  const marked = markedCall(expr, cell, dialect);
  const compares = comparesIn(marked.node);
  const unsimplified = (arg: Expr): boolean =>
    (compares && looksThrough(arg)) || (expr.function === "is null" && raises(arg, noFunctions));
  const args = nodes.map((node, i) => (unsimplified(expr.args[i]!) ? dialect.unsimplified(node) : node));
  const value = fillCell(cell, args, own);
  const looked = lookedAt(expr, marked);
  if (looked.length === 0) return value;
  // All elements of a list are evaluated; operands of OR are not.
  const nulls = looked.map((place) => isNull(dialect.unsimplified(nodes[place]!)));
  const any = nulls.length === 1 ? nulls[0]! : dialect.anyOf(dialect.list(nulls, listOf(scalar("bool"))));
  return caseOf([[any, overload.nulls === "own" ? value : NULL]], value);
}

const cellOf = (call: { readonly function: string; readonly overload: string }, dialect: Dialect): SqlCell => {
  const name = overloadName(call);
  const cell = supported(dialect.functions[name as ScalarOverload], name, dialect);
  return isLimited(cell) ? cell.cell : cell;
};

/** How often a call writes each of its arguments. */
export function timesWritten(expr: Call, dialect: Dialect): readonly number[] {
  const cell = cellOf(expr, dialect);
  const marked = markedCall(expr, cell, dialect);
  const { node, marks } = marked;
  const counts = new Map<Sql, number>(marks.map((mark) => [mark, 0]));
  walkSql(node, (part) => {
    const count = counts.get(part);
    if (count !== undefined) counts.set(part, count + 1);
  });
  const looked = lookedAt(expr, marked);
  const twice = looked.length > 0 && scalarOverload(expr).nulls === "own" ? 2 : 1;
  return marks.map((mark, place) => counts.get(mark)! * twice + (looked.includes(place) ? 1 : 0));
}

/**
 * The arguments that can fail, if an engine may skip one of them: behind a guard, beside an operand that decides alone,
 * or beside a constant null.
 */
function lookedAt(expr: Call, { node, marks }: MarkedCall): readonly number[] {
  if (expr.args.length < 2) return [];
  const raising = expr.args.flatMap((arg, place) => (raises(arg, noFunctions) ? [place] : []));
  if (raising.length === 0) return raising;
  const surely = new Set<Sql>();
  walkEvaluated(node, (part) => surely.add(part));
  const both = expr.function === "and" || expr.function === "or";
  const skipped = (place: number): boolean =>
    both || !surely.has(marks[place]!) || expr.args.some((other, own) => own !== place && mayBeFolded(other));
  return raising.some(skipped) ? raising : [];
}

/** A call with a mark for each argument: a name that is a node of its own. */
function markedCall({ args }: Call, cell: SqlCell, dialect: Dialect): MarkedCall {
  const marks = args.map((_, place) => id(`${place}`));
  const known = args.map((arg) => facts(arg, dialect));
  return { marks, node: fillCell(cell, marks, known) };
}
interface MarkedCall {
  readonly node: Sql;
  readonly marks: readonly Sql[];
}

/** True if a call decides by a comparison. */
const comparesIn = (node: Sql): boolean =>
  anyInSql(
    node,
    (part) => part.kind === "CaseNode" || part.kind === "AndNode" || comparisonOperators.has(operatorOf(part) ?? ""),
  );

type Call = Extract<Expr, { node: "call" }>;

const overflowing: ReadonlySet<string> = new Set(["+", "-", "*", "negate"]);
const narrowing: ReadonlySet<string> = new Set(["int32", "int64"]);
/**
 * True if an engine may move a constant across a comparison of it (`x + 1 > 0` becomes `x > -1`, `TRY_CAST(x AS
 * INTEGER) > 0` becomes `x > 0`). Then an overflow that should be an error is lost.
 */
const looksThrough = (expr: Expr): boolean => {
  switch (expr.node) {
    case "convert":
      return expr.type.kind === "int32" || overflows(expr.value.type, expr.type) || looksThrough(expr.value);
    case "call":
      if (scalarOverload(expr).ts === "same") return looksThrough(expr.args[0]!);
      return (expr.type.kind === "int64" && overflowing.has(expr.function)) || narrowing.has(expr.function);
    // A choice that is always the same has been removed before.
    case "case":
      return expr.branches.some(({ then }) => looksThrough(then)) || (expr.else !== null && looksThrough(expr.else));
    case "coalesce":
      return expr.values.some(looksThrough);
    default:
      return false;
  }
};
/** True if it is null whatever the row, or may be after an engine has simplified it. */
export const mayBeFolded = (expr: Expr): boolean =>
  expr.type.nullable &&
  ((expr.node === "column" && expr.part?.folds === true) ||
    !readsColumn(expr) ||
    decidedByConstant(expr) ||
    childrenOf(expr).some(mayBeFolded));
/** True for `xs[-1]` and `x / 0`, which are null whatever `xs` and `x` are; not for `1 / x`. */
const decidedByConstant = (expr: Expr): boolean =>
  (expr.node === "call" && isPartial(expr) && decides(expr, expr.args)) ||
  (expr.node === "chain" && expr.steps.some((step) => isPartial(step) && !readsColumn(step.arg)));
const isPartial = (of: { readonly function: string; readonly overload: string }): boolean =>
  scalarOverload(of).nulls === "partial";
const divisions: ReadonlySet<string> = new Set(["/", "%", "div"]);
const decides = (of: { readonly function: string }, args: readonly Expr[]): boolean =>
  args.some((arg, place) => !readsColumn(arg) && !(place === 0 && divisions.has(of.function)));

const facts = (expr: Expr, dialect: Dialect): ArgumentFacts => {
  const elements = literalElements(expr, dialect);
  return {
    nullable: expr.type.nullable || readsColumn(expr),
    finite:
      (expr.type.kind !== "float64" && expr.type.kind !== "float32") ||
      isLiteral(expr) ||
      (expr.node === "column" && expr.part?.infinite !== true),
    type: expr.type,
    ...(expr.node === "literal" ? { literal: expr.value } : {}),
    ...(elements === undefined ? {} : { elements }),
    ...(expr.type.kind in sizes ? { size: sizeOf(expr) } : {}),
  };
};
const sizes: Readonly<Partial<Record<Type["kind"], Size>>> = {
  int32: { least: 1, most: 2 ** 31 },
  int64: { least: 1, most: 2 ** 63 },
  float32: { least: 2 ** -149, most: 2 ** 128 },
  float64: { least: 2 ** -1074, most: Number.POSITIVE_INFINITY },
};
/** The sizes of a number's values, zero aside. */
function sizeOf(expr: Expr): Size {
  if (expr.node === "convert" && expr.value.type.kind in sizes && expr.type.kind === "float64")
    return sizeOf(expr.value);
  if (expr.node !== "literal" || expr.value === null) return sizes[expr.type.kind]!;
  const size = Math.abs(Number(expr.value));
  // A zero makes nothing too large or too small.
  return size === 0 ? { least: 1, most: 1 } : { least: size, most: size };
}
const isLiteral = (expr: Expr): boolean =>
  expr.node === "literal" || (expr.node === "convert" && expr.value.node === "literal");

/** The elements of a list literal, if all are literals that are not null. */
function literalElements(expr: Expr, dialect: Dialect): readonly Sql[] | undefined {
  return isListOfLiterals(expr) ? expr.elements.map((each) => expression(each, dialect)) : undefined;
}
/** True for a list of literals that are not null. */
export function isListOfLiterals(expr: Expr): expr is Extract<Expr, { readonly node: "array" }> {
  if (expr.node !== "array" || expr.elements.length === 0) return false;
  return expr.elements.every(
    (each) => each.type.kind !== "decimal" && isLiteral(each) && !(each.node === "literal" && each.value === null),
  );
}

/**
 * True if a list or struct may be null whatever the row. DuckDB then loses its type: `list_sort(NULL::DOUBLE[])` has
 * none, nor has `(NULL::VARCHAR[])[x]`.
 */
const mayBeNoList = (expr: Expr): boolean => isNested(expr.type) && expr.type.nullable && !readsRow(expr);
const readsRow = (expr: Expr): boolean => anyIn(expr, ({ node }) => node === "column" || node === "element");

/**
 * A label's null key or time makes all values computed from it null, whatever their types promise of keys and `now()`.
 */
export const readsColumn = (expr: Expr): boolean => anyIn(expr, ({ node }) => node === "column");

function convert(expr: Extract<Expr, { node: "convert" }>, go: (expr: Expr) => Sql, dialect: Dialect): Sql {
  const constant = convertedLiteral(expr);
  if (constant !== null) return literal(constant, dialect);
  const value = go(expr.value);
  const { kind: from } = expr.value.type;
  const { kind: to } = expr.type;
  if (isCompared(expr.type, dialect)) return comparable(value, expr.value.type, expr.type, dialect);
  if (isNested(expr.type)) return isNested(expr.value.type) ? cast(value, dialect.type(expr.type)) : value;
  if (overflows(expr.value.type, expr.type)) return cast(value, dialect.type(expr.type));
  // Rounded half away from zero. A value that does not fit is null, which becomes an error where it is stored.
  if (to === "decimal") return dialect.tryDecimal(value, expr.type);
  // The engine's own cast is not the nearest float.
  if (from === "decimal") return cast(cast(value, dialect.type(scalar("string"))), dialect.type(expr.type));
  if (from === to) return value;
  const name = `${from}>${to}`;
  const cell = supported(dialect.conversions[name as ConversionName], name, dialect);
  return fillCell(cell, [value], [facts(expr.value, dialect)]);
}

/** An int literal as a float64: the nearest one. */
const convertedLiteral = ({ value, type }: Extract<Expr, { node: "convert" }>): Literal | null =>
  type.kind === "float64" && value.node === "literal" && value.value !== null && isInteger(value.type)
    ? { node: "literal", type, value: String(Number(value.value)) }
    : null;

export const literal = (expr: Literal, dialect: Dialect): Sql => literalValue(expr.value, expr.type, dialect);

const LARGEST_INTEGER = 2_147_483_647n;

/**
 * A literal with its own type: DuckDB reads `5` as INTEGER and `1.5` as DECIMAL. `ofOneType` removes the cast if
 * another operand has the type.
 */
function literalValue(value: LiteralValue, type: Type, dialect: Dialect): Sql {
  const typed = (of: Sql): Sql => cast(of, dialect.type(type));
  if (value === null || isNested(type)) return typed(NULL);
  switch (type.kind) {
    case "bool":
      return value === true ? sql`true` : sql`false`;
    case "string":
    case "json":
    case "enum":
      return text(String(value));
    case "bytes":
      return dialect.bytes(String(value));
    case "int32":
    case "date":
      return number(String(value));
    case "int64":
    case "timestamp": {
      const int = BigInt(String(value));
      return int > LARGEST_INTEGER ? number(int) : typed(number(int));
    }
    case "float64":
      return dialect.float(Number(value));
    case "float32":
      return typed(text(String(value)));
    case "decimal":
      return isCompared(type, dialect)
        ? comparableLiteral(String(value), type.scale, dialect)
        : typed(text(String(value)));
  }
}
