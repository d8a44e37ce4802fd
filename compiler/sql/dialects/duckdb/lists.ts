import type { ScalarOverload } from "../../../functions/overloads.js";
import { listKinds } from "../../../functions/scalar/list-kinds.js";
import {
  all,
  any,
  bare,
  bound,
  caseOf,
  cast,
  fillSql,
  fn,
  isIn,
  isNotNull,
  isNull,
  lambda,
  NULL,
  negated,
  number,
  ofOneType,
  op,
  type Sql,
  sql,
  where,
} from "../../tree/index.js";
import { type ArgumentFacts, forEach, type SqlCell } from "../cell.js";

/* Lists as values. Sums leave out null elements, as the aggregates do. */

const [TRUE, FALSE] = [sql`true`, sql`false`];
const ZERO = number(0);
/** DuckDB refuses offsets beyond 2^32. No list or text is that long. */
export const capped = (position: Sql, facts: ArgumentFacts | undefined): Sql =>
  facts?.literal != null && Number(facts.literal) < 2147483647
    ? bare(position)
    : fn("least", position, number(2147483647));
/** A position counted from 1, as in SQL. */
export const fromOne = (position: Sql, facts: ArgumentFacts | undefined): Sql =>
  facts?.literal != null && Number(facts.literal) < 2147483647
    ? number(BigInt(String(facts.literal)) + 1n)
    : op("+", capped(position, facts), number(1));
/** Conditions that these are not negative. A literal that is not negative needs none. */
export const notNegative = (...args: readonly (readonly [Sql, ArgumentFacts | undefined])[]): readonly Sql[] =>
  args.filter(([, facts]) => facts?.literal == null || Number(facts.literal) < 0).map(([arg]) => op(">=", arg, ZERO));
export const whereAll = (conditions: readonly Sql[], value: Sql): Sql =>
  conditions.length === 0 ? value : where(all(conditions), value);

/** Equality by `==`. In IEEE NaN does not equal NaN. */
export const isSame = (kind: string, a: Sql, b: Sql): Sql => {
  const equal = op("=", a, b);
  return kind === "float64" ? all([equal, negated(fn("isnan", a))]) : equal;
};

/** The first index from 0, or null if there is none. `list_position` would also find a null and a NaN. */
export const isFoundAt = (kind: string, list: Sql, value: Sql): Sql => {
  const findable = kind === "float64" ? [isNotNull(value), negated(fn("isnan", value))] : [isNotNull(value)];
  const position = op("-", fn("nullif", fn("list_position", list, value), ZERO), number(1));
  return where(all(findable), cast(position, "BIGINT"));
};

/**
 * Three-valued logic over a list, as in SQL (MEANING B29). An empty list gives false even for a null. `list_position`
 * finds a null, `list_contains` does not. NaN is in no list.
 */
const membership = (kind: string, value: Sql, list: Sql, [ofValue, ofList]: readonly ArgumentFacts[]): Sql => {
  if (ofList!.elements !== undefined) {
    const [own, ...elements] = ofOneType([value, ...ofList!.elements]);
    return isIn(own!, elements);
  }
  const found = fn("list_contains", list, value);
  const equal = kind === "float64" && !ofValue!.finite ? all([found, negated(fn("isnan", value))]) : found;
  return caseOf([
    [op("=", fn("len", list), ZERO), FALSE],
    [equal, TRUE],
    [any([isNull(value), isNotNull(fn("list_position", list, NULL))]), NULL],
    [isNotNull(list), FALSE],
  ]);
};

const slice: SqlCell = ([xs, from, count], facts) => {
  const begin = fromOne(from!, facts[1]);
  if (count === undefined)
    return whereAll(notNegative([from!, facts[1]]), fn("list_slice", xs!, begin, fn("len", xs!)));
  const end = op("+", capped(from!, facts[1]), capped(count, facts[2]));
  return whereAll(notNegative([from!, facts[1]], [count, facts[2]]), fn("list_slice", xs!, begin, end));
};

const concat: SqlCell = (args, facts) => {
  const nullable = args.filter((_, index) => facts[index]!.nullable);
  return whereAll(
    nullable.map(isNotNull),
    args.reduce((joined, arg) => fn("list_concat", joined, arg)),
  );
};

const total =
  (value: (sum: Sql, count: Sql) => Sql): SqlCell =>
  ([xs]) =>
    bound("xs", cast(xs!, "DOUBLE[]"), (values) =>
      bound("total", value(fn("list_sum", values), fn("list_count", values)), (sum) => where(fn("isfinite", sum), sum)),
    );

const distinct: SqlCell = ([xs]) =>
  bound("xs", xs!, (values) =>
    fn(
      "list_filter",
      values,
      lambda(["x", "i"], (x, i) => op("=", fn("list_position", values, x!), i!)),
    ),
  );

/** The longest list that `range` may make for a row. */
const LONGEST_RANGE = number(10_000);

export const lists = {
  ...forEach(
    listKinds,
    (kind) => `in/${kind}`,
    (kind): SqlCell =>
      ([value, list], facts) =>
        membership(kind, value!, list!, facts),
  ),
  ...forEach(
    listKinds,
    (kind) => `contains/${kind}[]`,
    (kind): SqlCell =>
      ([list, value], facts) =>
        membership(kind, value!, list!, [facts[1]!, facts[0]!]),
  ),
  ...forEach(
    listKinds,
    (kind) => `index_of/${kind}[]`,
    (kind): SqlCell =>
      ([list, value]) =>
        isFoundAt(kind, list!, value!),
  ),
  "length/array": "len({0})",
  "element/array": ([xs, i], facts) =>
    whereAll(notNegative([i!, facts[1]]), fn("list_extract", xs!, fromOne(i!, facts[1]))),
  "range/int64": ([from, to]) =>
    where(op("<=", op("-", cast(to!, "HUGEINT"), from!), LONGEST_RANGE), fn("range", from!, to!)),
  "slice/array": slice,
  "array_concat/array": concat,
  "array_distinct/array": distinct,
  "array_sort/array": "list_sort({0}, 'ASC', 'NULLS FIRST')",
  "array_min/array": "list_min({0})",
  "array_max/array": "list_max({0})",
  "array_sum/array": total((sum) => sum),
  "array_avg/array": total((sum, count) => op("/", sum, fn("nullif", count, ZERO))),
  // DuckDB takes only a constant separator. So each string gets the separator before it, and the first is removed.
  "join/string": ([xs, separator]) => {
    const parts = fn(
      "list_transform",
      xs!,
      lambda(["x"], (x) => op("||", separator!, x!)),
    );
    const text = fillSql("array_to_string({parts}, '')", [], { parts });
    return where(
      isNull(fn("list_position", xs!, NULL)),
      fn("substring", text, op("+", fn("length", separator!), number(1))),
    );
  },
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
