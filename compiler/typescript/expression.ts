import { isNested, type Type } from "../../runtime/types.js";
import { aggregateOverload, conversions, scalarOverload } from "../functions/index.js";
import { type FunctionTable, walkUsed } from "../ir/function-table.js";
import type { Expr, Literal, OverElements } from "../ir/index.js";
import { noElements, type OpenElements, openWithin } from "../ir/not-finite.js";
import { raises } from "../ir/raises.js";
import { isLeaf, type Leaf } from "../ir/substitute.js";
import { overflows, widens } from "../ir/types/convert.js";
import { type Constants, readsKey } from "./reads-key.js";
import { storedExpression } from "./stored.js";
import { access, data, property, string } from "./text.js";
import { annotation, cast, integer, memoryType, type Style } from "./writer.js";

export interface ExpressionContext {
  readonly style: Style;
  readonly leaf: (leaf: Leaf) => string;
  /** True if reading a leaf may throw. */
  readonly raising?: (leaf: Leaf) => boolean;
  /** Called with the name of each list element that is read. */
  readonly readsElement?: (name: string) => void;
  /** The elements of lists that may be infinite or NaN. */
  readonly open?: OpenElements;
  readonly functions: FunctionTable;
  readonly functionName: (name: string) => string;
  /** The code of names that are bound to values. */
  readonly constants?: Constants;
  /** The number of enclosing blocks. It keeps the names of their constants apart. */
  readonly level?: number;
  /** The name of a constant for a declared name. */
  readonly local: (name: string) => string;
}

/** The code of an expression. It can be an operand of any operator without more brackets. */
export function expression(expr: Expr, context: ExpressionContext): string {
  const go = (e: Expr): string => expression(e, context);
  switch (expr.node) {
    case "literal":
      return literal(expr, context.style);
    case "column":
    case "latest":
    case "aggregate":
    case "item":
    case "input":
    case "request":
    case "key":
    case "now":
    case "param":
      return context.leaf(expr);
    case "element": {
      const constant = context.constants?.get(expr.name);
      if (constant !== undefined) return constant.code;
      context.readsElement?.(expr.name);
      return context.local(expr.name);
    }
    case "bound":
      return boundCode(expr, context);
    case "struct":
      // In brackets, because a brace after an arrow would begin a block.
      return `({ ${expr.fields.map(({ name, value }) => `${property(name)}: ${go(value)}`).join(", ")} })`;
    case "map":
      return `new Map([${expr.entries.map(({ key, value }) => `[${go(key)}, ${go(value)}]`).join(", ")}])`;
    case "field": {
      const value = go(expr.value);
      return expr.value.type.nullable
        ? `(${value}?.${access(expr.name).replace(/^\./, "")} ?? null)`
        : `${value}${access(expr.name)}`;
    }
    case "overElements":
      return overElements(expr, context);
    case "array": {
      const list = `[${expr.elements.map(go).join(", ")}]`;
      return expr.stales === true ? `(stored.stale ? null : ${list})` : list;
    }
    case "call":
      return call(expr, context);
    case "convert":
      return convert(expr, context);
    case "chain":
      return chainCode(expr, context);
    case "coalesce":
      return expr.values.length > LONG ? firstNotNullCode(expr, context) : `(${expr.values.map(go).join(" ?? ")})`;
    case "case":
      if (expr.branches.length > LONG) return caseCode(expr, context);
      // A null condition counts as false, in JavaScript too.
      return expr.branches.reduceRight(
        (otherwise, { when, then }) => `(${go(when)} ? ${go(then)} : ${otherwise})`,
        expr.else === null ? "null" : go(expr.else),
      );
    case "stored":
      throw new Error("a part of a plan is left in generated code");
    case "extern":
      return cast(
        context.style,
        `${context.style.imports.value("callExtern")}(${externFunction(expr.name)}, ${externSignature(expr.name)}, [${expr.args.map(go).join(", ")}])`,
        memoryType(expr.type, context.style),
      );
    case "fn": {
      // JavaScript evaluates arguments before a call. An argument that can throw, and that the body may not read, is
      // evaluated only when the body reads it.
      const { params } = context.functions.there(expr.name);
      const waits = (arg: Expr, index: number): boolean =>
        !context.functions.readsSurely(expr.name, params[index]!.name) &&
        (raises(arg, context.functions) || readsRaising(arg, context));
      if (expr.args.some(waits)) return withWaiting(expr, waits, context);
      // An argument that the function does not read is not evaluated: the view that it reads may not be loaded (see
      // `walkUsed`).
      const used = new Set(context.functions.usedArgs(expr));
      const args = expr.args.map((arg) => (used.has(arg) ? go(arg) : cast(context.style, "null", "never"))).join(", ");
      return `${context.functionName(expr.name)}(${args})`;
    }
  }
}

/** Declared names contain no `$`, so these names are free. */
export const externFunction = (name: string): string => `${name}$extern`;
export const externSignature = (name: string): string => `${name}$signature`;

/** An aggregate over the elements of a list. */
function overElements(expr: OverElements, context: ExpressionContext): string {
  let reads = false;
  const readsElement = (read: string): void => {
    if (read === expr.name) reads = true;
    context.readsElement?.(read);
  };
  const within = { ...context, readsElement, open: openWithin(expr, context.open ?? noElements) };
  const go = (e: Expr): string => expression(e, within);
  const overload = aggregateOverload(expr);
  if (overload.ts === undefined) throw new Error(`no aggregate ${expr.function} (${expr.overload}) over a list`);
  const { a, f } = context.style.imports;
  const taken = expr.args.filter((_, index) => overload.params[index]?.literal !== true);
  const literals = expr.args.filter((_, index) => overload.params[index]?.literal === true).map(go);
  const texts = overload.texts === true ? [`${f("jsonText")}(${data(taken[0]!.type)})`] : [];
  const name = context.local(expr.name);
  const of = (code: () => string): string => {
    reads = false;
    const value = code();
    return `(${reads ? name : ""}) => ${value.startsWith("{") ? `(${value})` : value}`;
  };
  const { where: condition, by } = expr;
  const where = condition === null ? [] : [of(() => go(condition))];
  const values = (list: string, conditions: readonly string[]): string => {
    if (taken.length === 0)
      return conditions.length === 0 && expr.by !== null ? list : `${f("rows")}(${[list, ...conditions].join(", ")})`;
    const args = taken.map((arg) => of(() => storedExpression(arg, arg.type, within.open, context.style, go)));
    return `${f(taken.length === 1 ? "each" : "eachPair")}(${[list, ...args, ...conditions].join(", ")})`;
  };
  const list = expression(expr.list, context);
  const typed = (code: string): string =>
    context.style.types && (expr.by !== null || castKinds.has(expr.type.kind))
      ? cast(context.style, code, memoryType(expr.type, context.style))
      : code;
  if (by === null) return typed(`${a(overload.ts)}(${[values(list, where), ...literals, ...texts].join(", ")})`);
  // Declared names contain no `$`.
  const group = "$group";
  const inner = `${a(overload.ts)}(${[values(group, []), ...literals, ...texts].join(", ")})`;
  const top = by.top === null ? [] : [String(by.top)];
  const rows = `${f("rows")}(${[list, ...where].join(", ")})`;
  return typed(`${f("by")}(${[rows, of(() => go(by.value)), `(${group}) => ${inner}`, ...top].join(", ")})`);
}
/** Types that aggregates return as a wider TypeScript type than they take. */
const castKinds: ReadonlySet<Type["kind"]> = new Set(["int32", "date", "enum"]);

const readsRaising = (expr: Expr, context: ExpressionContext): boolean => {
  let found = false;
  walkUsed(expr, context.functions, (part) => {
    found ||= isLeaf(part) && context.raising?.(part) === true;
  });
  return found;
};

/**
 * The body of a `fn` with its parameters as constants. Those that wait are evaluated once, when they are first read.
 */
function withWaiting(
  { name, args, type }: Extract<Expr, { node: "fn" }>,
  waits: (arg: Expr, index: number) => boolean,
  context: ExpressionContext,
): string {
  const { params, body } = context.functions.there(name);
  const level = context.level ?? 0;
  const values = new Map(
    params.map((param, index) => {
      const arg = args[index]!;
      return [param.name, { constant: `$${param.name}${level}`, arg, waits: waits(arg, index) }] as const;
    }),
  );
  const read = new Set<string>();
  const within: ExpressionContext = {
    ...context,
    level: level + 1,
    raising: (leaf) => leaf.node === "param" && values.get(leaf.name)!.waits,
    leaf: (leaf) => {
      const value = leaf.node === "param" ? values.get(leaf.name) : undefined;
      if (value === undefined) throw new Error(`a ${leaf.node} in the body of ${name}`);
      read.add(value.constant);
      return value.waits ? `${value.constant}()` : value.constant;
    },
  };
  const inside = expression(body, within);
  const used = [...values.values()].filter(({ constant }) => read.has(constant));
  const constants = used.map(({ constant, arg, waits: late }) => {
    const code = expression(arg, context);
    return `const ${constant} = ${late ? `f.once(() => ${code})` : code};\n`;
  });
  return block(type, [...constants, `return ${inside};`], context);
}

const plainKinds: ReadonlySet<Type["kind"]> = new Set([
  "bool",
  "int32",
  "int64",
  "float32",
  "float64",
  "timestamp",
  "date",
  "decimal",
]);
const floats: ReadonlySet<Type["kind"]> = new Set(["float32", "float64"]);

/** Operators that mean the same in JavaScript if no operand can be null. */
const plainOperators: Readonly<Record<string, { readonly js: string; readonly kinds: ReadonlySet<Type["kind"]> }>> = {
  "+": { js: "+", kinds: floats },
  "-": { js: "-", kinds: floats },
  "*": { js: "*", kinds: floats },
  "<": { js: "<", kinds: plainKinds },
  "<=": { js: "<=", kinds: plainKinds },
  ">": { js: ">", kinds: plainKinds },
  ">=": { js: ">=", kinds: plainKinds },
  "==": { js: "===", kinds: new Set([...plainKinds, "string", "enum"]) },
  "!=": { js: "!==", kinds: new Set([...plainKinds, "string", "enum"]) },
  and: { js: "&&", kinds: new Set(["bool"]) },
  or: { js: "||", kinds: new Set(["bool"]) },
};

function call(
  expr: Extract<Expr, { node: "call" }>,
  context: ExpressionContext,
  args: readonly string[] = expr.args.map((arg) => expression(arg, context)),
): string {
  const overload = scalarOverload(expr);
  const { f } = context.style.imports;
  const plain = Object.hasOwn(plainOperators, expr.function) ? plainOperators[expr.function] : undefined;
  const safe =
    expr.args.length === 2 &&
    expr.args.every(
      (arg) => !arg.type.nullable && plain?.kinds.has(arg.type.kind) && !readsKey(arg, context.constants),
    );
  // `and` evaluates both sides, and `&&` may skip the right one. This matters if the right side can throw.
  const lazy = expr.function === "and" || expr.function === "or";
  // TypeScript refuses a comparison of literals whose result it knows.
  const known = expr.args.every(({ node }) => node === "literal");
  const nan = expr.args.some((arg) => floats.has(arg.type.kind) && arg.node === "call");
  const comparison = plain !== undefined && !["+", "-", "*", "and", "or"].includes(expr.function);
  if (
    plain !== undefined &&
    safe &&
    !known &&
    !(lazy && raises(expr.args[1]!, context.functions)) &&
    !(comparison && nan)
  )
    return comparesUnion(expr) ? `${f(overload.ts)}(${args.join(", ")})` : `(${args[0]} ${plain.js} ${args[1]})`;
  if (expr.function === "is null") return `(${args[0]} === null)`;
  const scales =
    overload.scales === true
      ? expr.args.flatMap(({ type }) => (type.kind === "decimal" ? [String(type.scale)] : []))
      : [];
  const called = `${f(overload.ts)}(${[...args, ...scales].join(", ")})`;
  if (!context.style.types) return called;
  // By its type a helper may return null, even where a literal argument rules that out.
  const sure = !expr.type.nullable && overload.nulls !== "strict" ? `${called}!` : called;
  return expr.type.kind === "date" || expr.type.kind === "int32"
    ? cast(context.style, sure, memoryType(expr.type, context.style))
    : sure;
}

/** A chain that is longer than this is written as statements: deeper nesting is hard to read, and to parse. */
const LONG = 16;

/** Statements that return a value, in the place of an expression. */
const block = (type: Type, lines: readonly string[], { style }: ExpressionContext): string =>
  `((${style.types ? `): ${memoryType(type, style)}` : ")"} => {\n${lines.join("\n")}\n})()`;

/** Declared names contain no `$`, so these names are free. */
const made = "$made";

function chainCode(chain: Extract<Expr, { node: "chain" }>, context: ExpressionContext): string {
  const { first, steps, type } = chain;
  const types = [...new Set([first, ...steps].map((each) => memoryType(each.type, context.style)))];
  const lines = [`let ${made}${annotation(context.style, types.join(" | "))} = ${expression(first, context)};`];
  let keyed = readsKey(first, context.constants);
  let before = first.type;
  for (const { arg, ...step } of steps) {
    // The result so far, as an operand: a key may be null, because a request may not know it.
    const left: Expr = keyed ? { node: "key", type: before, name: made } : { node: "param", type: before, name: made };
    const value = call({ node: "call", ...step, args: [left, arg] }, context, [made, expression(arg, context)]);
    lines.push(`${made} = ${value};`);
    keyed ||= readsKey(arg, context.constants);
    before = step.type;
  }
  return block(type, [...lines, `return ${made};`], context);
}

function firstNotNullCode({ values, type }: Extract<Expr, { node: "coalesce" }>, context: ExpressionContext): string {
  const types = memoryType({ ...type, nullable: true }, context.style);
  const lines = values.map((value, index) => {
    const code = expression(value, context);
    if (index === values.length - 1) return `return ${code};`;
    const declared = index === 0 ? `let ${made}${annotation(context.style, types)}` : made;
    return `${declared} = ${code};\nif (${made} !== null) return ${made};`;
  });
  return block(type, lines, context);
}

/** A null condition counts as false, in JavaScript too. */
function caseCode(expr: Extract<Expr, { node: "case" }>, context: ExpressionContext): string {
  const go = (e: Expr): string => expression(e, context);
  const lines = expr.branches.map(({ when, then }) => `if (${go(when)}) return ${go(then)};`);
  return block(expr.type, [...lines, `return ${expr.else === null ? "null" : go(expr.else)};`], context);
}

/** A constant, and a body that reads it. */
function boundCode({ name, value, body, type }: Extract<Expr, { node: "bound" }>, context: ExpressionContext): string {
  const level = context.level ?? 0;
  const constant = `$${name.replace("@", "")}${level}`;
  const constants = new Map([
    ...(context.constants ?? []),
    [name, { code: constant, keyed: readsKey(value, context.constants) }],
  ]);
  const open = openWithin({ list: value, name }, context.open ?? noElements);
  const inside = expression(body, { ...context, constants, open, level: level + 1 });
  return block(type, [`const ${constant} = ${expression(value, context)};`, `return ${inside};`], context);
}

const comparesUnion = (expr: Extract<Expr, { node: "call" }>): boolean =>
  (expr.function === "==" || expr.function === "!=") &&
  expr.args.some(({ type }) => type.kind === "string" && type.values !== undefined);

function convert(expr: Extract<Expr, { node: "convert" }>, context: ExpressionContext): string {
  const value = expression(expr.value, context);
  const { f } = context.style.imports;
  const { type: from } = expr.value;
  if (expr.type.kind === "array" && expr.type.element.kind === "decimal" && from.kind === "array") {
    const [own, { scale }] = [from.element.kind === "decimal" ? from.element.scale : 0, expr.type.element];
    if (overflows(from, expr.type)) return `${f("inDigitsList")}(${value}, ${own}, ${scale})`;
    return own === scale ? value : `${f("widenedList")}(${value}, ${own}, ${scale})`;
  }
  if (expr.type.kind === "decimal") {
    const { precision, scale } = expr.type;
    const own = from.kind === "decimal" ? from.scale : 0;
    if (overflows(from, expr.type)) return `${f("inDigits")}(${value}, ${own}, ${scale})`;
    if (own === scale && widens(from, expr.type)) return value;
    return widens(from, expr.type)
      ? `${f("widened")}(${value}, ${own}, ${scale})`
      : `${f("rescaled")}(${value}, ${own}, ${precision}, ${scale})`;
  }
  if (from.kind === "decimal") return `${f("float64FromDecimal")}(${value}, ${from.scale})`;
  if (from.kind === expr.type.kind || isNested(expr.type) || isNested(from)) return value;
  const row = conversions.get(`${expr.value.type.kind}>${expr.type.kind}`);
  if (row === undefined) throw new Error(`no conversion ${expr.value.type.kind} → ${expr.type.kind}`);
  return row.free ? value : `${f(row.ts)}(${value})`;
}

export function literal(expr: Literal, style: Style): string {
  if (expr.value === null) return "null";
  switch (expr.type.kind) {
    case "bool":
      return String(expr.value);
    case "int32":
    case "int64":
    case "timestamp":
    case "date":
      return negative(integer(String(expr.value)));
    case "float32":
    case "float64":
      return negative(String(Number(expr.value) + 0));
    case "string":
    case "json":
      return string(String(expr.value));
    case "bytes":
      return `${style.imports.f("bytesFromBase64")}(${string(String(expr.value))})`;
    case "decimal":
      return negative(integer(String(expr.value).replace(".", "")));
    case "enum":
      return string(String(expr.value));
    case "array":
    case "struct":
    case "map":
      return "null";
  }
}
const negative = (text: string): string => (text.startsWith("-") ? `(${text})` : text);
