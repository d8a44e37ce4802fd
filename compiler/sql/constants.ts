import * as functions from "../../runtime/functions/index.js";
import { FeatureError } from "../../runtime/functions/index.js";
import { narrow } from "../../runtime/functions/int64.js";
import { isFloat, isInteger, type Type } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";
import { scalarOverload } from "../functions/index.js";
import type { Expr, Literal } from "../ir/index.js";
import { anyIn, rewrite } from "../ir/walk.js";

/**
 * True if a constant expression overflows, whatever the row. An engine evaluates constants while it plans, even in a
 * branch that is never taken, where the language has no error (MEANING B2).
 */
export function overflowsAlways(expr: Expr): boolean {
  return constants()(expr) === FAILS;
}

/**
 * Calls of constants, replaced by the literals that they equal. Floats are left alone, because engines differ in their
 * last digits. A constant that fails stays, because it may not be evaluated.
 */
export function withConstants(expr: Expr): Expr {
  if (!anyIn(expr, mayBeConstant)) return expr;
  const constantOf = constants();
  return rewrite(expr, (part) => (mayBeConstant(part) ? worth(part, constantOf(part)) : null));
}

const mayBeConstant = (expr: Expr): boolean =>
  expr.node === "call" &&
  foldable.has(expr.type.kind) &&
  expr.args.every(({ node }) => node === "literal" || node === "call" || node === "convert");

function worth(expr: Expr, value: Constant): Literal | null {
  if (value === undefined || value === FAILS || (typeof value === "object" && value !== null)) return null;
  const written = typeof value === "bigint" || typeof value === "number" ? String(value) : value;
  return { node: "literal", type: expr.type, value: written };
}
const foldable: ReadonlySet<Type["kind"]> = new Set(["bool", "int64", "int32", "string", "timestamp", "date"]);

/** The evaluation fails, whatever the row. */
const FAILS = Symbol("fails");
/** A value, or undefined if it depends on the row, or on more than its arguments' values. */
type Constant = Value | undefined | typeof FAILS;

/** Gives the constant values of expressions. Each part is evaluated once, however often it occurs. */
function constants(): (expr: Expr) => Constant {
  const known = new Map<Expr, Constant>();
  const constantOf = (expr: Expr): Constant => {
    if (known.has(expr)) return known.get(expr);
    const own = workedOut(expr);
    known.set(expr, own);
    return own;
  };
  const workedOut = (expr: Expr): Constant => {
    switch (expr.node) {
      case "literal":
        return orFails(() => literalOf(expr));
      case "array": {
        const elements = expr.elements.map(constantOf);
        if (elements.includes(FAILS)) return FAILS;
        return elements.includes(undefined) ? undefined : (elements as readonly Value[]);
      }
      case "coalesce": {
        for (const value of expr.values) {
          const constant = constantOf(value);
          if (constant !== null) return constant;
        }
        return null;
      }
      case "convert": {
        const value = constantOf(expr.value);
        if (value === undefined || value === FAILS || value === null || isInteger(expr.type)) return value;
        return isFloat(expr.type) && typeof value === "number" ? value : undefined;
      }
      case "call":
        return called(expr, expr.args.map(constantOf));
      case "chain": {
        let value = constantOf(expr.first);
        for (const step of expr.steps) {
          if (value === undefined || value === FAILS) break;
          value = called(step, [value, constantOf(step.arg)]);
        }
        return value;
      }
      default:
        return undefined;
    }
  };
  return constantOf;
}

function called(call: { readonly function: string; readonly overload: string }, args: readonly Constant[]): Constant {
  if (args.includes(FAILS)) return FAILS;
  const overload = scalarOverload(call);
  if (overload.scales === true || args.includes(undefined)) return undefined;
  const table: Readonly<Record<string, unknown>> = functions;
  const fn = table[overload.ts];
  return typeof fn === "function"
    ? orFails(() => (fn as (...values: readonly unknown[]) => Value)(...args))
    : undefined;
}

/** An error that the language defines is an answer; any other error is a fault. */
function orFails(make: () => Value | undefined): Constant {
  try {
    return make();
  } catch (error) {
    if (error instanceof FeatureError) return FAILS;
    throw error;
  }
}

function literalOf({ type, value }: Literal): Value | undefined {
  if (value === null) return null;
  if (type.kind === "bool" || type.kind === "string" || type.kind === "enum") return value as Value;
  if (isFloat(type)) return Number(value);
  if (type.kind === "decimal") return narrow(BigInt(String(value).replace(".", "")));
  return isInteger(type) || type.kind === "timestamp" || type.kind === "date"
    ? narrow(BigInt(String(value)))
    : undefined;
}
