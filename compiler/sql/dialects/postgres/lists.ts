import type { Type } from "../../../../runtime/types.js";
import type { ScalarOverload } from "../../../functions/overloads.js";
import { listKinds } from "../../../functions/scalar/list-kinds.js";
import {
  all,
  bare,
  caseOf,
  cast,
  fillSql,
  fn,
  id,
  isIn,
  isNotNull,
  isNull,
  NULL,
  number,
  ofOneType,
  op,
  type Sql,
  sql,
  text,
  where,
} from "../../tree/index.js";
import { type ArgumentFacts, forEach, type SqlCell } from "../cell.js";
import { typeOf } from "./types.js";
import {
  arrayOf,
  bound,
  each,
  element,
  elements,
  helper,
  inOrder,
  ofElement,
  quantified,
  query,
  small,
} from "./values.js";

/* Lists are arrays. Sums leave out null elements, as the aggregates do. */

const ZERO = number(0);
const isShort = (facts: ArgumentFacts | undefined): boolean =>
  facts?.literal != null && Math.abs(Number(facts.literal)) < 1_000_000_000;
/** A position or count in 32 bits. No list or text is longer. */
export const capped = (position: Sql, facts: ArgumentFacts | undefined): Sql =>
  isShort(facts) ? bare(position) : small(position);
/** A position counted from 1, as in SQL. */
export const fromOne = (position: Sql, facts: ArgumentFacts | undefined): Sql =>
  isShort(facts)
    ? number(BigInt(String(facts!.literal)) + 1n)
    : op("+", cast(fn("least", position, number(2147483646)), "INTEGER"), number(1));
/** Conditions that these are not negative. A literal that is not negative needs none. */
export const notNegative = (...args: readonly (readonly [Sql, ArgumentFacts | undefined])[]): readonly Sql[] =>
  args.filter(([, facts]) => facts?.literal == null || Number(facts.literal) < 0).map(([arg]) => op(">=", arg, ZERO));
export const whereAll = (conditions: readonly Sql[], value: Sql): Sql =>
  conditions.length === 0 ? value : where(all(conditions), value);

export const elementOf = (type: Type): Type => {
  if (type.kind !== "array") throw new Error("the SQL of lists needs their types");
  return type.element;
};

const NAN = cast(text("NaN"), "DOUBLE PRECISION");
const neverNaN = ({ type, finite }: ArgumentFacts): boolean => finite || type.kind !== "float64";
/** The value to look for; null for NaN, which Postgres would find. */
export const notNaN = (value: Sql, facts: ArgumentFacts): Sql => (neverNaN(facts) ? value : fn("nullif", value, NAN));

/** The first index from 0, or null if there is none. `array_position` would also find a null. */
export const foundAt = (list: Sql, value: Sql): Sql =>
  where(isNotNull(value), cast(op("-", fn("array_position", list, value), number(1)), "BIGINT"));

/** Three-valued logic, as in Feat (MEANING B29). */
const membership = (value: Sql, list: Sql, facts: ArgumentFacts, { elements: written, type }: ArgumentFacts): Sql => {
  if (written === undefined) {
    const any = quantified("ANY", list, typeOf(type));
    const found = op("=", value, any);
    // In Postgres NaN equals NaN. Nothing is greater than NaN, so this is false, or null if an element is.
    return neverNaN(facts) ? found : caseOf([[op("=", value, NAN), op("<", value, any)]], found);
  }
  const [own, ...values] = ofOneType([value, ...written]);
  return isIn(own!, values);
};

const slice: SqlCell = ([xs, from, count], facts) => {
  const begin = fromOne(from!, facts[1]);
  if (count === undefined) return whereAll(notNegative([from!, facts[1]]), fillSql("({0})[{1}:]", [xs!, begin]));
  const sum = op("+", fn("least", from!, number(1_000_000_000)), fn("least", count, number(1_000_000_000)));
  const end =
    isShort(facts[1]) && isShort(facts[2])
      ? number(BigInt(String(facts[1]!.literal)) + BigInt(String(facts[2]!.literal)))
      : cast(sum, "INTEGER");
  return whereAll(notNegative([from!, facts[1]], [count, facts[2]]), fillSql("({0})[{1}:{2}]", [xs!, begin, end]));
};

const concat: SqlCell = (args, facts) =>
  whereAll(
    args.filter((_, index) => facts[index]!.nullable).map(isNotNull),
    args.reduce((joined, arg) => op("||", joined, arg)),
  );

/** A value computed from a list's elements, `"~e"`. */
const over = (list: Sql, value: Sql): Sql => query({ columns: [value], from: each(list, "~e") });
const E = id("~e");
const extreme =
  (name: "min" | "max"): SqlCell =>
  ([xs], [facts]) =>
    over(xs!, fn(name, inOrder(E, elementOf(facts!.type))));

const distinct: SqlCell = ([xs]) =>
  bound("xs", xs!, (own) =>
    where(
      isNotNull(own),
      arrayOf(
        query({ columns: [E], from: elements(own, "~e", "@place"), groupBy: [E], orderBy: [fn("min", id("@place"))] }),
      ),
    ),
  );
const sorted: SqlCell = ([xs], [facts]) =>
  bound("xs", xs!, (own) =>
    where(
      isNotNull(own),
      arrayOf(
        query({
          columns: [E],
          from: each(own, "~e"),
          orderBy: [sql`${inOrder(E, elementOf(facts!.type))} NULLS FIRST`],
        }),
      ),
    ),
  );

/** The longest list that `range` may make for a row. */
const LONGEST_RANGE = number(10_000);

export const lists = {
  ...forEach(
    listKinds,
    (kind) => `in/${kind}`,
    (): SqlCell =>
      ([value, list], facts) =>
        membership(value!, list!, facts[0]!, facts[1]!),
  ),
  ...forEach(
    listKinds,
    (kind) => `contains/${kind}[]`,
    (): SqlCell =>
      ([list, value], facts) =>
        membership(value!, list!, facts[1]!, facts[0]!),
  ),
  ...forEach(
    listKinds,
    (kind) => `index_of/${kind}[]`,
    (): SqlCell =>
      ([list, value], facts) =>
        foundAt(list!, notNaN(value!, facts[1]!)),
  ),
  "length/array": "CAST(cardinality({0}) AS BIGINT)",
  "element/array": ([xs, i], facts) => {
    const found = ofElement(element(xs!, fromOne(i!, facts[1])), elementOf(facts[0]!.type));
    return whereAll(notNegative([i!, facts[1]]), found);
  },
  // The last element is filtered out, because there may be no int before the upper bound.
  "range/int64": ([from, to]) =>
    bound("from", from!, (least) =>
      bound("to", to!, (most) =>
        where(
          op("<=", op("-", cast(most, "NUMERIC"), least), LONGEST_RANGE),
          arrayOf(
            query({
              columns: [E],
              from: sql`generate_series(${least}, ${most}) AS "@l"("~e")`,
              where: [op("<", E, most)],
            }),
          ),
        ),
      ),
    ),
  "slice/array": slice,
  "array_concat/array": concat,
  "array_distinct/array": distinct,
  "array_sort/array": sorted,
  "array_min/array": extreme("min"),
  "array_max/array": extreme("max"),
  "array_sum/array": ([xs]) => helper("sum", cast(xs!, "DOUBLE PRECISION[]")),
  "array_avg/array": ([xs]) => helper("mean", cast(xs!, "DOUBLE PRECISION[]")),
  "join/string": ([xs, separator]) =>
    where(isNull(fn("array_position", xs!, NULL)), fn("array_to_string", xs!, separator!)),
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
