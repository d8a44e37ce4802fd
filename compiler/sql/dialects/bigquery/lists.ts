import { isFloat, type Type } from "../../../../runtime/types.js";
import type { ScalarOverload } from "../../../functions/overloads.js";
import { listKinds } from "../../../functions/scalar/list-kinds.js";
import {
  all,
  caseOf,
  cast,
  fn,
  id,
  isIn,
  isNotNull,
  isNull,
  NULL,
  negated,
  number,
  ofOneType,
  op,
  type Sql,
  select,
  sql,
  where,
} from "../../tree/index.js";
import { type ArgumentFacts, forEach, type SqlCell } from "../cell.js";
import { addedUp } from "./sums.js";
import { parts } from "./types.js";
import {
  arrayElement,
  asList,
  elements,
  finiteOrNull,
  groupText,
  isGroupable,
  listOfRows,
  member,
  once,
  query,
  unlessNull,
  valueIn,
} from "./values.js";

/* Lists as values. Sums leave out null elements, as the aggregates do. */

const ZERO = number(0);
/** Conditions that these are not negative. A literal that is not negative needs none. */
export const notNegative = (...args: readonly (readonly [Sql, ArgumentFacts | undefined])[]): readonly Sql[] =>
  args.filter(([, facts]) => facts?.literal == null || Number(facts.literal) < 0).map(([arg]) => op(">=", arg, ZERO));

export const elementOf = (type: Type): Type => {
  if (type.kind !== "array") throw new Error("the SQL of lists needs their types");
  return type.element;
};

const V = valueIn("~e");
const FLOAT = cast(V, "FLOAT64");
const PLACE = id("@e");
const over = (list: Sql): Sql => elements(list, "~e");
const placed = (list: Sql): Sql => elements(list, "~e", "@e");

/** The first index from 0, or null if there is none. */
export const foundAt = (list: Sql, value: Sql): Sql =>
  query({ columns: [fn("MIN", PLACE)], from: placed(list), where: [op("=", V, value)] });

/** Three-valued logic, as in SQL (MEANING B29). An empty list gives false even for a null. */
const membership = (value: Sql, list: Sql, facts: ArgumentFacts): Sql => {
  if (facts.elements !== undefined) {
    const [own, ...written] = ofOneType([value, ...facts.elements]);
    return isIn(own!, written);
  }
  // No element may differ and one may be null: then it is not known.
  const equal = op("=", V, value);
  const known = caseOf(
    [
      [fn("IFNULL", fn("LOGICAL_OR", equal), sql`FALSE`), sql`TRUE`],
      [op(">", fn("COUNTIF", isNull(equal)), ZERO), cast(NULL, "BOOL")],
    ],
    sql`FALSE`,
  );
  const found = query({ columns: [known], from: over(list) });
  return facts.nullable ? where(isNotNull(list), found) : found;
};

export const lengthOf = (list: Sql): Sql => fn("ARRAY_LENGTH", member(list, parts.list));

const slice: SqlCell = ([xs, from, count]) =>
  once("from", from!, (begin) =>
    once("xs", xs!, (own) => {
      const rows = (conditions: readonly Sql[]): Sql =>
        listOfRows({ columns: [V], from: placed(own), where: conditions, orderBy: [PLACE] });
      const first = op(">=", PLACE, begin);
      if (count === undefined) return unlessNull([isNotNull(own), op(">=", begin, ZERO)], rows([first]));
      return once("count", count, (length) =>
        unlessNull(
          [isNotNull(own), op(">=", begin, ZERO), op(">=", length, ZERO)],
          rows([first, op("<", op("-", PLACE, begin), length)]),
        ),
      );
    }),
  );

const concat: SqlCell = (args, facts) => {
  const lists = args.map((arg) => member(arg, parts.list));
  return unlessNull(
    args.filter((_, index) => facts[index]!.nullable).map(isNotNull),
    asList(fn("ARRAY_CONCAT", ...lists)),
  );
};

const distinct: SqlCell = ([xs], [facts]) => {
  const element = elementOf(facts!.type);
  return once("xs", xs!, (own) =>
    where(
      isNotNull(own),
      listOfRows(
        isGroupable(element)
          ? { columns: [V], from: placed(own), groupBy: [V], orderBy: [fn("MIN", PLACE)] }
          : {
              columns: [fn("ANY_VALUE", V)],
              from: placed(own),
              groupBy: [groupText(V)],
              orderBy: [fn("MIN", PLACE)],
            },
      ),
    ),
  );
};
const isFloats = ({ type }: ArgumentFacts): boolean => isFloat(elementOf(type));
/** NaN is greater than all other numbers. */
const sorted: SqlCell = ([xs], [facts]) =>
  once("xs", xs!, (own) => {
    const by = [sql`${V} NULLS FIRST`];
    const orderBy = isFloats(facts!) ? [isNotNull(V), fn("IS_NAN", V), ...by] : by;
    return where(isNotNull(own), listOfRows({ columns: [V], from: over(own), orderBy }));
  });
const extreme =
  (name: "MIN" | "MAX"): SqlCell =>
  ([xs], [facts]) => {
    const found = fn(name, V);
    const least = fn("IFNULL", fn(name, where(negated(fn("IS_NAN", V)), V)), found);
    return query({ columns: [name === "MIN" && isFloats(facts!) ? least : found], from: over(xs!) });
  };

/** The longest list that `range` may make for a row. */
const LONGEST_RANGE = number(10_000);
const big = (x: Sql): Sql => cast(x, "BIGNUMERIC");

export const lists = {
  ...forEach(
    listKinds,
    (kind) => `in/${kind}`,
    (): SqlCell =>
      ([value, list], facts) =>
        membership(value!, list!, facts[1]!),
  ),
  ...forEach(
    listKinds,
    (kind) => `contains/${kind}[]`,
    (): SqlCell =>
      ([list, value], facts) =>
        membership(value!, list!, facts[0]!),
  ),
  ...forEach(
    listKinds,
    (kind) => `index_of/${kind}[]`,
    (): SqlCell =>
      ([list, value]) =>
        foundAt(list!, value!),
  ),
  "length/array": ([xs]) => lengthOf(xs!),
  "element/array": ([xs, i]) => member(arrayElement(member(xs!, parts.list), i!), parts.value),
  // Without the end: the ints before it.
  "range/int64": ([from, to]) =>
    once("from", from!, (least) =>
      once("to", to!, (most) =>
        caseOf([
          [op(">=", least, most), asList(sql`ARRAY<STRUCT<${id(parts.value)} INT64>>[]`)],
          [
            op("<=", op("-", big(most), big(least)), LONGEST_RANGE),
            listOfRows({
              columns: [id("~n")],
              from: sql`UNNEST(GENERATE_ARRAY(${least}, ${op("-", most, number(1))})) AS ${id("~n")}`,
              orderBy: [id("~n")],
            }),
          ],
        ]),
      ),
    ),
  "slice/array": slice,
  "array_concat/array": concat,
  "array_distinct/array": distinct,
  "array_sort/array": sorted,
  "array_min/array": extreme("MIN"),
  "array_max/array": extreme("MAX"),
  "array_sum/array": ([xs]) => finiteOrNull(query({ columns: [addedUp(FLOAT)], from: over(xs!) })),
  "array_avg/array": ([xs]) =>
    finiteOrNull(
      query({
        columns: [fn("IEEE_DIVIDE", addedUp(FLOAT), fn("nullif", fn("COUNT", V), ZERO))],
        from: over(xs!),
      }),
    ),
  "join/string": ([xs, separator]) =>
    once("xs", xs!, (own) => {
      const nulls = query({ columns: [fn("COUNTIF", isNull(V))], from: over(own) });
      const texts = sql`ARRAY${select({ columns: [V], from: placed(own), orderBy: [PLACE] })}`;
      return where(all([isNotNull(own), op("=", nulls, ZERO)]), fn("ARRAY_TO_STRING", texts, separator!));
    }),
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
