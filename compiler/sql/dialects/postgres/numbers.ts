import type { ScalarOverload } from "../../../functions/overloads.js";
import { listKinds } from "../../../functions/scalar/list-kinds.js";
import {
  all,
  between,
  caseOf,
  cast,
  fn,
  isNotNull,
  minus,
  number,
  ofOneType,
  op,
  type Sql,
  sql,
  where,
} from "../../tree/index.js";
import { type ArgumentFacts, forEach, infix, type SqlCell } from "../cell.js";
import { divided, isNonZero } from "../standard/functions.js";
import { foundAt } from "./lists.js";
import { arrayOf, elements, float, helper, inlinedOr, listed } from "./values.js";

/*
 * Numbers. Postgres's arithmetic is exact for int64. It raises if a result is out of range, for floats too (MEANING
 * B33), so no float is ever infinite or NaN. It also raises if a product or quotient is too small for a float, where
 * the result should be 0.
 */

const [ZERO, ONE] = [number(0), number(1)];
const LARGEST = 1.7976931348623157e308;
/** The greatest and the least x for which `exp(x)` is a nonzero float. */
const [GREATEST_EXPONENT, LEAST_EXPONENT] = [float(709.782712893384), float(-745.1332191019411)];

/**
 * Postgres evaluates constants while it plans, even in a branch that is never taken. It does not look into a subquery.
 */
export const unsimplified = (value: Sql): Sql => sql`(SELECT ${value})`;
const literally = (facts: readonly ArgumentFacts[]): boolean => facts.every(({ literal }) => literal !== undefined);
const floatsOf = (operator: "+" | "-"): SqlCell => {
  return (args, facts) => {
    const [left, right] = ofOneType(args);
    return op(operator, literally(facts) ? unsimplified(left!) : left!, right!);
  };
};

const sizeOf = ({ literal }: ArgumentFacts): number | null => (literal == null ? null : Math.abs(Number(literal)));
/** A product with a literal above a half cannot underflow, so plain `*` is safe. */
const product: SqlCell = (args, facts) => {
  const [left, right] = ofOneType(args);
  if (literally(facts)) return helper("product", unsimplified(args[0]!), args[1]!);
  const sizes = facts.map(sizeOf).filter((size) => size !== null);
  if (sizes.some((size) => size === 0 || size > 0.5)) return op("*", left!, right!);
  return inlinedOr("multiply", "product", args);
};
const quotient: SqlCell = (args, facts) => {
  const [, divisor] = facts.map(sizeOf);
  if (divisor != null && divisor !== 0 && divisor < 2 && !literally(facts)) {
    const [left, right] = ofOneType(args);
    return op("/", left!, right!);
  }
  return inlinedOr("divide", "quotient", [literally(facts) ? unsimplified(args[0]!) : args[0]!, args[1]!]);
};
const remainder: SqlCell = (args, facts) =>
  helper("remainder", literally(facts) ? unsimplified(args[0]!) : args[0]!, args[1]!);

/** A result of more than 38 digits is an error (MEANING 80). */
const decimals =
  (operator: "+" | "-" | "*", scale: (a: number, b: number) => number): SqlCell =>
  ([a, b], facts) =>
    cast(op(operator, a!, b!), `NUMERIC(38, ${scale(scaleOf(facts[0]!), scaleOf(facts[1]!))})`);
const scaleOf = ({ type }: ArgumentFacts): number => {
  if (type.kind !== "decimal") throw new Error("the SQL of decimals needs their types");
  return type.scale;
};

const partial =
  (condition: (x: Sql) => Sql, value: (x: Sql) => Sql): SqlCell =>
  ([x]) =>
    where(condition(x!), value(x!));
const call =
  (name: string) =>
  (x: Sql): Sql =>
    fn(name, x);
const isPositive = (x: Sql): Sql => op(">", x, ZERO);
const isInUnit = (x: Sql): Sql => between(x, number(-1), ONE);

const exponential = (x: Sql): Sql =>
  caseOf([
    [op("<", x, LEAST_EXPONENT), float(0)],
    [op("<=", x, GREATEST_EXPONENT), fn("exp", x)],
  ]);
/** ln(u), corrected by what was lost in u = 1 + x (Kahan). */
const log1p = (x: Sql): Sql => {
  const u = op("+", ONE, x);
  return caseOf([[op("=", u, float(1)), x]], op("*", fn("ln", u), op("/", x, op("-", u, ONE))));
};
const expm1 = (x: Sql): Sql => {
  const e = fn("exp", x);
  const less = op("-", e, ONE);
  return caseOf([
    [op("<", x, number(-40)), float(-1)],
    [all([op("<=", x, GREATEST_EXPONENT), op("=", e, float(1))]), x],
    [op("<=", x, GREATEST_EXPONENT), op("*", less, op("/", x, fn("ln", e)))],
  ]);
};
const sigmoid = (x: Sql): Sql =>
  caseOf(
    [
      [op(">=", x, number(40)), float(1)],
      [op(">=", x, number(-700)), op("/", float(1), op("+", ONE, fn("exp", minus(x))))],
      [op("<", x, LEAST_EXPONENT), float(0)],
    ],
    fn("exp", x),
  );

/**
 * Adds the greatest float below a half, then truncates. It carries x to the next integer exactly if x's fraction is a
 * half or more.
 */
const round: SqlCell = ([x]) => fn("trunc", op("+", x!, op("*", fn("sign", x!), float(0.49999999999999994))));

const oneHot: SqlCell = ([x, values], [, ofValues]) => {
  const digit = (value: Sql): Sql => caseOf([[op("=", x!, value), cast(ONE, "BIGINT")]], ZERO);
  if (ofValues!.elements !== undefined) return listed(ofValues!.elements.map(digit));
  const rows = elements(values!, "~v", "@place");
  const digits = arrayOf(sql`(SELECT ${digit(sql`"~v"`)} FROM ${rows} ORDER BY "@place")`);
  return ofValues!.nullable ? where(isNotNull(values!), digits) : digits;
};

const bucket: SqlCell = ([x, edges]) => cast(fn("width_bucket", x!, edges!), "BIGINT");

export const numbers = {
  "+/float64": floatsOf("+"),
  "-/float64": floatsOf("-"),
  "*/float64": product,
  "//float64": quotient,
  "%/float64": remainder,
  "+/decimal": decimals("+", Math.max),
  "-/decimal": decimals("-", Math.max),
  "*/decimal": decimals("*", (a, b) => a + b),
  "%/int64": divided("%"),
  // Rounds toward zero.
  "div/int64": (args, facts) => {
    const [left, right] = ofOneType(args);
    return op("/", left!, isNonZero(facts[1]) ? right! : fn("nullif", right!, ZERO));
  },
  ...forEach(
    ["==", "!=", "<", "<=", ">", ">="],
    (name) => `${name}/float64`,
    (name): SqlCell => infix(name === "==" ? "=" : name === "!=" ? "<>" : name),
  ),
  "round/float64": round,
  "trunc/float64": "trunc({0})",
  "sign/int64": "CAST(sign({0}) AS BIGINT)",
  "sign/float64": "sign({0})",
  "sqrt/float64": partial((x) => op(">=", x, ZERO), call("sqrt")),
  "exp/float64": ([x]) => exponential(x!),
  "ln/float64": partial(isPositive, call("ln")),
  "log2/float64": partial(isPositive, (x) => op("/", fn("ln", x), float(Math.LN2))),
  "log10/float64": partial(isPositive, call("log")),
  "log1p/float64": partial((x) => all([op(">", x, number(-1)), op("<=", x, float(LARGEST))]), log1p),
  "expm1/float64": ([x]) => expm1(x!),
  "cbrt/float64": "cbrt({0})",
  "pow/float64": (args) => helper("power", ...args),
  "pi/float64": () => float(Math.PI),
  "sin/float64": "sin({0})",
  "cos/float64": "cos({0})",
  "tan/float64": "tan({0})",
  "asin/float64": partial(isInUnit, call("asin")),
  "acos/float64": partial(isInUnit, call("acos")),
  "atan/float64": "atan({0})",
  // -0 would change the angle by half a circle.
  "atan2/float64": ([y, x]) => fn("atan2", op("+", y!, ZERO), op("+", x!, ZERO)),
  "degrees/float64": ([x]) => op("*", x!, float(57.29577951308232)),
  "radians/float64": ([x]) => inlinedOr("multiply", "product", [x!, float(0.017453292519943295)]),
  "sigmoid/float64": ([x]) => sigmoid(x!),
  "haversine_km/float64": (args) => helper("haversine", ...args),
  "bucket/int64": bucket,
  "bucket/float64": bucket,
  ...forEach(
    listKinds,
    (kind) => `one_hot/${kind}`,
    () => oneHot,
  ),
  ...forEach(
    listKinds,
    (kind) => `ordinal/${kind}`,
    (): SqlCell =>
      ([x, values]) =>
        foundAt(values!, x!),
  ),
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
