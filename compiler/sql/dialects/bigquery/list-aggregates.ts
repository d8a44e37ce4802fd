import type { Type } from "../../../../runtime/types.js";
import type { AggregateOverloadName } from "../../../functions/overloads.js";
import {
  all,
  bare,
  caseOf,
  cast,
  closed,
  fn,
  id,
  isNotNull,
  list,
  number,
  op,
  type Sql,
  sql,
  where,
} from "../../tree/index.js";
import { type AggregateCell, type AggregateNames, type AggregateTemplate, forEach } from "../cell.js";
import { jsonTextOf } from "./json-text.js";
import { times } from "./numbers.js";
import { addedUp, weight } from "./sums.js";
import { parts } from "./types.js";
import {
  arrayElement,
  asList,
  bound,
  elementStruct,
  elements,
  float,
  groupText,
  isFiniteFloat,
  isGroupable,
  listOfRows,
  member,
  query,
  valueIn,
} from "./values.js";

/*
 * Aggregates that hold all values, as arrays of structs with one field, which are not null where a value is. BigQuery
 * has no frame over them.
 */

const typeOf = ({ types }: AggregateNames): Type => types[0]!;
/** The aggregate's second argument. */
const countOf = ({ literals }: AggregateNames): Sql => bare(literals[1]!);

/** The values that are not null. The first node is what a filter makes null. */
const collected = (value: Sql, condition: Sql, by: readonly Sql[], limit?: Sql): Sql => {
  const kept = where(condition, elementStruct(value));
  const order = by.length === 0 ? sql`` : sql`ORDER BY ${list(by)}`;
  return limit === undefined
    ? sql`ARRAY_AGG(${kept} IGNORE NULLS ${order})`
    : sql`ARRAY_AGG(${kept} IGNORE NULLS ${order} LIMIT ${limit})`;
};
const ofPresent =
  (by: (x: Sql, names: AggregateNames) => readonly Sql[], limit: (names: AggregateNames) => Sql | undefined) =>
  (args: readonly Sql[], names: AggregateNames): Sql =>
    collected(args[0]!, isNotNull(args[0]!), by(args[0]!, names), limit(names));
const without = (): undefined => undefined;
const one = (): Sql => number(1);

const inTurn = (_: Sql, { order }: AggregateNames): readonly Sql[] => [order];
const newestFirst = (_: Sql, { order }: AggregateNames): readonly Sql[] => [sql`${order} DESC`];

const firstValue: AggregateTemplate = ([array]) => member(arrayElement(array!, number(0)), parts.value);
const asWhole: AggregateTemplate = ([array]) => where(isNotNull(array!), asList(array!));
const only = (call: AggregateTemplate): AggregateCell => ({ framed: false, calls: [call], finish: firstValue });
const some = (call: AggregateTemplate): AggregateCell => ({ framed: false, calls: [call], finish: asWhole });

/** Rows are ordered by y. On a tie the latest row counts (MEANING 63). */
const byValue = (direction: "" | " DESC"): AggregateCell =>
  only(([x, y], { order }) =>
    collected(
      x!,
      all([isNotNull(x!), isNotNull(y!)]),
      [direction === "" ? y! : sql`${y!} DESC`, sql`${order} DESC`],
      number(1),
    ),
  );

const V = valueIn("~e");
const array = (of: Sql, place = false): Sql =>
  place ? sql`UNNEST(${of}) AS ${id("~e")} WITH OFFSET AS ${id("@e")}` : sql`UNNEST(${of}) AS ${id("~e")}`;

/** A row for each different value of an array. */
const different = (of: Sql, type: Type, by: readonly Sql[], limit: Sql): Sql =>
  isGroupable(type)
    ? listOfRows({ columns: [V], from: array(of, true), groupBy: [V], orderBy: by, limit })
    : listOfRows({
        columns: [fn("ANY_VALUE", V)],
        from: array(of, true),
        groupBy: [groupText(V)],
        orderBy: by,
        limit,
      });
const distinct: AggregateTemplate = ([values], names) =>
  where(isNotNull(values!), different(values!, typeOf(names), [fn("MIN", id("@e"))], countOf(names)));
/**
 * Values by how often they occur; on ties the smaller value comes first (MEANING 62). Lists and structs are ordered by
 * their JSON text.
 */
const byFrequency = (values: Sql, type: Type, limit: Sql): Sql =>
  different(values, type, [sql`COUNT(*) DESC`, isGroupable(type) ? V : jsonTextOf(type, fn("ANY_VALUE", V))], limit);

const kinds = [
  "bool",
  "int32",
  "int64",
  "float32",
  "float64",
  "string",
  "timestamp",
  "date",
  "decimal",
  "enum",
  "array",
  "struct",
] as const;
const unordered = ofPresent(() => [], without);
const frequent: AggregateCell = {
  framed: false,
  calls: [unordered],
  finish: ([values], names) => where(isNotNull(values!), byFrequency(values!, typeOf(names), countOf(names))),
};
const mode: AggregateCell = {
  framed: false,
  calls: [unordered],
  finish: ([values], names) =>
    member(arrayElement(member(byFrequency(values!, typeOf(names), number(1)), parts.list), number(0)), parts.value),
};

/** Interpolates linearly between neighbours. */
const percentile = (share: (args: readonly Sql[], names: AggregateNames) => Sql): AggregateCell => ({
  framed: false,
  calls: [ofPresent((x) => [x], without)],
  finish: (args, names) => {
    const [values] = args;
    const at = op("*", share(args, names), cast(op("-", fn("ARRAY_LENGTH", values!), number(1)), "FLOAT64"));
    const value = (index: Sql): Sql => member(arrayElement(values!, index), parts.value);
    return bound("at", at, (place) =>
      bound("low", cast(fn("FLOOR", place), "INT64"), (low) =>
        bound("part", op("-", place, cast(low, "FLOAT64")), (part) =>
          bound("from", value(low), (from) =>
            bound("to", fn("IFNULL", value(op("+", low, number(1))), from), (to) => {
              const step = fn("SAFE_SUBTRACT", to, from);
              return caseOf([[op("=", part, number(0)), from]], op("+", from, op("*", part, step)));
            }),
          ),
        ),
      ),
    );
  },
});

/**
 * The deviations from the mean are raised to a power. Sums of powers of the values themselves would cancel. The values
 * are scaled to at most 1, so that no power overflows.
 */
const moments = (power: 3 | 4, value: (n: Sql, sum: Sql) => Sql): AggregateCell => ({
  framed: false,
  calls: [unordered],
  finish: ([values]) => {
    const rows = (columns: Sql): Sql => query({ columns: [columns], from: array(values!) });
    const scaled = (most: Sql): Sql => fn("IEEE_DIVIDE", V, most);
    return bound("n", cast(fn("ARRAY_LENGTH", values!), "FLOAT64"), (n) =>
      bound("most", fn("nullif", rows(fn("MAX", fn("ABS", V))), number(0)), (most) =>
        bound("mean", rows(fn("AVG", scaled(most))), (mean) =>
          bound("deviation", rows(fn("STDDEV_SAMP", scaled(most))), (deviation) => {
            const standard = fn("IEEE_DIVIDE", op("-", scaled(most), mean), deviation);
            const sum = rows(fn("SUM", fn("POW", standard, number(power))));
            const differ = op("<", rows(fn("MIN", V)), rows(fn("MAX", V)));
            return where(all([op(">=", n, number(power)), differ, op(">", deviation, number(0))]), value(n, sum));
          }),
        ),
      ),
    );
  },
});
const less = (n: Sql, by: number): Sql => op("-", n, number(by));
const skewness = moments(3, (n, sum) => op("*", op("/", n, op("*", less(n, 1), less(n, 2))), sum));
const kurtosis = moments(4, (n, sum) => {
  const scale = op("/", op("*", n, op("+", n, number(1))), op("*", op("*", less(n, 1), less(n, 2)), less(n, 3)));
  const excess = op("/", op("*", op("*", number(3), less(n, 1)), less(n, 1)), op("*", less(n, 2), less(n, 3)));
  return op("-", op("*", scale, sum), excess);
});

/*
 * Fixed vectors (MEANING 72). All vectors of a column have one length. A null vector is left out. If an element of the
 * result is not finite, the result is null.
 */

const byPlace = (vectors: Sql, vector: Sql, of: (element: Sql) => Sql): Sql => {
  const made = listOfRows({
    columns: [of(valueIn("~x"))],
    from: sql`UNNEST(${vectors}) AS ${id("~e")} CROSS JOIN ${elements(vector, "~x", "@x")}`,
    groupBy: [id("@x")],
    orderBy: [id("@x")],
  });
  const notFinite = op("=", fn("COUNTIF", sql`${closed(isFiniteFloat(valueIn("~w")))} IS NOT TRUE`), number(0));
  return where(
    isNotNull(vectors),
    bound("made", made, (own) => where(query({ columns: [notFinite], from: elements(own, "~w") }), own)),
  );
};
const ofVectors = (of: (element: Sql) => Sql): AggregateCell => ({
  framed: false,
  calls: [unordered],
  finish: ([vectors]) => byPlace(vectors!, V, of),
});

export const listAggregates = {
  "first/any": only(ofPresent(inTurn, one)),
  "last/any": only(ofPresent(newestFirst, one)),
  "min_by/any": byValue(""),
  "max_by/any": byValue(" DESC"),
  "first_n/any": some(ofPresent(inTurn, countOf)),
  "last_n/any": some(ofPresent(newestFirst, countOf)),
  "last_distinct_n/any": { framed: false, calls: [ofPresent(newestFirst, without)], finish: distinct },
  "collect/any": some(ofPresent(inTurn, without)),
  "largest_n/any": some(ofPresent((x) => [sql`${x} DESC`], countOf)),
  "smallest_n/any": some(ofPresent((x) => [x], countOf)),
  ...forEach(
    kinds,
    (kind) => `most_frequent_n/${kind}`,
    () => frequent,
  ),
  ...forEach(
    kinds,
    (kind) => `mode/${kind}`,
    () => mode,
  ),
  "median/float64": percentile(() => float(0.5)),
  "percentile/float64": percentile((_, { literals }) => literals[1]!),
  "skewness/float64": skewness,
  "kurtosis/float64": kurtosis,
  "sum/vector": ofVectors((x) => addedUp(x)),
  "avg/vector": ofVectors((x) => fn("IEEE_DIVIDE", addedUp(x), fn("COUNT", x))),
  "min/vector": ofVectors((x) => fn("MIN", x)),
  "max/vector": ofVectors((x) => fn("MAX", x)),
  "decayed_sum/vector": {
    framed: false,
    calls: [
      ([x, half], names) =>
        collected(sql`STRUCT(${x!} AS ${id("x")}, ${weight(half!, names)} AS ${id("w")})`, isNotNull(x!), []),
    ],
    finish: ([rows]) => byPlace(rows!, member(V, "x"), (x) => addedUp(times(x, member(V, "w")))),
  },
} as const satisfies Partial<Record<AggregateOverloadName, AggregateCell>>;
