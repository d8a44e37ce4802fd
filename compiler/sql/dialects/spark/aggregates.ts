import type { Type } from "../../../../runtime/types.js";
import type { AggregateOverloadName } from "../../../functions/overloads.js";
import {
  all,
  between,
  caseOf,
  cast,
  concat,
  fillSql,
  fn,
  isNotNull,
  minus,
  number,
  op,
  type Sql,
  text,
  where,
} from "../../tree/index.js";
import { type AggregateCell, type AggregateNames, type AggregateTemplate, fillAggregate, forEach } from "../cell.js";
import { byFrequency, byPlace, distinctOf, kurtosisOf, percentileOf, skewnessOf, total } from "./lists-of-values.js";
import {
  at,
  double,
  field,
  finiteOrNull,
  firstOf,
  float,
  holdsMap,
  isFiniteFloat,
  mapped,
  ONE,
  raised,
  sortedBy,
  struct,
  ZERO,
} from "./values.js";

/*
 * Sums of int64 are sums of decimals, so the total is exact, and only the total can be out of range (MEANING B4). Lists
 * come in no order, so they hold each row's place, and are sorted afterwards. Spark's lists leave out nulls.
 */

const complained = (what: Sql, problem: string): Sql => raised(concat(what, text(`: ${problem}`)));

/** 38 digits hold the sum of as many rows as there are. */
const exact: AggregateTemplate = ([x]) => fn("sum", cast(x!, "DECIMAL(28, 0)"));
const intTotal: AggregateTemplate = ([sum], { what }) =>
  caseOf([
    [between(sum!, number("-9223372036854775808"), number("9223372036854775807")), cast(sum!, "BIGINT")],
    [isNotNull(sum!), complained(what, "int64 overflow")],
  ]);
const decimalType = ({ types }: AggregateNames): string => {
  const [type] = types;
  if (type?.kind !== "decimal") throw new Error("the SQL of decimals needs their types");
  return `DECIMAL(38, ${type.scale})`;
};
/**
 * The digits before and behind the point are added on their own, because a sum may need more digits than it has room
 * for while it is computed. At most 38 digits (MEANING 71).
 */
const decimalTotal: AggregateTemplate = ([sum, count], names) =>
  caseOf([
    [isNotNull(sum!), cast(sum!, decimalType(names))],
    [op(">", count!, ZERO), complained(names.what, "decimal overflow")],
  ]);
const quotient = (sum: Sql, count: Sql): Sql => op("/", double(sum), fn("nullif", double(count), double(ZERO)));

/** An average may be finite although its sum is not (MEANING B34). Then that of scaled values is used, scaled back. */
const [DOWN, UP] = [float(2 ** -64), float(2 ** 64)];
const ofScaled =
  (name: string): AggregateTemplate =>
  ([x]) =>
    fn(name, op("*", x!, DOWN));
const floatAverage: AggregateCell = {
  calls: ["avg({0})", ofScaled("avg")],
  finish: ([mean, scaled]) => caseOf([[isFiniteFloat(mean!), mean!]], op("*", scaled!, UP)),
  parts: {
    calls: ["sum({0})", ofScaled("sum"), "count({0})"],
    merge: ["sum", "sum", "sum"],
    finish: ([sum, scaled, count]) =>
      caseOf([[isFiniteFloat(sum!), quotient(sum!, count!)]], op("*", quotient(scaled!, count!), UP)),
  },
};

/*
 * Squares may overflow where a variance or its root does not. So values from 2^490 up go to a second aggregate over
 * scaled values. It counts if it shows that the spread is large, or if there are no other values.
 */
const LARGE = float(2 ** 490);
const SCALE = float(2 ** -600);
const LARGE_SPREAD = float(2 ** -800);
const spread = (call: string): readonly AggregateTemplate[] => [
  ([x]) => fn(call, where(op("<", fn("abs", x!), LARGE), x!)),
  ([x]) => fn(call, op("*", x!, SCALE)),
];
const varianceOf: AggregateTemplate = ([plain, scaled]) =>
  caseOf(
    [[op(">=", scaled!, LARGE_SPREAD), op("*", op("*", scaled!, float(2 ** 1000)), float(2 ** 200))]],
    fn("coalesce", plain!, scaled!),
  );
const deviationOf: AggregateTemplate = ([plain, scaled]) =>
  caseOf(
    [[op(">=", scaled!, LARGE_SPREAD), op("*", fn("sqrt", scaled!), float(2 ** 600))]],
    fn("sqrt", fn("coalesce", plain!, scaled!)),
  );

/** The value with the least or greatest key. Spark leaves out rows without a key. */
const byKey = (name: "min_by" | "max_by", key: AggregateTemplate): AggregateCell => ({
  calls: [(args, names) => fn(name, args[0]!, where(isNotNull(args[0]!), fillAggregate(key, args, names)))],
});
/** Rows are ordered by y. On a tie the latest row counts (MEANING 63). */
const byValue = (name: "min_by" | "max_by", order: (rank: Sql) => Sql): AggregateCell => ({
  calls: [
    ([x, y], names) =>
      fn(
        name,
        x!,
        where(
          all([isNotNull(x!), isNotNull(y!)]),
          struct([
            ["y", y!],
            ["o", order(names.order)],
          ]),
        ),
      ),
  ],
});

/** All values in one list, in no order. */
const collected = (finish: (values: Sql, names: AggregateNames) => Sql): AggregateCell => ({
  framed: false,
  calls: ["collect_list({0})"],
  finish: ([list], names) => finish(list!, names),
});
/** All values in one list, by the order of their rows. */
const ordered = (
  direction: "ascending" | "descending",
  finish: (values: Sql, names: AggregateNames) => Sql,
): AggregateCell => ({
  framed: false,
  calls: [
    ([x], { order }) =>
      fn(
        "collect_list",
        where(
          isNotNull(x!),
          struct([
            ["o", order],
            ["v", x!],
          ]),
        ),
      ),
  ],
  finish: ([list], names) =>
    finish(
      mapped(inOrder(list!, direction, typeOf(names)), "s", (s) => field(s, "v")),
      names,
    ),
});
const inOrder = (rows: Sql, direction: "ascending" | "descending", type: Type): Sql =>
  holdsMap(type)
    ? sortedBy(rows, "o", direction)
    : fillSql(direction === "ascending" ? "sort_array({0})" : "sort_array({0}, false)", [rows]);
const count = ({ literals }: AggregateNames): Sql => fn("int", literals[1]!);
const typeOf = ({ types }: AggregateNames): Type => types[0]!;

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

/** A value's weight halves with each half life since its row's time. */
export const weight = (half: Sql, { t, time }: { readonly t: Sql; readonly time: Sql }): Sql =>
  fn("pow", float(2), minus(op("/", double(op("-", t, time)), double(half))));

const ofVectors = (of: (elements: Sql) => Sql): AggregateCell => collected((vectors) => byPlace(vectors, of));
const doubles = (list: Sql): Sql => cast(list, "ARRAY<DOUBLE>");

export const ownAggregates = {
  "count_distinct/values": { framed: false, calls: ["count(DISTINCT {0})"] },
  "sum/int64": {
    calls: [exact],
    finish: intTotal,
    parts: { calls: [exact], merge: ["sum"], finish: intTotal },
  },
  "sum/decimal": { calls: ["try_sum({0})", "count({0})"], finish: decimalTotal },
  "avg/int64": {
    calls: [exact, "count({0})"],
    finish: ([sum, all]) => quotient(sum!, all!),
    parts: { calls: [exact, "count({0})"], merge: ["sum", "sum"], finish: ([sum, all]) => quotient(sum!, all!) },
  },
  "avg/float64": floatAverage,
  "stddev/int64": { calls: [([x]) => fn("stddev_samp", double(x!))] },
  "stddev/float64": { calls: spread("var_samp"), finish: deviationOf },
  "variance/int64": { calls: [([x]) => fn("var_samp", double(x!))] },
  "variance/float64": { calls: spread("var_samp"), finish: varianceOf },
  "stddev_pop/float64": { calls: spread("var_pop"), finish: deviationOf },
  "variance_pop/float64": { calls: spread("var_pop"), finish: varianceOf },
  "skewness/float64": collected((xs) => skewnessOf(xs)),
  "kurtosis/float64": collected((xs) => kurtosisOf(xs)),
  "median/float64": collected((xs) => percentileOf(xs, float(0.5))),
  "percentile/float64": collected((xs, { literals }) => percentileOf(xs, literals[1]!)),
  "corr/float64": { calls: ["corr({0}, {1})"], finish: ([value]) => finiteOrNull(value!) },
  "decayed_sum/float64": { calls: [([x, half], names) => fn("sum", op("*", x!, weight(half!, names)))] },
  "decayed_sum/vector": {
    framed: false,
    calls: [
      ([x, half], names) =>
        fn(
          "collect_list",
          mapped(doubles(x!), "e", (e) => op("*", e, weight(half!, names))),
        ),
    ],
    finish: ([rows]) => byPlace(rows!, total),
  },
  "first/any": byKey("min_by", "{order}"),
  "last/any": byKey("max_by", "{order}"),
  "min_by/any": byValue("min_by", (rank) => minus(rank)),
  "max_by/any": byValue("max_by", (rank) => rank),
  "fraction/bool": {
    calls: ["avg(CAST({0} AS INT))"],
    parts: {
      calls: [([x]) => fn("count", where(x!, ONE)), "count({0})"],
      merge: ["sum", "sum"],
      finish: ([some, of]) => quotient(some!, of!),
    },
  },
  ...forEach(
    ["any/bool", "all/bool"],
    (key) => key,
    (key): AggregateCell => {
      const call = key === "any/bool" ? "bool_or" : "bool_and";
      return { calls: [`${call}({0})`], parts: { calls: [`${call}({0})`], merge: [call] } };
    },
  ),
  "first_n/any": ordered("ascending", (list, names) => firstOf(list, count(names))),
  "last_n/any": ordered("descending", (list, names) => firstOf(list, count(names))),
  "last_distinct_n/any": ordered("descending", (list, names) => distinctOf(list, typeOf(names), count(names))),
  "collect/any": ordered("ascending", (list) => list),
  "largest_n/any": collected((list, names) => firstOf(fillSql("sort_array({0}, false)", [list]), count(names))),
  "smallest_n/any": collected((list, names) => firstOf(fn("sort_array", list), count(names))),
  ...forEach(
    kinds,
    (kind) => `most_frequent_n/${kind}`,
    () => collected((list, names) => firstOf(byFrequency(list, typeOf(names)), count(names))),
  ),
  ...forEach(
    kinds,
    (kind) => `mode/${kind}`,
    () => collected((list, names) => at(byFrequency(list, typeOf(names)), ZERO)),
  ),
  "sum/vector": ofVectors((list) => total(doubles(list))),
  "avg/vector": ofVectors((list) => op("/", total(doubles(list)), double(fn("size", list)))),
  "min/vector": ofVectors((list) => fn("array_min", list)),
  "max/vector": ofVectors((list) => fn("array_max", list)),
} as const satisfies Partial<Record<AggregateOverloadName, AggregateCell>>;
