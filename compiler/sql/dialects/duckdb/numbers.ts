import type { ScalarOverload } from "../../../functions/overloads.js";
import { listKinds } from "../../../functions/scalar/list-kinds.js";
import {
  all,
  between,
  bound,
  caseOf,
  cast,
  closed,
  float,
  fn,
  isNotNull,
  lambda,
  minus,
  number,
  ofOneType,
  op,
  type Sql,
  typeName,
  where,
} from "../../tree/index.js";
import { type ArgumentFacts, forEach, type SqlCell } from "../cell.js";
import { ieee, isNonZero } from "../standard/functions.js";
import { isFoundAt, isSame } from "./lists.js";

/* Numbers: arithmetic, comparison, mathematics, geography, and inputs for models. */

const GREATEST = float(1.7976931348623157e308);
/** The greatest x for which `exp(x)` is finite. */
const GREATEST_EXPONENT = float(709.782712893384);
const ZERO = number(0);
const ONE = number(1);
const DOUBLE = typeName("DOUBLE");

/** Operands of one scale, with 38 digits. A result with more digits is an error (MEANING 80). */
const decimals =
  (operator: "+" | "-"): SqlCell =>
  (args, facts) => {
    const [a, b] = args.map((arg, index) => cast(arg, `DECIMAL(38, ${scaleOf(facts[index]!)})`));
    return op(operator, a!, b!);
  };
const scaleOf = ({ type }: ArgumentFacts): number => {
  if (type.kind !== "decimal") throw new Error("the SQL of decimals needs their types");
  return type.scale;
};

/**
 * The remainder by -1 is 0 for every int, but DuckDB raises for the smallest int64 (MEANING B6). The remainder by 1 is
 * the same. By zero it is null.
 */
const remainder: SqlCell = ([a, b], facts) => {
  const [left, right] = ofOneType([a!, b!]);
  const safe = isNonZero(facts[1]) && Number(facts[1]!.literal) !== -1;
  return op("%", left!, safe ? right! : caseOf([[op("=", b!, number(-1)), ONE]], b!));
};

const equalsNaN = (x: Sql): Sql => fn("isnan", x);

/** Null outside the function's domain. */
const partial =
  (condition: (x: Sql) => Sql, value: (x: Sql) => Sql): SqlCell =>
  ([x]) =>
    where(condition(x!), value(x!));
const isPositive = (x: Sql): Sql => all([op(">", x, ZERO), op("<=", x, GREATEST)]);
const call =
  (name: string) =>
  (x: Sql): Sql =>
    fn(name, x);
const logarithm = (name: string): SqlCell => partial(isPositive, call(name));
const isInUnit = (x: Sql): Sql => between(x, number(-1), ONE);

/** Angles are in radians. DuckDB raises for arguments that are not finite, where IEEE gives NaN. */
const angle =
  (name: string): SqlCell =>
  ([x], [facts]) =>
    facts!.finite ? fn(name, x!) : caseOf([[fn("isfinite", x!), fn(name, x!)]], op("-", x!, x!));

/** -0 would change the angle by half a circle. */
const unsigned = (x: Sql): Sql => caseOf([[op("=", x, ZERO), ZERO]], x);

/** ln(u), corrected by what was lost in u = 1 + x (Kahan). */
const log1p = (x: Sql): Sql => {
  const u = op("+", ONE, x);
  return caseOf([[op("=", u, ONE), x]], op("*", fn("ln", u), op("/", x, op("-", closed(u), ONE))));
};
const expm1 = (x: Sql): Sql => {
  const e = fn("exp", x);
  const less = op("-", e, ONE);
  return caseOf(
    [
      [op("=", e, ONE), x],
      [op("=", less, number(-1)), number(-1)],
    ],
    op("*", less, op("/", x, fn("ln", e))),
  );
};

const radians = (degrees: Sql): Sql => op("*", degrees, float(0.017453292519943295));
const halfSine = (from: Sql, to: Sql): Sql => fn("sin", radians(op("/", op("-", to, from), number(2))));
const haversine: SqlCell = ([lat1, lon1, lat2, lon2]) => {
  const [latitude, longitude] = [number(90), number(180)];
  const inRange = (degrees: Sql, most: Sql): Sql => between(degrees, minus(most), most);
  return where(
    all([inRange(lat1!, latitude), inRange(lon1!, longitude), inRange(lat2!, latitude), inRange(lon2!, longitude)]),
    bound("lat", halfSine(lat1!, lat2!), (lat) =>
      bound("lon", halfSine(lon1!, lon2!), (lon) => {
        const cosines = op("*", fn("cos", radians(lat1!)), fn("cos", radians(lat2!)));
        const square = op("+", op("*", lat, lat), op("*", op("*", cosines, lon), lon));
        return op("*", float(12742.0176), fn("asin", fn("least", ONE, fn("sqrt", square))));
      }),
    ),
  );
};

const bucket: SqlCell = ([x, edges], [facts]) => {
  const below = fn(
    "list_filter",
    edges!,
    lambda(["e"], (e) => op("<=", e!, x!)),
  );
  const count = cast(fn("len", below), "BIGINT");
  return facts!.nullable ? where(isNotNull(x!), count) : count;
};

const oneHot =
  (kind: string): SqlCell =>
  ([x, values]) =>
    fn(
      "list_transform",
      values!,
      lambda(["v"], (v) => caseOf([[isSame(kind, x!, v!), cast(ONE, "BIGINT")]], ZERO)),
    );

export const numbers = {
  "+/decimal": decimals("+"),
  "-/decimal": decimals("-"),
  // Cast to 38 digits first: with fewer digits DuckDB raises too early.
  "*/decimal": ([a, b], facts) => {
    const [one, other] = [scaleOf(facts[0]!), scaleOf(facts[1]!)];
    return cast(op("*", cast(a!, `DECIMAL(38, ${one})`), b!), `DECIMAL(38, ${one + other})`);
  },
  "%/int64": remainder,
  "div/int64": (args) => {
    const [left, right] = ofOneType(args);
    return op("//", left!, right!);
  },
  "==/float64": ieee("==", equalsNaN),
  "!=/float64": ieee("!=", equalsNaN),
  "</float64": ieee("<", equalsNaN),
  "<=/float64": ieee("<=", equalsNaN),
  ">/float64": ieee(">", equalsNaN),
  ">=/float64": ieee(">=", equalsNaN),
  "round/float64": "round({0})",
  "trunc/float64": "trunc({0})",
  "sign/int64": "CAST(sign({0}) AS BIGINT)",
  "sign/float64": ([x], [facts]) => {
    const plain = cast(fn("sign", x!), DOUBLE);
    return facts!.finite ? plain : caseOf([[fn("isnan", x!), x!]], plain);
  },
  "sqrt/float64": partial((x) => between(x, ZERO, GREATEST), call("sqrt")),
  "exp/float64": partial((x) => op("<=", x, GREATEST_EXPONENT), call("exp")),
  "ln/float64": logarithm("ln"),
  "log2/float64": logarithm("log2"),
  "log10/float64": logarithm("log10"),
  "log1p/float64": partial((x) => all([op(">", x, number(-1)), op("<=", x, GREATEST)]), log1p),
  "expm1/float64": partial((x) => op("<=", x, GREATEST_EXPONENT), expm1),
  "cbrt/float64": "cbrt({0})",
  "pow/float64": (args) => {
    const power = fn("pow", ...ofOneType(args));
    return where(fn("isfinite", power), power);
  },
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
  "bucket/int64": bucket,
  "bucket/float64": bucket,
  ...forEach(listKinds, (kind) => `one_hot/${kind}`, oneHot),
  ...forEach(
    listKinds,
    (kind) => `ordinal/${kind}`,
    (kind): SqlCell =>
      ([x, values]) =>
        isFoundAt(kind, values!, x!),
  ),
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
