import type { ScalarOverload } from "../../../functions/overloads.js";
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
  where,
} from "../../tree/index.js";
import { type ArgumentFacts, forEach, type SqlCell } from "../cell.js";
import { ieee, isNonZero } from "../standard/functions.js";
import {
  bigint,
  double,
  equalsNaN,
  finiteOrNull,
  float,
  int64,
  isFiniteFloat,
  LARGEST,
  NAN,
  ONE,
  ZERO,
} from "./values.js";

/*
 * Numbers. An integer has 38 digits, so each result is held to int64's range. A float divided by zero is an error, and so
 * is a function outside its domain; a sum, a product or a quotient out of range is infinite.
 */

/** The greatest x for which `exp(x)` is finite. */
const GREATEST_EXPONENT = float(709.782712893384);

const sum =
  (operator: "+" | "-" | "*"): SqlCell =>
  (args) => {
    const [left, right] = args;
    return int64(op(operator, left!, right!));
  };

/** A result with more digits is an error (MEANING 80): the cast raises it. */
const decimals =
  (operator: "+" | "-" | "*", scale: (a: number, b: number) => number): SqlCell =>
  ([a, b], facts) =>
    cast(op(operator, a!, b!), `NUMBER(38, ${scale(scaleOf(facts[0]!), scaleOf(facts[1]!))})`);
const scaleOf = ({ type }: ArgumentFacts): number => {
  if (type.kind !== "decimal") throw new Error("the SQL of decimals needs their types");
  return type.scale;
};

const nonZero = (b: Sql, facts: ArgumentFacts | undefined): Sql => (isNonZero(facts) ? b : fn("nullif", b, ZERO));
/** The remainder by -1 is 0, as by 1. */
const divisor = (b: Sql, facts: ArgumentFacts | undefined): Sql =>
  isNonZero(facts) && Number(facts!.literal) !== -1
    ? b
    : caseOf(
        [
          [op("=", b, number(-1)), ONE],
          [op("=", b, ZERO), cast(sqlNull(), "BIGINT")],
        ],
        b,
      );
const sqlNull = (): Sql => fn("nullif", ONE, ONE);
/**
 * The quotient of two integers, rounded toward zero. Snowflake's own quotient has a fraction of at most twelve digits, so
 * only a dividend without a remainder is divided.
 *
 * https://docs.snowflake.com/en/sql-reference/operators-arithmetic
 */
export const quotient = (dividend: Sql, by: Sql): Sql =>
  bigint(op("/", op("-", dividend, fn("mod", dividend, by)), by));

const call =
  (name: string) =>
  (x: Sql): Sql =>
    fn(name, x);
/** Null outside the function's domain. */
const partial =
  (condition: (x: Sql) => Sql, value: (x: Sql) => Sql): SqlCell =>
  ([x]) =>
    where(condition(x!), value(x!));
const isPositive = (x: Sql): Sql => all([op(">", x, ZERO), op("<=", x, LARGEST)]);
const isInUnit = (x: Sql): Sql => between(x, number(-1), ONE);
/** Angles are in radians. IEEE gives NaN for an infinite one. */
const angle =
  (name: string): SqlCell =>
  ([x], [facts]) =>
    facts!.finite
      ? fn(name, x!)
      : caseOf([
          [isFiniteFloat(x!), fn(name, x!)],
          [isNotNull(x!), NAN],
        ]);

/** -0 would change the angle by half a circle. */
const unsigned = (x: Sql): Sql => caseOf([[op("=", x, ZERO), double(ZERO)]], x);

/** ln(u), corrected by what was lost in u = 1 + x (Kahan). */
const log1p = (x: Sql): Sql => {
  const u = op("+", ONE, x);
  return caseOf([[op("=", u, ONE), x]], op("*", fn("ln", u), op("/", x, op("-", u, ONE))));
};
const expm1 = (x: Sql): Sql => {
  const e = fn("exp", x);
  return caseOf(
    [
      [op("=", e, ONE), x],
      [op("<", x, number(-40)), float(-1)],
    ],
    op("*", op("-", e, ONE), op("/", x, fn("ln", e))),
  );
};

const power: SqlCell = (args) => {
  const [x, y] = ofOneType(args) as [Sql, Sql];
  const isWhole = op("=", fn("floor", y), y);
  const logarithm = op("*", y, fn("ln", fn("abs", x)));
  const half = fn("pow", fn("abs", x), op("/", y, number(2)));
  const isOdd = op("<>", fn("mod", y, number(2)), ZERO);
  return caseOf([
    [op("=", y, ZERO), where(isFiniteFloat(x), float(1))],
    [op("=", x, ZERO), where(op(">", y, ZERO), double(ZERO))],
    [all([op("<", x, ZERO), op("<>", fn("floor", y), y)]), cast(sqlNull(), "DOUBLE")],
    [op("<=", fn("abs", logarithm), float(709)), fn("pow", x, y)],
    [op("<", logarithm, ZERO), double(ZERO)],
    // Near the greatest float: the square of the root is infinite where the power would be an error.
    [
      op("<", logarithm, float(710)),
      finiteOrNull(
        op("*", caseOf([[all([op("<", x, ZERO), isWhole, isOdd]), float(-1)]], float(1)), op("*", half, half)),
      ),
    ],
  ]);
};

const radians = (degrees: Sql): Sql => op("*", degrees, float(0.017453292519943295));
const halfSine = (from: Sql, to: Sql): Sql => fn("sin", radians(op("/", op("-", to, from), number(2))));
const haversine: SqlCell = ([lat1, lon1, lat2, lon2]) => {
  const [latitude, longitude] = [number(90), number(180)];
  const inRange = (degrees: Sql, most: Sql): Sql => between(degrees, minus(most), most);
  const [lat, lon] = [halfSine(lat1!, lat2!), halfSine(lon1!, lon2!)];
  const cosines = op("*", fn("cos", radians(lat1!)), fn("cos", radians(lat2!)));
  const square = op("+", op("*", lat, lat), op("*", op("*", cosines, lon), lon));
  return where(
    all([inRange(lat1!, latitude), inRange(lon1!, longitude), inRange(lat2!, latitude), inRange(lon2!, longitude)]),
    op("*", float(12742.0176), fn("asin", fn("least", ONE, fn("sqrt", square)))),
  );
};

export const numbers = {
  "+/int64": sum("+"),
  "-/int64": sum("-"),
  "*/int64": sum("*"),
  "negate/int64": ([x]) => int64(minus(x!)),
  "abs/int64": ([x]) => int64(fn("abs", x!)),
  "+/decimal": decimals("+", Math.max),
  "-/decimal": decimals("-", Math.max),
  "*/decimal": decimals("*", (a, b) => a + b),
  "%/int64": ([a, b], facts) => fn("mod", a!, divisor(b!, facts[1])),
  "div/int64": ([a, b], facts) => {
    const by = nonZero(b!, facts[1]);
    const rest = fn("mod", a!, divisor(b!, facts[1]));
    return int64(bigint(op("/", op("-", a!, rest), by)));
  },
  ...forEach(
    ["==", "!=", "<", "<=", ">", ">="],
    (name) => `${name}/float64`,
    (name): SqlCell => ieee(name, equalsNaN),
  ),
  "%/float64": ([a, b], facts) => {
    const [x, y] = ofOneType([a!, b!]) as [Sql, Sql];
    const own = fn("mod", x, nonZero(y, facts[1]));
    if (facts.every(({ finite }) => finite)) return own;
    return caseOf([
      [all([isFiniteFloat(x), isFiniteFloat(y)]), own],
      [all([isFiniteFloat(x), op("<>", fn("abs", y), NAN)]), x],
      [all([isNotNull(x), op("<>", y, ZERO)]), NAN],
    ]);
  },
  "round/float64": "round({0})",
  "trunc/float64": "trunc({0})",
  "sign/int64": ([x]) => bigint(fn("sign", x!)),
  "sign/float64": ([x]) =>
    caseOf(
      [
        [equalsNaN(x!), x!],
        [op(">", x!, ZERO), float(1)],
        [op("<", x!, ZERO), float(-1)],
      ],
      x!,
    ),
  "sqrt/float64": partial((x) => between(x, ZERO, LARGEST), call("sqrt")),
  "exp/float64": partial((x) => op("<=", x, GREATEST_EXPONENT), call("exp")),
  "ln/float64": partial(isPositive, call("ln")),
  "log2/float64": partial(isPositive, (x) => fn("log", number(2), x)),
  "log10/float64": partial(isPositive, (x) => fn("log", number(10), x)),
  "log1p/float64": partial((x) => all([op(">", x, number(-1)), op("<=", x, LARGEST)]), log1p),
  "expm1/float64": partial((x) => op("<=", x, GREATEST_EXPONENT), expm1),
  "cbrt/float64": "cbrt({0})",
  "pow/float64": power,
  "pi/float64": () => float(Math.PI),
  "sin/float64": angle("sin"),
  "cos/float64": angle("cos"),
  "tan/float64": angle("tan"),
  "asin/float64": partial(isInUnit, call("asin")),
  "acos/float64": partial(isInUnit, call("acos")),
  "atan/float64": "atan({0})",
  "atan2/float64": ([y, x]) => fn("atan2", unsigned(y!), unsigned(x!)),
  "degrees/float64": ([x]) => op("*", x!, float(57.29577951308232)),
  "radians/float64": ([x]) => radians(x!),
  "haversine_km/float64": haversine,
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
