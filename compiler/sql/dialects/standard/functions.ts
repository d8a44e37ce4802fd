import type { ScalarOverload } from "../../../functions/overloads.js";
import {
  all,
  any,
  caseOf,
  fn,
  isNotNull,
  isNull,
  minus,
  negated,
  number,
  ofOneType,
  op,
  type Sql,
  where,
} from "../../tree/index.js";
import { type ArgumentFacts, forEach, infix, type SqlCell } from "../cell.js";

/*
 * Functions that all engines write alike. Arithmetic on int64 is the engine's own, which is exact and raises on
 * overflow.
 */

const comparisons = { "==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">=" } as const;
const equalKinds = ["bool", "bytes", "enum"] as const;
const orderKinds = ["int64", "string", "timestamp", "date", "decimal"] as const;
const orders = ["<", "<=", ">", ">="] as const;
const equalities = ["==", "!="] as const;

/** `least` and `greatest` may skip nulls. The language's return null (MEANING B1). */
const nullSafe =
  (name: "least" | "greatest"): SqlCell =>
  (args, facts) => {
    const plain = fn(name, ...ofOneType(args));
    const nullable = args.filter((_, index) => facts[index]!.nullable);
    return nullable.length === 0 ? plain : where(all(nullable.map(isNotNull)), plain);
  };

const clamp: SqlCell = ([x, low, high], facts) => {
  const [own, least, most] = ofOneType([x!, low!, high!]);
  const clamped = fn("least", fn("greatest", own!, least!), most!);
  const ordered = isAscending(facts[1]!, facts[2]!) ? [] : [op("<=", ...pair(low!, high!))];
  const conditions = [...(facts[0]!.nullable ? [isNotNull(x!)] : []), ...ordered];
  return conditions.length === 0 ? clamped : where(all(conditions), clamped);
};
const pair = (a: Sql, b: Sql): readonly [Sql, Sql] => {
  const [left, right] = ofOneType([a, b]);
  return [left!, right!];
};
/** True if both are literals and the first is not greater. */
const isAscending = ({ literal: low, type }: ArgumentFacts, { literal: high }: ArgumentFacts): boolean => {
  if (low == null || high == null) return false;
  if (type.kind === "int64") return BigInt(String(low)) <= BigInt(String(high));
  return type.kind === "float64" && Number(low) <= Number(high);
};

/**
 * For an engine in which NaN equals NaN and is greater than all else. In IEEE NaN is unequal to everything and has no
 * order.
 */
export const ieee = (name: keyof typeof comparisons, equalsNaN: (x: Sql) => Sql): SqlCell => {
  const operator = comparisons[name];
  // The side whose NaN changes the engine's answer. For equality it takes a NaN on both sides.
  const side = operator === "<" || operator === "<=" ? 1 : 0;
  const equality = operator === "=" || operator === "<>";
  return (args, facts) => {
    const [left, right] = ofOneType(args);
    const plain = op(operator, left!, right!);
    if (facts[side]!.finite || (equality && facts[1]!.finite)) return plain;
    const other = args[1 - side]!;
    // Null if the other side is null, else IEEE's answer for NaN.
    const unordered = op(operator === "<>" ? "=" : "<>", other, other);
    return caseOf([[equalsNaN(args[side]!), unordered]], plain);
  };
};

const kinds = ["int64", "float64", "string", "timestamp", "date", "decimal"] as const;

/** True if the argument is a literal other than zero. */
export const isNonZero = (facts: ArgumentFacts | undefined): boolean =>
  facts?.literal != null && Number(facts.literal) !== 0;

/** A division: plain if the divisor is a literal other than zero, else null for zero. */
export const divided =
  (operator: "/" | "%"): SqlCell =>
  ([a, b], facts) => {
    const [left, right] = ofOneType([a!, b!]);
    return op(operator, left!, isNonZero(facts[1]) ? right! : fn("nullif", right!, number(0)));
  };

export const functions = {
  "+/int64": infix("+"),
  "+/float64": infix("+"),
  "-/int64": infix("-"),
  "-/float64": infix("-"),
  "*/int64": infix("*"),
  "*/float64": infix("*"),
  "//float64": divided("/"),
  "%/float64": divided("%"),
  ...forEach(
    ["int64", "float64", "decimal"],
    (kind) => `negate/${kind}`,
    (): SqlCell =>
      ([x]) =>
        minus(x!),
  ),
  ...forEach(
    ["int64", "float64", "decimal"],
    (kind) => `abs/${kind}`,
    () => "abs({0})",
  ),
  ...forEach(
    equalities.flatMap((name) => [...equalKinds, ...orderKinds].map((kind) => `${name}/${kind}` as const)),
    (key) => key,
    (key) => infix(comparisons[key.slice(0, key.indexOf("/")) as keyof typeof comparisons]),
  ),
  ...forEach(
    orders.flatMap((name) => orderKinds.map((kind) => `${name}/${kind}` as const)),
    (key) => key,
    (key) => infix(comparisons[key.slice(0, key.indexOf("/")) as keyof typeof comparisons]),
  ),
  "and/bool": (args) => all(args),
  "or/bool": (args) => any(args),
  "not/bool": ([x]) => negated(x!),
  "is null/any": ([x]) => isNull(x!),
  ...forEach(
    kinds,
    (kind) => `least/${kind}`,
    () => nullSafe("least"),
  ),
  ...forEach(
    kinds,
    (kind) => `greatest/${kind}`,
    () => nullSafe("greatest"),
  ),
  ...forEach(
    kinds,
    (kind) => `clamp/${kind}`,
    () => clamp,
  ),
  ...forEach(
    ["round", "floor", "ceil", "trunc"],
    (name) => `${name}/int64`,
    (): SqlCell =>
      ([x]) =>
        x!,
  ),
  "floor/float64": "floor({0})",
  "ceil/float64": "ceil({0})",
  "sigmoid/float64": ([x]) =>
    caseOf(
      [[op(">=", x!, number(0)), op("/", number(1), op("+", number(1), fn("exp", minus(x!))))]],
      op("/", fn("exp", x!), op("+", number(1), fn("exp", x!))),
    ),
  "replace/string": "replace({0}, {1}, {2})",
  ...forEach(
    ["int64", "int32", "float64", "float32", "string", "bool", "timestamp", "date"],
    (kind) => `${kind}/${kind}`,
    (): SqlCell =>
      ([x]) =>
        x!,
  ),
  "string/enum": ([x]) => x!,
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
