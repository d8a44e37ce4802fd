import type { ScalarOverload } from "../../../functions/overloads.js";
import { listKinds } from "../../../functions/scalar/list-kinds.js";
import {
  all,
  between,
  caseOf,
  cast,
  fillSql,
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
import { isFoundAt, isSame } from "./lists.js";
import { bigint, bound, double, filtered, float, isFiniteFloat, mapped, ONE, size, ZERO } from "./values.js";

/* Numbers: arithmetic, comparison, mathematics, geography, and inputs for models. */

const GREATEST = float(1.7976931348623157e308);
/** The greatest x for which `exp(x)` is finite. */
const GREATEST_EXPONENT = float(709.782712893384);

/** Operands of one scale, with 38 digits. A result with more digits is an error (MEANING 80). */
const decimals =
  (operator: "+" | "-"): SqlCell =>
  (args, facts) => {
    const scale = Math.max(...facts.map(scaleOf));
    const [a, b] = args.map((arg, index) => cast(arg, `DECIMAL(38, ${scaleOf(facts[index]!)})`));
    return cast(op(operator, a!, b!), `DECIMAL(38, ${scale})`);
  };
const scaleOf = ({ type }: ArgumentFacts): number => {
  if (type.kind !== "decimal") throw new Error("the SQL of decimals needs their types");
  return type.scale;
};

/** The quotient of two integers, rounded toward zero. */
export const quotient = (dividend: Sql, divisor: Sql): Sql => fillSql("{0} DIV {1}", [dividend, divisor]);

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
const isInUnit = (x: Sql): Sql => between(x, number(-1), ONE);

/** Spark's `floor`, `ceil` and casts give integers. A greater float has no fraction, and NaN and infinity stay. */
const whole =
  (rounded: (x: Sql) => Sql): SqlCell =>
  ([x]) =>
    caseOf([[op("<", fn("abs", x!), float(2 ** 52)), double(rounded(x!))]], x!);

/** -0 would change the angle by half a circle. */
const unsigned = (x: Sql): Sql => caseOf([[op("=", x, ZERO), double(ZERO)]], x);

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
        return op("*", float(12742.0176), fn("asin", fn("least", double(ONE), fn("sqrt", square))));
      }),
    ),
  );
};

const bucket: SqlCell = ([x, edges], [facts]) => {
  const count = bigint(size(filtered(edges!, "e", (e) => op("<=", e, x!))));
  return facts!.nullable ? where(isNotNull(x!), count) : count;
};

const oneHot =
  (kind: string): SqlCell =>
  ([x, values]) =>
    mapped(values!, "v", (v) => caseOf([[isSame(kind, x!, v), bigint(ONE)]], bigint(ZERO)));

export const numbers = {
  "+/decimal": decimals("+"),
  "-/decimal": decimals("-"),
  "*/decimal": ([a, b], facts) => {
    const [one, other] = [scaleOf(facts[0]!), scaleOf(facts[1]!)];
    return cast(
      op("*", cast(a!, `DECIMAL(38, ${one})`), cast(b!, `DECIMAL(38, ${other})`)),
      `DECIMAL(38, ${one + other})`,
    );
  },
  "%/int64": ([a, b], facts) => {
    const [left, right] = ofOneType([a!, b!]);
    return op("%", left!, isNonZero(facts[1]) ? right! : fn("nullif", right!, ZERO));
  },
  "div/int64": ([a, b], facts) => {
    const [left, right] = ofOneType([a!, b!]);
    return quotient(left!, isNonZero(facts[1]) ? right! : fn("nullif", right!, ZERO));
  },
  ...forEach(
    ["==", "!=", "<", "<=", ">", ">="],
    (name) => `${name}/float64`,
    (name): SqlCell => ieee(name, equalsNaN),
  ),
  "round/float64": "round({0})",
  "floor/float64": whole(call("floor")),
  "ceil/float64": whole(call("ceil")),
  "trunc/float64": whole(bigint),
  "sign/int64": "CAST(sign({0}) AS BIGINT)",
  "sign/float64": "sign({0})",
  "sqrt/float64": partial((x) => between(x, ZERO, GREATEST), call("sqrt")),
  "exp/float64": partial((x) => op("<=", x, GREATEST_EXPONENT), call("exp")),
  "ln/float64": partial(isPositive, call("ln")),
  "log2/float64": partial(isPositive, call("log2")),
  "log10/float64": partial(isPositive, call("log10")),
  "log1p/float64": partial((x) => all([op(">", x, number(-1)), op("<=", x, GREATEST)]), call("log1p")),
  "expm1/float64": partial((x) => op("<=", x, GREATEST_EXPONENT), call("expm1")),
  "cbrt/float64": "cbrt({0})",
  "pow/float64": (args) => {
    const power = fn("pow", ...ofOneType(args));
    return where(isFiniteFloat(power), power);
  },
  "pi/float64": () => float(Math.PI),
  "sin/float64": "sin({0})",
  "cos/float64": "cos({0})",
  "tan/float64": "tan({0})",
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
