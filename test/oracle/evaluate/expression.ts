import type { Expr, Fn, Literal, OverElements } from "../../../compiler/ir/index.js";
import { callAggregate } from "./aggregate.js";
import { decimalOf, decimalToFloat, decimalValue, fits } from "./decimals.js";
import { callScalar, convert } from "./scalar.js";
import { compare, stored, type Value } from "./values.js";

/** The meaning of names in an expression. Each kind of expression has only some of these fields. */
export interface Scope {
  readonly functions: ReadonlyMap<string, Fn>;
  /** Calls of the user's functions. */
  readonly extern?: (name: string, args: readonly Value[]) => Value;
  /** `now()`: null for a label without a time. */
  readonly now?: bigint | null;
  readonly column?: (name: string) => Value;
  readonly latest?: (column: string) => Value;
  readonly aggregate?: (id: string) => Value;
  /** True if the view's aggregates read as stale. */
  readonly stale?: boolean;
  readonly item?: (name: string) => Value;
  readonly input?: (from: string, name: string) => Value;
  readonly request?: (name: string) => Value;
  readonly key?: (name: string) => Value;
  readonly param?: (name: string) => Value;
  readonly element?: (name: string) => Value;
}

/** An aggregate over a list: the elements are its rows. */
function aggregateOverList(expr: OverElements, scope: Scope): Value {
  const list = (evaluate(expr.list, scope) ?? []) as readonly Value[];
  const rows = list
    .map((element) => ({
      ...scope,
      element: (name: string) => (name === expr.name ? element : there(scope.element)(name)),
    }))
    .filter((row) => expr.where === null || evaluate(expr.where, row) === true);
  return aggregated(expr, rows, (arg, row) => stored(evaluate(arg, row), arg.type), evaluate);
}

/**
 * Aggregates that compute a statistic take decimals as floats. Those that only choose a value (`min`, `last`) keep
 * them.
 */
const decimalArgument = (name: string, { type }: Expr, value: Value): Value =>
  type.kind === "decimal" && typeof value === "bigint" && statistics.test(name)
    ? decimalToFloat(value, type.scale)
    : value;
const statistics = /^(avg|variance|stddev|median|percentile|skewness|kurtosis|covar|corr|decayed)/;

interface Aggregated extends Pick<OverElements, "function" | "args" | "by" | "empty"> {
  readonly type: OverElements["type"];
}

/**
 * An aggregate over rows in their order. With `by`, a map from the key of each group to the aggregate over that group.
 */
export function aggregated<R>(
  aggregate: Aggregated,
  rows: readonly R[],
  argument: (arg: Expr, row: R) => Value,
  value: (expr: Expr, row: R & Scope) => Value,
  age: (row: R) => bigint = () => 0n,
): Value {
  const { by, empty } = aggregate;
  const over = (group: readonly R[], type: OverElements["type"], none: Value | undefined): Value => {
    const all = group.map((row) => ({
      args: aggregate.args.map((arg) => decimalArgument(aggregate.function, arg, argument(arg, row))),
      age: age(row),
    }));
    // A row with a null in an argument is left out (MEANING 58).
    const complete = all.filter(({ args }) => !args.includes(null));
    const literals = aggregate.args.map((arg) => (arg.node === "literal" ? literal(arg) : null));
    if (none !== undefined && complete.length === 0) return none;
    if (aggregate.args[0]?.type.kind === "decimal" && aggregate.function === "sum" && complete.length > 0)
      return fits(complete.reduce((sum, { args: [value] }) => sum + (value as bigint), 0n));
    return stored(callAggregate(aggregate.function, complete, literals, aggregate.args[0]?.type), type);
  };
  const lists = /_n$|^collect$/.test(aggregate.function);
  if (by === null || aggregate.type.kind !== "map")
    return over(rows, aggregate.type, Array.isArray(empty) ? [] : undefined);
  const groups: { readonly key: Value; readonly rows: R[] }[] = [];
  for (const row of rows) {
    const key = value(by.value, row as R & Scope);
    if (key === null) continue;
    const group = groups.find((one) => compare(one.key, key) === 0);
    if (group === undefined) groups.push({ key, rows: [row] });
    else group.rows.push(row);
  }
  groups.sort((a, b) => b.rows.length - a.rows.length || compare(a.key, b.key));
  const kept = groups.slice(0, by.top ?? groups.length).sort((a, b) => compare(a.key, b.key));
  const { value: type } = aggregate.type;
  return new Map(kept.map((group) => [group.key, over(group.rows, type, lists ? [] : undefined)]));
}

export function evaluate(expr: Expr, scope: Scope): Value {
  switch (expr.node) {
    case "extern":
      return there(scope.extern)(
        expr.name,
        expr.args.map((arg) => evaluate(arg, scope)),
      );
    case "bound": {
      const value = evaluate(expr.value, scope);
      const element = (name: string): Value => (name === expr.name ? value : there(scope.element)(name));
      return evaluate(expr.body, { ...scope, element });
    }
    case "stored":
      throw new Error("this value belongs to a plan, and the oracle does not evaluate plans");
    case "literal":
      return literal(expr);
    case "array":
      // The list of `times` is one value, stale as a whole.
      if (expr.stales === true && scope.stale === true) return null;
      return expr.elements.map((element) => evaluate(element, scope));
    case "struct":
      return Object.fromEntries(expr.fields.map((field) => [field.name, evaluate(field.value, scope)]));
    case "map":
      return new Map(expr.entries.map(({ key, value }) => [evaluate(key, scope), evaluate(value, scope)]));
    case "field": {
      const struct = evaluate(expr.value, scope) as Readonly<Record<string, Value>> | null;
      return struct === null ? null : there(struct[expr.name]);
    }
    case "element":
      return there(scope.element)(expr.name);
    case "overElements":
      return aggregateOverList(expr, scope);
    case "column":
      return there(scope.column)(expr.name);
    case "latest":
      return there(scope.latest)(expr.column);
    case "aggregate":
      return there(scope.aggregate)(expr.id);
    case "item":
      return there(scope.item)(expr.name);
    case "input":
      return there(scope.input)(expr.from, expr.name);
    case "request":
      return there(scope.request)(expr.name);
    case "key":
      return there(scope.key)(expr.name);
    case "param":
      return there(scope.param)(expr.name);
    case "now":
      return there(scope.now);
    case "call":
      return call(
        expr,
        expr.args.map((arg) => evaluate(arg, scope)),
      );
    case "chain": {
      // Evaluates as nested calls: the left operand of each is the result of those before it.
      const made = [expr.first, ...expr.steps];
      return expr.steps.reduce<Value>(
        (left, { arg, ...step }, index) => {
          const before: Expr = { node: "literal", type: there(made[index]).type, value: null };
          return call({ node: "call", ...step, args: [before, arg] }, [left, evaluate(arg, scope)]);
        },
        evaluate(expr.first, scope),
      );
    }
    case "fn": {
      const { params, body } = there(scope.functions.get(expr.name));
      // Evaluates the body with the arguments put in. An argument that the body does not reach is not evaluated
      // (MEANING B2).
      const args = new Map(params.map(({ name }, i) => [name, onDemand(() => evaluate(there(expr.args[i]), scope))]));
      const { functions, extern } = scope;
      return evaluate(body, {
        functions,
        ...(extern === undefined ? {} : { extern }),
        param: (name) => there(args.get(name))(),
      });
    }
    case "convert": {
      const value = evaluate(expr.value, scope);
      const decimal = decimalValue(expr, () => [value]);
      return decimal === undefined ? convert(value, expr.type.kind) : decimal;
    }
    case "coalesce":
      for (const each of expr.values) {
        const value = evaluate(each, scope);
        if (value !== null) return value;
      }
      return null;
    case "case": {
      const taken = expr.branches.find(({ when }) => evaluate(when, scope) === true);
      if (taken !== undefined) return evaluate(taken.then, scope);
      return expr.else === null ? null : evaluate(expr.else, scope);
    }
  }
}

function call(expr: Extract<Expr, { node: "call" }>, args: readonly Value[]): Value {
  const decimal = decimalValue(expr, () => args);
  return decimal === undefined ? callScalar(expr.function, expr.overload, args) : decimal;
}

/** Calls `make` once, on first use, and keeps its result. */
export function onDemand<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the expression reads a name that its scope does not have");
  return value;
}

export function literal({ type, value }: Pick<Literal, "type" | "value">): Value {
  if (value === null) return null;
  switch (type.kind) {
    case "int32":
    case "int64":
    case "timestamp":
    case "date":
      return BigInt(String(value));
    case "float32":
    case "float64":
      return Number(value);
    case "decimal":
      return decimalOf(String(value), 0, type.scale);
    case "bytes":
      return new Uint8Array(Buffer.from(String(value), "base64"));
    default:
      return value;
  }
}
