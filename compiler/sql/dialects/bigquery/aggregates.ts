import type { AggregateOverloadName } from "../../../functions/overloads.js";
import {
  all,
  between,
  caseOf,
  cast,
  concat,
  fn,
  isNotNull,
  isNull,
  number,
  op,
  type Sql,
  sql,
  text,
  typeName,
  where,
} from "../../tree/index.js";
import { type AggregateCell, type AggregateTemplate, forEach } from "../cell.js";
import { listAggregates } from "./list-aggregates.js";
import { times } from "./numbers.js";
import { joined, scaledSum, sumsOf, weight } from "./sums.js";
import { finiteOrNull, float, groupText, isGroupable, raised } from "./values.js";

/*
 * Ints are summed as BIGNUMERIC, so the total is exact, and only the total can be out of range (MEANING B4). Floats of
 * 2^900 and more are summed scaled down.
 */

const [ONE, ZERO] = [number(1), number(0)];
const problem = (what: Sql, of: string, type: string): Sql => raised(concat(what, text(`: ${of}`)), typeName(type));

const big = (x: Sql): Sql => cast(x, "BIGNUMERIC");
const double = (x: Sql): Sql => cast(x, "FLOAT64");
const bigSum: AggregateTemplate = ([x]) => fn("SUM", big(x!));
const intTotal: AggregateTemplate = ([sum], { what }) =>
  caseOf([
    [between(sum!, big(text("-9223372036854775808")), big(text("9223372036854775807"))), cast(sum!, "INT64")],
    [isNotNull(sum!), problem(what, "int64 overflow", "INT64")],
  ]);
/** At most 38 digits (MEANING 71). */
const decimalTotal: AggregateTemplate = ([sum], { what, types }) => {
  const [type] = types;
  if (type?.kind !== "decimal") throw new Error("the SQL of decimals needs their types");
  const limit = big(text(`1${"0".repeat(38 - type.scale)}`));
  return caseOf([
    [op("<", fn("ABS", sum!), limit), sum!],
    [isNotNull(sum!), problem(what, "decimal overflow", "BIGNUMERIC")],
  ]);
};
const quotient = (sum: Sql, count: Sql): Sql => fn("IEEE_DIVIDE", double(sum), fn("nullif", count, ZERO));

const sumCalls: readonly AggregateTemplate[] = [([x]) => sumsOf(x!)[0], ([x]) => sumsOf(x!)[1]];
const floatTotal: AggregateTemplate = ([small, large]) => finiteOrNull(joined(small!, large!));
const floatSum: AggregateCell = {
  calls: sumCalls,
  finish: floatTotal,
  parts: { calls: sumCalls, merge: ["sum", "sum"], finish: floatTotal },
};

const counted: AggregateTemplate = ([x]) => fn("COUNT", x!);
const averageCalls: readonly AggregateTemplate[] = [...sumCalls, counted];
/** An average may be finite although its sum is not (MEANING B34). */
const average: AggregateTemplate = ([small, large, count]) =>
  caseOf(
    [[isNull(large!), fn("IEEE_DIVIDE", small!, count!)]],
    fn("IEEE_DIVIDE", fn("IEEE_DIVIDE", scaledSum(small!, large!), count!), float(2 ** -100)),
  );
const floatAverage: AggregateCell = {
  calls: averageCalls,
  finish: average,
  parts: { calls: averageCalls, merge: ["sum", "sum", "sum"], finish: average },
};

/*
 * Squares may overflow where a variance or its root does not. So values from 2^490 up go to a second aggregate over
 * scaled values. It counts if it shows that the spread is large, or if there are no other values.
 */
const PLAIN = float(2 ** 490);
const SCALE = float(2 ** -600);
const LARGE_SPREAD = float(2 ** -800);
const spread = (call: string): readonly AggregateTemplate[] => [
  ([x]) => fn(call, where(op("<", fn("ABS", x!), PLAIN), x!)),
  ([x]) => fn(call, op("*", x!, SCALE)),
];
const scaledBack = (scaled: Sql, factors: readonly number[]): Sql =>
  factors.reduce((value, factor) => fn("IEEE_DIVIDE", value, float(1 / factor)), scaled);
const varianceOf: AggregateTemplate = ([plain, scaled]) =>
  finiteOrNull(
    caseOf(
      [[op(">=", scaled!, LARGE_SPREAD), scaledBack(scaled!, [2 ** 1000, 2 ** 200])]],
      fn("IFNULL", plain!, scaled!),
    ),
  );
const deviationOf: AggregateTemplate = ([plain, scaled]) =>
  finiteOrNull(
    caseOf(
      [[op(">=", scaled!, LARGE_SPREAD), scaledBack(fn("SQRT", scaled!), [2 ** 600])]],
      fn("SQRT", fn("IFNULL", plain!, scaled!)),
    ),
  );

/** The product as it is summed: a value that is large stays large, so no sum overflows. */
const decayed =
  (index: 0 | 1): AggregateTemplate =>
  ([x, half], names) =>
    sumsOf(times(x!, weight(half!, names)))[index];

/** A pair that lacks one of its values is left out. Where squares overflow, the result is null. */
const isPlain = (x: Sql): Sql => op("<", fn("ABS", x), PLAIN);
const paired = (x: Sql, y: Sql): Sql => where(isNotNull(y), x);
const onPlain =
  (name: string): AggregateTemplate =>
  ([x, y]) =>
    fn(name, where(all([isPlain(x!), isPlain(y!)]), x!), where(all([isPlain(x!), isPlain(y!)]), y!));
const largest: AggregateTemplate = ([x, y]) =>
  fn("MAX", where(all([isNotNull(x!), isNotNull(y!)]), fn("GREATEST", fn("ABS", x!), fn("ABS", y!))));
const covariance: AggregateCell = {
  calls: [onPlain("COVAR_SAMP"), largest],
  finish: ([value, most]) => where(isPlain(most!), value!),
};
const correlation: AggregateCell = {
  calls: [
    onPlain("CORR"),
    largest,
    ...(["MIN", "MAX"] as const).flatMap((name): readonly AggregateTemplate[] => [
      ([x, y]) => fn(name, paired(x!, y!)),
      ([x, y]) => fn(name, paired(y!, x!)),
    ]),
  ],
  finish: ([value, most, leastX, leastY, mostX, mostY]) =>
    where(all([op("<", leastX!, mostX!), op("<", leastY!, mostY!), isPlain(most!)]), finiteOrNull(value!)),
};

const share: AggregateCell = {
  calls: [([x]) => fn("AVG", cast(x!, "INT64"))],
  parts: {
    calls: [([x]) => fn("COUNT", where(x!, ONE)), counted],
    merge: ["sum", "sum"],
    finish: ([some, of]) => quotient(some!, of!),
  },
};
const ofBools = (name: "bool_or" | "bool_and"): AggregateCell => {
  const calls: readonly AggregateTemplate[] = [([x]) => fn(name === "bool_or" ? "LOGICAL_OR" : "LOGICAL_AND", x!)];
  return { calls, parts: { calls, merge: [name] } };
};
const whole: AggregateTemplate = ([sum]) => cast(sum!, "INT64");

const own = {
  "count/rows": { calls: ["count(*)"], parts: { calls: ["count(*)"], merge: ["sum"], finish: whole } },
  "count/values": { calls: [counted], parts: { calls: [counted], merge: ["sum"], finish: whole } },
  "count_distinct/values": {
    framed: false,
    calls: [
      ([x], { types }) => {
        const [type] = types;
        const value = type === undefined || isGroupable(type) ? x! : where(isNotNull(x!), groupText(x!));
        return sql`COUNT(DISTINCT ${value})`;
      },
    ],
  },
  "sum/int64": { calls: [bigSum], finish: intTotal, parts: { calls: [bigSum], merge: ["sum"], finish: intTotal } },
  "sum/decimal": {
    calls: [([x]) => fn("SUM", x!)],
    finish: decimalTotal,
  },
  "sum/float64": floatSum,
  "avg/int64": {
    calls: [bigSum, counted],
    finish: ([sum, count]) => quotient(sum!, count!),
    parts: { calls: [bigSum, counted], merge: ["sum", "sum"], finish: ([sum, count]) => quotient(sum!, count!) },
  },
  "avg/float64": floatAverage,
  "stddev/int64": { calls: [([x]) => fn("STDDEV_SAMP", double(x!))] },
  "stddev/float64": { calls: spread("VAR_SAMP"), finish: deviationOf },
  "variance/int64": { calls: [([x]) => fn("VAR_SAMP", double(x!))] },
  "variance/float64": { calls: spread("VAR_SAMP"), finish: varianceOf },
  "stddev_pop/float64": { calls: spread("VAR_POP"), finish: deviationOf },
  "variance_pop/float64": { calls: spread("VAR_POP"), finish: varianceOf },
  "covar/float64": covariance,
  "corr/float64": correlation,
  "decayed_sum/float64": { calls: [decayed(0), decayed(1)], finish: floatTotal },
  "fraction/bool": share,
  ...forEach(
    ["any/bool"],
    (key) => key,
    () => ofBools("bool_or"),
  ),
  ...forEach(
    ["all/bool"],
    (key) => key,
    () => ofBools("bool_and"),
  ),
} as const satisfies Partial<Record<AggregateOverloadName, AggregateCell>>;

/** BigQuery's aggregates leave out null arguments, and so do these. */
export const ownAggregates = { ...own, ...listAggregates };
