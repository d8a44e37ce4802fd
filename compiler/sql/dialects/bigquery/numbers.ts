import type { ScalarOverload } from "../../../functions/overloads.js";
import { listKinds } from "../../../functions/scalar/list-kinds.js";
import {
  all,
  between,
  caseOf,
  cast,
  fn,
  id,
  isNotNull,
  minus,
  number,
  ofOneType,
  op,
  type Sql,
  sql,
  where,
} from "../../tree/index.js";
import { type ArgumentFacts, forEach, infix, type Size, type SqlCell } from "../cell.js";
import { isNonZero } from "../standard/functions.js";
import { foundAt } from "./lists.js";
import {
  elements,
  equalsNaN,
  finiteOrNull,
  float,
  isFiniteFloat,
  LARGEST,
  listed,
  listOfRows,
  NAN,
  once,
  valueIn,
} from "./values.js";

/*
 * Numbers. BigQuery's INT64 is exact and raises if a result is out of range. NaN is unequal to everything, as in IEEE.
 * Where finite floats give an infinite result, BigQuery raises: SAFE_ADD and the like give null there, which becomes
 * the infinity. IEEE_DIVIDE never raises.
 */

const [ZERO, ONE] = [number(0), number(1)];
const MOST = Number.MAX_VALUE;
/** The greatest x for which `exp(x)` is finite. */
const GREATEST_EXPONENT = float(709.782712893384);

const sizeOf = ({ size }: ArgumentFacts): Size => size ?? { least: 0, most: Number.POSITIVE_INFINITY };
const both = (args: readonly Sql[], body: (a: Sql, b: Sql) => Sql): Sql => {
  const [left, right] = ofOneType(args);
  return once("x", left!, (a) => once("y", right!, (b) => body(a, b)));
};
/** A zero with the sign of plus; null if x is. x is finite. */
const zero = (x: Sql): Sql => op("*", fn("abs", x), ZERO);

/** x + y, with an infinity where BigQuery would raise. */
export const plus = (x: Sql, y: Sql): Sql => fn("IFNULL", fn("SAFE_ADD", x, y), fn("IEEE_DIVIDE", x, zero(y)));
export const less = (x: Sql, y: Sql): Sql => fn("IFNULL", fn("SAFE_SUBTRACT", x, y), fn("IEEE_DIVIDE", x, zero(y)));
export const times = (x: Sql, y: Sql): Sql =>
  fn("IFNULL", fn("SAFE_MULTIPLY", x, y), fn("IEEE_DIVIDE", op("*", fn("SIGN", x), fn("SIGN", y)), ZERO));

const sum =
  (operator: "+" | "-"): SqlCell =>
  (args, facts) => {
    const [a, b] = facts.map(sizeOf);
    const [left, right] = ofOneType(args);
    if (a!.most + b!.most <= MOST) return op(operator, left!, right!);
    return both(args, operator === "+" ? plus : less);
  };
const product: SqlCell = (args, facts) => {
  const [a, b] = facts.map(sizeOf);
  const [left, right] = ofOneType(args);
  return a!.most * b!.most <= MOST ? op("*", left!, right!) : both(args, times);
};
const quotient: SqlCell = (args, facts) => {
  const [left, right] = ofOneType(args);
  return fn("IEEE_DIVIDE", left!, isNonZero(facts[1]) ? right! : fn("nullif", right!, ZERO));
};

const call =
  (name: string) =>
  (x: Sql): Sql =>
    fn(name, x);
/** Null outside the function's domain. */
const partial =
  (condition: (x: Sql) => Sql, value: (x: Sql) => Sql): SqlCell =>
  ([x]) =>
    once("x", x!, (own) => where(condition(own), value(own)));
const isPositive = (x: Sql): Sql => all([op(">", x, ZERO), op("<=", x, LARGEST)]);
const isInUnit = (x: Sql): Sql => between(x, number(-1), ONE);
/** Angles are in radians. IEEE gives NaN for an infinite one. */
const angle =
  (name: string): SqlCell =>
  ([x], [facts]) =>
    facts!.finite
      ? fn(name, x!)
      : once("x", x!, (own) => caseOf([[isFiniteFloat(own), fn(name, own)]], op("-", own, own)));
const unlessNaN = (x: Sql, { finite }: ArgumentFacts, value: (x: Sql) => Sql): Sql =>
  finite ? value(x) : once("x", x, (own) => caseOf([[equalsNaN(own), own]], value(own)));

const exponential = (x: Sql): Sql => where(op("<=", x, GREATEST_EXPONENT), fn("EXP", x));
/** ln(u), corrected by what was lost in u = 1 + x (Kahan). */
const log1p = (x: Sql): Sql =>
  once("u", op("+", ONE, x), (u) => caseOf([[op("=", u, ONE), x]], op("*", fn("LN", u), op("/", x, op("-", u, ONE)))));
const expm1 = (x: Sql): Sql =>
  once("e", fn("EXP", x), (e) =>
    caseOf(
      [
        [op("=", e, ONE), x],
        [op("<", x, number(-40)), float(-1)],
      ],
      op("*", op("-", e, ONE), op("/", x, fn("LN", e))),
    ),
  );
const sigmoid = (x: Sql): Sql =>
  caseOf(
    [
      [op(">=", x, number(40)), float(1)],
      [op(">=", x, number(-700)), op("/", ONE, op("+", ONE, fn("EXP", minus(x))))],
    ],
    fn("EXP", x),
  );

const radians = (degrees: Sql): Sql => op("*", degrees, float(0.017453292519943295));
const halfSine = (from: Sql, to: Sql): Sql => fn("SIN", radians(op("/", op("-", to, from), number(2))));
const haversine: SqlCell = ([lat1, lon1, lat2, lon2]) => {
  const inRange = (degrees: Sql, most: number): Sql => between(degrees, number(-most), number(most));
  return once("a1", lat1!, (a1) =>
    once("o1", lon1!, (o1) =>
      once("a2", lat2!, (a2) =>
        once("o2", lon2!, (o2) =>
          where(
            all([inRange(a1, 90), inRange(o1, 180), inRange(a2, 90), inRange(o2, 180)]),
            once("lat", halfSine(a1, a2), (lat) =>
              once("lon", halfSine(o1, o2), (lon) => {
                const cosines = op("*", fn("COS", radians(a1)), fn("COS", radians(a2)));
                const square = op("+", op("*", lat, lat), op("*", op("*", cosines, lon), lon));
                return op("*", float(12742.0176), fn("ASIN", fn("least", ONE, fn("SQRT", square))));
              }),
            ),
          ),
        ),
      ),
    ),
  );
};

/** x · 2^n, in two steps: a power of two may be out of range where the result is not. */
const scaled = (x: Sql, n: Sql): Sql => {
  const half = fn("DIV", n, number(2));
  const power = (of: Sql): Sql => fn("POW", float(2), of);
  return op("*", op("*", x, power(half)), power(op("-", n, half)));
};
/** The most bits that the difference of two exponents has. */
const EXPONENT_BITS = 12;
/**
 * C's `fmod` of two positive floats, x >= y. Both are integers times powers of two: x = m · 2^(q + s), y = n · 2^q. The
 * remainder is (m · 2^s mod n) · 2^q, and the power is found by squaring. All products have fewer than 38 digits.
 */
const reduced = (x: Sql, y: Sql): Sql => {
  const exponent = (of: Sql): Sql => op("-", cast(fn("FLOOR", fn("LOG", of, number(2))), "INT64"), number(54));
  return once("qx", exponent(x), (qx) =>
    once("q", fn("LEAST", qx, exponent(y)), (q) =>
      once("s", op("-", qx, q), (s) =>
        once("n", cast(scaled(y, minus(q)), "BIGNUMERIC"), (n) => {
          const bit = (index: number): Sql => op("=", fn("MOD", fn("DIV", s, number(2 ** index)), number(2)), ONE);
          const step = (rest: Sql, power: Sql, index: number): Sql =>
            index === EXPONENT_BITS
              ? scaled(cast(rest, "FLOAT64"), q)
              : once(`r${index}`, caseOf([[bit(index), fn("MOD", op("*", rest, power), n)]], rest), (next) =>
                  once(`p${index}`, fn("MOD", op("*", power, power), n), (square) => step(next, square, index + 1)),
                );
          const first = fn("MOD", cast(scaled(x, minus(qx)), "BIGNUMERIC"), n);
          return once("p", fn("MOD", cast(number(2), "BIGNUMERIC"), n), (power) =>
            once("r", first, (rest) => step(rest, power, 0)),
          );
        }),
      ),
    ),
  );
};
/** Exact, with the sign of the dividend. */
const remainder: SqlCell = (args) =>
  both(args, (x, y) => {
    const rest = op(
      "*",
      fn("SIGN", x),
      once("ax", fn("ABS", x), (ax) => once("ay", fn("ABS", y), (ay) => reduced(ax, ay))),
    );
    return caseOf([
      [all([isFiniteFloat(x), op("<>", y, ZERO), op("<", fn("ABS", x), fn("ABS", y))]), x],
      [all([isFiniteFloat(x), op("<>", y, ZERO), isFiniteFloat(y)]), rest],
      [all([isNotNull(x), op("<>", y, ZERO)]), NAN],
    ]);
  });

/** A result of more than 38 digits is an error (MEANING 80). */
const decimals =
  (operator: "+" | "-" | "*", scale: (a: number, b: number) => number): SqlCell =>
  ([a, b], facts) =>
    cast(op(operator, a!, b!), `BIGNUMERIC(38, ${scale(scaleOf(facts[0]!), scaleOf(facts[1]!))})`);
export const scaleOf = ({ type }: Pick<ArgumentFacts, "type">): number => {
  if (type.kind !== "decimal") throw new Error("the SQL of decimals needs their types");
  return type.scale;
};

const nonZero = (b: Sql, facts: ArgumentFacts | undefined): Sql => (isNonZero(facts) ? b : fn("nullif", b, ZERO));

const bucket: SqlCell = ([x, edges], [facts]) => {
  const count = sql`(SELECT ${fn("COUNTIF", op("<=", valueIn("~e"), x!))} FROM ${elements(edges!, "~e")})`;
  return facts!.nullable ? where(isNotNull(x!), count) : count;
};

const oneHot: SqlCell = ([x, values], [, ofValues]) => {
  const digit = (value: Sql): Sql => caseOf([[op("=", x!, value), ONE]], ZERO);
  if (ofValues!.elements !== undefined) return listed(ofValues!.elements.map(digit), { kind: "int64", nullable: true });
  const digits = listOfRows({
    columns: [digit(valueIn("~v"))],
    from: elements(values!, "~v", "@v"),
    orderBy: [id("@v")],
  });
  return ofValues!.nullable ? where(isNotNull(values!), digits) : digits;
};

export const numbers = {
  "+/float64": sum("+"),
  "-/float64": sum("-"),
  "*/float64": product,
  "//float64": quotient,
  "%/float64": remainder,
  "+/decimal": decimals("+", Math.max),
  "-/decimal": decimals("-", Math.max),
  "*/decimal": decimals("*", (a, b) => a + b),
  "%/int64": ([a, b], facts) => fn("MOD", a!, nonZero(b!, facts[1])),
  "div/int64": ([a, b], facts) => fn("DIV", a!, nonZero(b!, facts[1])),
  ...forEach(
    ["==", "!=", "<", "<=", ">", ">="] as const,
    (name) => `${name}/float64` as const,
    (name) => infix({ "==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">=" }[name]),
  ),
  "round/float64": ([x]) => fn("ROUND", x!),
  "trunc/float64": ([x]) => fn("TRUNC", x!),
  "sign/int64": ([x]) => fn("SIGN", x!),
  "sign/float64": ([x]) => fn("SIGN", x!),
  "sqrt/float64": partial((x) => between(x, ZERO, LARGEST), call("SQRT")),
  "exp/float64": ([x]) => once("x", x!, exponential),
  "ln/float64": partial(isPositive, call("LN")),
  "log2/float64": partial(isPositive, (x) => fn("LOG", x, number(2))),
  "log10/float64": partial(isPositive, call("LOG10")),
  "log1p/float64": partial((x) => all([op(">", x, number(-1)), op("<=", x, LARGEST)]), log1p),
  "expm1/float64": partial((x) => op("<=", x, GREATEST_EXPONENT), expm1),
  "cbrt/float64": ([x]) => fn("CBRT", x!),
  "pow/float64": (args) => finiteOrNull(fn("SAFE.POW", ...ofOneType(args))),
  "pi/float64": () => float(Math.PI),
  "sin/float64": angle("SIN"),
  "cos/float64": angle("COS"),
  "tan/float64": angle("TAN"),
  "asin/float64": partial(isInUnit, call("ASIN")),
  "acos/float64": partial(isInUnit, call("ACOS")),
  "atan/float64": ([x]) => fn("ATAN", x!),
  // -0 would change the angle by half a circle.
  "atan2/float64": ([y, x]) => fn("ATAN2", op("+", y!, ZERO), op("+", x!, ZERO)),
  "degrees/float64": ([x]) => once("x", x!, (own) => times(own, float(57.29577951308232))),
  "radians/float64": ([x]) => radians(x!),
  "sigmoid/float64": ([x], [facts]) => unlessNaN(x!, facts!, (own) => once("x", own, sigmoid)),
  "haversine_km/float64": haversine,
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
