import { RawNode } from "kysely";
import type { AggregateOverloadName } from "../../../functions/overloads.js";
import {
  all,
  bare,
  between,
  caseOf,
  cast,
  concat,
  fn,
  isNotNull,
  number,
  op,
  type Sql,
  sql,
  text,
  typeName,
  where,
} from "../../tree/index.js";
import {
  type AggregateCell,
  type AggregateNames,
  type AggregateTemplate,
  forEach,
  type Unsupported,
  unsupported,
} from "../cell.js";
import { typeOf } from "./types.js";
import { noLists, noMoments } from "./unsupported.js";
import { bigint, double, finiteOrNull, float, isFiniteFloat, ONE, raised, ZERO } from "./values.js";

/*
 * Snowflake sums integers with 38 digits, so the total is exact, and only the total can be out of range (MEANING B4).
 * Its aggregates leave out nulls, and so do these.
 */

const intTotal: AggregateTemplate = ([sum], { what }) =>
  caseOf([
    [between(sum!, number("-9223372036854775808"), number("9223372036854775807")), bigint(sum!)],
    [isNotNull(sum!), raised(concat(what, text(": int64 overflow")), typeName("BIGINT"))],
  ]);
/** A total of more than 38 digits is Snowflake's own error (MEANING 71). */
const decimalTotal: AggregateTemplate = ([sum], { types: [type] }) => {
  if (type?.kind !== "decimal") throw new Error("the SQL of decimals needs their types");
  return cast(sum!, `NUMBER(38, ${type.scale})`);
};
const quotient = (sum: Sql, count: Sql): Sql => op("/", double(sum), fn("nullif", count, ZERO));

const floatSum: AggregateTemplate = ([sum]) => finiteOrNull(sum!);
/** An average may be finite although its sum is not (MEANING B34). Then that of scaled values is used, scaled back. */
const [DOWN, UP] = [float(2 ** -64), float(2 ** 64)];
const averageCalls: readonly AggregateTemplate[] = ["sum({0})", ([x]) => fn("sum", op("*", x!, DOWN)), "count({0})"];
const average: AggregateTemplate = ([sum, scaled, count]) =>
  caseOf([[isFiniteFloat(sum!), quotient(sum!, count!)]], op("*", quotient(scaled!, count!), UP));

/*
 * Squares may overflow where a variance or its root does not. So values from 2^490 up go to a second aggregate over
 * scaled values. It counts if it shows that the spread is large, or if there are no other values.
 */
const LARGE = float(2 ** 490);
const SCALE = float(2 ** -600);
const LARGE_SPREAD = float(2 ** -800);
const isPlain = (x: Sql): Sql => op("<", fn("abs", x), LARGE);
const spread = (call: string): readonly AggregateTemplate[] => [
  ([x]) => fn(call, where(isPlain(x!), x!)),
  ([x]) => fn(call, op("*", x!, SCALE)),
];
const varianceOf: AggregateTemplate = ([plain, scaled]) =>
  finiteOrNull(
    caseOf(
      [[op(">=", scaled!, LARGE_SPREAD), op("*", op("*", scaled!, float(2 ** 1000)), float(2 ** 200))]],
      fn("coalesce", plain!, scaled!),
    ),
  );
const deviationOf: AggregateTemplate = ([plain, scaled]) =>
  finiteOrNull(
    caseOf(
      [[op(">=", scaled!, LARGE_SPREAD), op("*", fn("sqrt", scaled!), float(2 ** 600))]],
      fn("sqrt", fn("coalesce", plain!, scaled!)),
    ),
  );

/** A pair that lacks one of its values is left out. Where squares overflow, the result is null. */
const onPlain =
  (name: string): AggregateTemplate =>
  ([x, y]) => {
    const both = all([isPlain(x!), isPlain(y!)]);
    return fn(name, where(both, x!), where(both, y!));
  };
const largest: AggregateTemplate = ([x, y]) =>
  fn("max", where(all([isNotNull(x!), isNotNull(y!)]), fn("greatest", fn("abs", x!), fn("abs", y!))));
const paired =
  (name: "min" | "max", index: 0 | 1): AggregateTemplate =>
  (args) =>
    fn(name, where(isNotNull(args[1 - index]!), args[index]!));

/** The value of the row with the least or greatest place. MAX_BY leaves out rows without one. */
const byPlace = (name: "min_by" | "max_by"): AggregateCell => ({
  framed: false,
  calls: [([x], { order }) => fn(name, x!, where(isNotNull(x!), order))],
});
/** Rows are ordered by y. On a tie the latest row counts (MEANING 63). ARRAY_AGG leaves out nulls. */
const byValue = (direction: "" | " DESC"): AggregateCell => ({
  framed: false,
  calls: [
    ([x, y], { order }) => {
      const kept = where(all([isNotNull(x!), isNotNull(y!)]), x!);
      return sql`ARRAY_AGG(${kept}) WITHIN GROUP (ORDER BY ${direction === "" ? y! : sql`${y!} DESC`}, ${order} DESC)`;
    },
  ],
  finish: ([rows], { types: [type] }) => {
    if (type === undefined) throw new Error("the SQL of min_by needs the value's type");
    return cast(fn("get", rows!, ZERO), typeOf(type));
  },
});

/** A value's weight halves with each half life since its row's time. */
const weight = (half: Sql, { t, time }: AggregateNames): Sql =>
  fn("pow", float(2), fn("greatest", op("/", double(op("-", time, t)), double(half)), number(-1074)));

/** The share must be a literal, and a filter applies to the only part that is a node: the value. */
const percentile = (share: string, x: Sql): Sql =>
  RawNode.create([`PERCENTILE_CONT(${share}) WITHIN GROUP (ORDER BY `, ")"], [x]);
const shareOf = (literal: Sql | undefined): string => {
  const value = literal === undefined ? undefined : bare(literal);
  if (value === undefined || !("value" in value) || typeof value.value !== "number")
    throw new Error("the share of a percentile is a literal");
  return String(value.value);
};

const someAndAll: readonly AggregateTemplate[] = [([x]) => fn("count", where(x!, ONE)), "count({0})"];
const ofCounts = (finish: AggregateTemplate): AggregateCell => ({
  calls: someAndAll,
  finish,
  parts: { calls: someAndAll, merge: ["sum", "sum"], finish },
});

const lists = [
  "first_n/any",
  "last_n/any",
  "last_distinct_n/any",
  "collect/any",
  "largest_n/any",
  "smallest_n/any",
  ...(
    [
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
    ] as const
  ).flatMap((kind) => [`most_frequent_n/${kind}`, `mode/${kind}`] as const),
  "sum/vector",
  "avg/vector",
  "min/vector",
  "max/vector",
  "decayed_sum/vector",
] as const;

export const ownAggregates = {
  "count_distinct/values": { framed: false, calls: ["count(DISTINCT {0})"] },
  "sum/int64": {
    calls: ["sum({0})"],
    finish: intTotal,
    parts: { calls: ["sum({0})"], merge: ["sum"], finish: intTotal },
  },
  "sum/decimal": {
    calls: ["sum({0})"],
    finish: decimalTotal,
    parts: { calls: ["sum({0})"], merge: ["sum"], finish: decimalTotal },
  },
  "sum/float64": {
    calls: ["sum({0})"],
    finish: floatSum,
    parts: { calls: ["sum({0})"], merge: ["sum"], finish: floatSum },
  },
  "avg/int64": {
    calls: ["sum({0})", "count({0})"],
    finish: ([sum, count]) => quotient(sum!, count!),
    parts: {
      calls: ["sum({0})", "count({0})"],
      merge: ["sum", "sum"],
      finish: ([sum, count]) => quotient(sum!, count!),
    },
  },
  "avg/float64": {
    calls: averageCalls,
    finish: average,
    parts: { calls: averageCalls, merge: ["sum", "sum", "sum"], finish: average },
  },
  "stddev/int64": { calls: [([x]) => fn("stddev_samp", double(x!))] },
  "stddev/float64": { calls: spread("var_samp"), finish: deviationOf },
  "variance/int64": { calls: [([x]) => fn("var_samp", double(x!))] },
  "variance/float64": { calls: spread("var_samp"), finish: varianceOf },
  "stddev_pop/float64": { calls: spread("var_pop"), finish: deviationOf },
  "variance_pop/float64": { calls: spread("var_pop"), finish: varianceOf },
  "skewness/float64": unsupported(noMoments),
  "kurtosis/float64": unsupported(noMoments),
  "median/float64": { framed: false, calls: [([x]) => percentile("0.5", x!)], finish: floatSum },
  "percentile/float64": {
    framed: false,
    calls: [([x], { literals }) => percentile(shareOf(literals[1]), x!)],
    finish: floatSum,
  },
  "covar/float64": {
    framed: false,
    calls: [onPlain("covar_samp"), largest],
    finish: ([value, most]) => where(isPlain(most!), value!),
  },
  "corr/float64": {
    framed: false,
    calls: [onPlain("corr"), largest, paired("min", 0), paired("max", 0), paired("min", 1), paired("max", 1)],
    finish: ([value, most, leastX, mostX, leastY, mostY]) =>
      where(all([op("<", leastX!, mostX!), op("<", leastY!, mostY!), isPlain(most!)]), finiteOrNull(value!)),
  },
  "decayed_sum/float64": {
    calls: [([x, half], names) => fn("sum", op("*", x!, weight(half!, names)))],
    finish: floatSum,
  },
  "first/any": byPlace("min_by"),
  "last/any": byPlace("max_by"),
  "min_by/any": byValue(""),
  "max_by/any": byValue(" DESC"),
  "fraction/bool": ofCounts(([some, of]) => quotient(some!, of!)),
  "any/bool": ofCounts(([some, of]) => where(op(">", of!, ZERO), op(">", some!, ZERO))),
  "all/bool": ofCounts(([some, of]) => where(op(">", of!, ZERO), op("=", some!, of!))),
  ...forEach(
    lists,
    (key) => key,
    () => unsupported(noLists),
  ),
} as const satisfies Partial<Record<AggregateOverloadName, AggregateCell | Unsupported>>;
