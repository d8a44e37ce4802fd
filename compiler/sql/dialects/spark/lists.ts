import type { ScalarOverload } from "../../../functions/overloads.js";
import { listKinds } from "../../../functions/scalar/list-kinds.js";
import {
  all,
  caseOf,
  cast,
  fn,
  isIn,
  isNull,
  negated,
  number,
  ofOneType,
  op,
  type Sql,
  where,
} from "../../tree/index.js";
import { type ArgumentFacts, forEach, type SqlCell } from "../cell.js";
import {
  at,
  bigint,
  bound,
  double,
  finiteOrNull,
  folded,
  fromOne,
  mapped,
  notNegative,
  ONE,
  present,
  rangeOf,
  size,
  small,
  some,
  whereAll,
  ZERO,
} from "./values.js";

/* Lists as values. Sums leave out null elements, as the aggregates do. */

const neverNaN = (kind: string, facts?: ArgumentFacts): boolean =>
  (kind !== "float64" && kind !== "float32") || facts?.finite === true;

/** Equality by `==`. In Spark NaN equals NaN. */
export const isSame = (kind: string, a: Sql, b: Sql): Sql => {
  const equal = op("=", a, b);
  return neverNaN(kind) ? equal : all([equal, negated(fn("isnan", a))]);
};

/** The first index from 0, or null if there is none. `array_position` would also find a NaN. */
export const isFoundAt = (kind: string, list: Sql, value: Sql): Sql => {
  const position = op("-", fn("nullif", fn("array_position", list, value), ZERO), ONE);
  return neverNaN(kind) ? position : where(negated(fn("isnan", value)), position);
};

/** Three-valued logic over a list, as in SQL (MEANING B29). `exists` follows it, and is false over no elements. */
const membership = (kind: string, value: Sql, list: Sql, [ofValue, ofList]: readonly ArgumentFacts[]): Sql => {
  if (ofList!.elements !== undefined) {
    const [own, ...elements] = ofOneType([value, ...ofList!.elements]);
    return isIn(own!, elements);
  }
  return some(list, "e", (e) => (neverNaN(kind, ofValue) ? op("=", e, value) : isSame(kind, value, e)));
};

const slice: SqlCell = ([xs, from, count], facts) => {
  const length = count === undefined ? number(1_000_000_000) : small(count, facts[2]);
  return whereAll(
    notNegative([from!, facts[1]], ...(count === undefined ? [] : [[count, facts[2]] as const])),
    fn("slice", xs!, fromOne(from!, facts[1]), length),
  );
};

const sum = (values: Sql): Sql => folded(values, double(ZERO), (total, x) => op("+", total, x));
const total =
  (value: (sum: Sql, count: Sql) => Sql): SqlCell =>
  ([xs]) =>
    bound("xs", present(mapped(xs!, "e", double)), (values) =>
      where(op(">", size(values), ZERO), bound("total", value(sum(values), size(values)), finiteOrNull)),
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
  "length/array": ([xs]) => bigint(size(xs!)),
  "element/array": ([xs, i], facts) => whereAll(notNegative([i!, facts[1]]), at(xs!, small(i!, facts[1]))),
  "range/int64": ([from, to]) =>
    bound("from", from!, (least) =>
      bound("to", to!, (most) =>
        where(
          op("<=", op("-", cast(most, "DECIMAL(20, 0)"), least), LONGEST_RANGE),
          cast(rangeOf(least, most), "ARRAY<BIGINT>"),
        ),
      ),
    ),
  "slice/array": slice,
  "array_concat/array": (args) => fn("concat", ...args),
  "array_distinct/array": "array_distinct({0})",
  "array_sort/array": "sort_array({0})",
  "array_min/array": "array_min({0})",
  "array_max/array": "array_max({0})",
  "array_sum/array": total((all) => all),
  "array_avg/array": total((all, count) => op("/", all, count)),
  "join/string": ([xs, separator]) =>
    caseOf([[negated(some(xs!, "x", (x) => isNull(x))), fn("array_join", xs!, separator!)]]),
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
