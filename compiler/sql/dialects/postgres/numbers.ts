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
  text,
  where,
} from "../../tree/index.js";
import { type ArgumentFacts, forEach, type Size, type SqlCell } from "../cell.js";
import { divided, ieee, isNonZero } from "../standard/functions.js";
import { foundAt, notNaN } from "./lists.js";
import { arrayOf, elements, float, helper, inlinedOr, isFiniteFloat, isShort, listed } from "./values.js";

/*
 * Numbers. Postgres's arithmetic is exact for int64, and raises if a result is out of range. It also raises where finite
 * floats give an infinite one, or a product or quotient is too small for a float, so functions of the prelude replace
 * operators whose arguments may be so large or so small. NaN equals NaN, and is greater than all other numbers.
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
/** The sizes that a nonzero value may have. */
const sizeOf = ({ size }: ArgumentFacts): Size => size ?? { least: 0, most: Number.POSITIVE_INFINITY };
const SMALLEST = 2 ** -1022;
const sum =
  (operator: "+" | "-"): SqlCell =>
  (args, facts) => {
    const [a, b] = facts.map(sizeOf);
    const [left, right] = ofOneType(args);
    if (a!.most + b!.most <= LARGEST) return op(operator, left!, right!);
    if (operator === "+") return inlinedOr("plus", "total", args);
    return args.every(isShort) ? helper("minus", ...args) : helper("total", args[0]!, minus(args[1]!));
  };
const product: SqlCell = (args, facts) => {
  const [a, b] = facts.map(sizeOf);
  const [left, right] = ofOneType(args);
  if (a!.most * b!.most <= LARGEST && a!.least * b!.least >= SMALLEST) return op("*", left!, right!);
  return inlinedOr("multiply", "product", args);
};
const quotient: SqlCell = (args, facts) => {
  const [a, b] = facts.map(sizeOf);
  const [left, right] = ofOneType(args);
  if (!(a!.most / b!.least <= LARGEST && a!.least / b!.most >= SMALLEST)) return inlinedOr("divide", "quotient", args);
  return op("/", left!, isNonZero(facts[1]) ? right! : fn("nullif", right!, ZERO));
};

const equalsNaN = (x: Sql): Sql => op("=", x, cast(text("NaN"), "DOUBLE PRECISION"));
/** The value, but NaN for NaN. */
const unlessNaN = (x: Sql, { finite }: ArgumentFacts, value: Sql): Sql =>
  finite ? value : caseOf([[equalsNaN(x), x]], value);
const isInRange = (x: Sql, { finite }: ArgumentFacts): readonly Sql[] => (finite ? [] : [op("<=", x, float(LARGEST))]);
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
  (condition: (x: Sql, facts: ArgumentFacts) => Sql, value: (x: Sql) => Sql): SqlCell =>
  ([x], [facts]) =>
    where(condition(x!, facts!), value(x!));
/** Angles are in radians. Postgres raises for arguments that are infinite, where IEEE gives NaN. */
const angle =
  (name: string): SqlCell =>
  ([x], [facts]) =>
    facts!.finite ? fn(name, x!) : caseOf([[isFiniteFloat(x!), fn(name, x!)]], op("-", x!, x!));
const call =
  (name: string) =>
  (x: Sql): Sql =>
    fn(name, x);
const isPositive = (x: Sql, facts: ArgumentFacts): Sql => all([op(">", x, ZERO), ...isInRange(x, facts)]);
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

const oneHot: SqlCell = ([x, values], [ofX, ofValues]) => {
  const own = notNaN(x!, ofX!);
  const digit = (value: Sql): Sql => caseOf([[op("=", own, value), cast(ONE, "BIGINT")]], ZERO);
  if (ofValues!.elements !== undefined) return listed(ofValues!.elements.map(digit));
  const rows = elements(values!, "~v", "@place");
  const digits = arrayOf(sql`(SELECT ${digit(sql`"~v"`)} FROM ${rows} ORDER BY "@place")`);
  return ofValues!.nullable ? where(isNotNull(values!), digits) : digits;
};

const bucket: SqlCell = ([x, edges]) => cast(fn("width_bucket", x!, edges!), "BIGINT");

export const numbers = {
  "+/float64": sum("+"),
  "-/float64": sum("-"),
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
    (name): SqlCell => ieee(name, equalsNaN),
  ),
  "round/float64": round,
  "trunc/float64": "trunc({0})",
  "sign/int64": "CAST(sign({0}) AS BIGINT)",
  "sign/float64": ([x], [facts]) => unlessNaN(x!, facts!, fn("sign", x!)),
  "sqrt/float64": partial((x, facts) => all([op(">=", x, ZERO), ...isInRange(x, facts)]), call("sqrt")),
  "exp/float64": ([x]) => exponential(x!),
  "ln/float64": partial(isPositive, call("ln")),
  "log2/float64": partial(isPositive, (x) => op("/", fn("ln", x), float(Math.LN2))),
  "log10/float64": partial(isPositive, call("log")),
  "log1p/float64": partial((x) => all([op(">", x, number(-1)), op("<=", x, float(LARGEST))]), log1p),
  "expm1/float64": ([x]) => expm1(x!),
  "cbrt/float64": "cbrt({0})",
  "pow/float64": (args) => helper("power", ...args),
  "pi/float64": () => float(Math.PI),
  "sin/float64": angle("sin"),
  "cos/float64": angle("cos"),
  "tan/float64": angle("tan"),
  "asin/float64": partial(isInUnit, call("asin")),
  "acos/float64": partial(isInUnit, call("acos")),
  "atan/float64": "atan({0})",
  // -0 would change the angle by half a circle.
  "atan2/float64": ([y, x]) => fn("atan2", op("+", y!, ZERO), op("+", x!, ZERO)),
  "degrees/float64": ([x]) => inlinedOr("multiply", "product", [x!, float(57.29577951308232)]),
  "radians/float64": ([x]) => inlinedOr("multiply", "product", [x!, float(0.017453292519943295)]),
  "sigmoid/float64": ([x], [facts]) => unlessNaN(x!, facts!, sigmoid(x!)),
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
      ([x, values], [facts]) =>
        foundAt(values!, notNaN(x!, facts!)),
  ),
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
