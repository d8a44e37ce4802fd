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
  negated,
  number,
  op,
  type Sql,
  sql,
  text,
  where,
} from "../../tree/index.js";
import { type AggregateCell, type AggregateTemplate, forEach } from "../cell.js";
import { listAggregates } from "./list-aggregates.js";
import { byCodePoint, finiteOrNull, float, helper, inlinedOr } from "./values.js";

/*
 * Postgres sums BIGINT in NUMERIC, so the total is exact, and only the total can be out of range (MEANING B4). Its sums
 * and averages of floats raise if they leave the range of floats (MEANING B5), so large values are summed scaled down.
 */

const [ONE, ZERO] = [number(1), number(0)];
const raised = (what: Sql, problem: string, type: string): Sql =>
  cast(helper("raise", concat(what, text(`: ${problem}`))), type);

const intTotal: AggregateTemplate = ([sum], { what }) =>
  caseOf([
    [between(sum!, number("-9223372036854775808"), number("9223372036854775807")), cast(sum!, "BIGINT")],
    [isNotNull(sum!), raised(what, "int64 overflow", "BIGINT")],
  ]);
/** At most 38 digits (MEANING 71). */
const decimalTotal: AggregateTemplate = ([sum], { what, types }) => {
  const [type] = types;
  if (type?.kind !== "decimal") throw new Error("the SQL of decimals needs their types");
  const name = `NUMERIC(38, ${type.scale})`;
  const limit = cast(text(`1${"0".repeat(38 - type.scale)}`), "NUMERIC");
  return caseOf([
    [op("<", fn("abs", sum!), limit), cast(sum!, name)],
    [isNotNull(sum!), raised(what, "decimal overflow", name)],
  ]);
};
const double = (value: Sql): Sql => cast(value, "DOUBLE PRECISION");
const quotient = (sum: Sql, count: Sql): Sql => op("/", double(sum), fn("nullif", count, ZERO));

/** Values of 2^900 and more are summed on their own, scaled down, so that no sum of fewer than 2^60 values overflows. */
const LARGE = float(2 ** 900);
const isSmall = (x: Sql): Sql => op("<", fn("abs", x), LARGE);
/** Two sums: of the small values, and of the large ones. */
const sums = (value: (x: Sql) => Sql = (x) => x): readonly ((x: Sql) => Sql)[] => [
  (x) => fn("sum", where(isSmall(x), value(x))),
  (x) => fn("sum", where(negated(isSmall(x)), value(op("*", x, float(2 ** -64))))),
];
const sumCalls = sums().map(
  (call): AggregateTemplate =>
    ([x]) =>
      call(x!),
);
const floatTotal: AggregateTemplate = ([small, large]) =>
  caseOf([[isNull(large!), small!]], helper("joined", small!, large!));
const floatSum: AggregateCell = {
  calls: sumCalls,
  finish: floatTotal,
  parts: { calls: sumCalls, merge: ["sum", "sum"], finish: floatTotal },
};

/** Postgres's own average of floats also sums squares, which overflow long before the average does (MEANING B34). */
const averageCalls: readonly AggregateTemplate[] = [...sumCalls, "count({0})"];
const average: AggregateTemplate = ([small, large, count]) => {
  const counted = double(count!);
  return caseOf(
    [[isNull(large!), inlinedOr("divide", "quotient", [small!, counted])]],
    op(
      "*",
      op("/", op("+", helper("product", fn("coalesce", small!, ZERO), float(2 ** -64)), large!), counted),
      float(2 ** 64),
    ),
  );
};
const floatAverage: AggregateCell = {
  calls: averageCalls,
  finish: average,
  parts: { calls: averageCalls, merge: ["sum", "sum", "sum"], finish: average },
};

/*
 * Squares may overflow where a variance or its root does not. So values from 2^490 up go to a second aggregate over
 * scaled values. It counts if it shows that the spread is large, or if there are no other values.
 */
const [PLAIN, TINY] = [float(2 ** 490), float(2 ** -400)];
const SCALE = float(2 ** -600);
const LARGE_SPREAD = float(2 ** -800);
const spread = (call: string): readonly AggregateTemplate[] => [
  ([x]) => fn(call, where(op("<", fn("abs", x!), PLAIN), x!)),
  ([x]) => fn(call, caseOf([[op("<", fn("abs", x!), TINY), where(isNotNull(x!), float(0))]], op("*", x!, SCALE))),
];
/** Null if the value scaled back is out of range. */
const scaledBack = (scaled: Sql, factors: readonly number[]): Sql => {
  const most = factors.reduce((limit, factor) => limit / factor, Number.MAX_VALUE);
  return where(
    op("<=", scaled, float(most)),
    factors.reduce((value, factor) => op("*", value, float(factor)), scaled),
  );
};
const varianceOf: AggregateTemplate = ([plain, scaled]) =>
  caseOf(
    [[op(">=", scaled!, LARGE_SPREAD), scaledBack(scaled!, [2 ** 1000, 2 ** 200])]],
    fn("coalesce", plain!, scaled!),
  );
const deviationOf: AggregateTemplate = ([plain, scaled]) =>
  caseOf(
    [[op(">=", scaled!, LARGE_SPREAD), scaledBack(fn("sqrt", scaled!), [2 ** 600])]],
    fn("sqrt", fn("coalesce", plain!, scaled!)),
  );

/** The deviations from the mean are raised to a power. Sums of powers of the values themselves would cancel. */
const moments = (power: 3 | 4, value: (n: Sql, sum: Sql) => Sql): AggregateCell => ({
  framed: false,
  calls: ["array_agg({0})", "count({0})"],
  finish: ([list, count]) => {
    const xs = double(count!);
    const present = fn("array_remove", list!, sql`NULL`);
    return where(op(">=", count!, number(power)), value(xs, helper("standardised", present, number(power))));
  },
});
const less = (n: Sql, by: number): Sql => op("-", n, number(by));
const skewness = moments(3, (n, sum) => op("*", op("/", n, op("*", less(n, 1), less(n, 2))), sum));
const kurtosis = moments(4, (n, sum) => {
  const scale = op("/", op("*", n, op("+", n, ONE)), op("*", op("*", less(n, 1), less(n, 2)), less(n, 3)));
  const excess = op("/", op("*", op("*", number(3), less(n, 1)), less(n, 1)), op("*", less(n, 2), less(n, 3)));
  return op("-", op("*", scale, sum), excess);
});

const age = (half: Sql, { t, time }: { readonly t: Sql; readonly time: Sql }): Sql =>
  helper("weight", op("-", t, time), half);

/** Interpolates linearly between neighbours. If they are too far from each other for a float, it is null. */
const percentile = (share: string): AggregateCell => ({
  framed: false,
  calls: [`percentile_cont(${share}) WITHIN GROUP (ORDER BY {0})`],
  finish: ([value]) => finiteOrNull(value!),
});

/** A pair that lacks one of its values is left out. */
const paired = (x: Sql, y: Sql): Sql => where(isNotNull(y), x);
/** Postgres raises if squares overflow. Then the result is null. */
const isPlain = (x: Sql): Sql => op("<", fn("abs", x), PLAIN);
const onPlain =
  (name: string): AggregateTemplate =>
  ([x, y]) =>
    fn(name, where(all([isPlain(x!), isPlain(y!)]), x!), y!);
const largest: AggregateTemplate = ([x, y]) =>
  fn("max", where(all([isNotNull(x!), isNotNull(y!)]), fn("greatest", fn("abs", x!), fn("abs", y!))));
const covariance: AggregateCell = {
  calls: [onPlain("covar_samp"), largest],
  finish: ([value, most]) => where(op("<", most!, PLAIN), value!),
};
const correlation: AggregateCell = {
  calls: [
    onPlain("regr_sxy"),
    onPlain("regr_sxx"),
    onPlain("regr_syy"),
    ...(["min", "max"] as const).map(
      (name): AggregateTemplate =>
        ([x, y]) =>
          fn(name, paired(x!, y!)),
    ),
    ...(["min", "max"] as const).map(
      (name): AggregateTemplate =>
        ([x, y]) =>
          fn(name, paired(y!, x!)),
    ),
  ],
  // Rounding can give a constant side a spread above zero.
  finish: ([xy, xx, yy, leastX, mostX, leastY, mostY]) =>
    where(
      all([
        op("<", leastX!, mostX!),
        op("<", leastY!, mostY!),
        ...[leastX!, mostX!, leastY!, mostY!].map(isPlain),
        op(">", xx!, ZERO),
        op(">", yy!, ZERO),
      ]),
      op("/", op("/", xy!, fn("sqrt", xx!)), fn("sqrt", yy!)),
    ),
};

const share: AggregateCell = {
  calls: ["avg(CAST({0} AS INTEGER))"],
  finish: ([mean]) => double(mean!),
  parts: {
    calls: [([x]) => fn("count", where(x!, ONE)), "count({0})"],
    merge: ["sum", "sum"],
    finish: ([some, of]) => quotient(some!, of!),
  },
};
const ofBools = (name: "bool_or" | "bool_and"): AggregateCell => ({
  calls: [`${name}({0})`],
  parts: { calls: [`${name}({0})`], merge: [name] },
});
const ofTexts = (name: "min" | "max"): AggregateCell => {
  const calls: readonly AggregateTemplate[] = [([x]) => fn(name, byCodePoint(x!))];
  return { calls, parts: { calls, merge: [name] } };
};

const own = {
  "count_distinct/values": { framed: false, calls: ["count(DISTINCT {0})"] },
  "min/string": ofTexts("min"),
  "max/string": ofTexts("max"),
  "sum/int64": {
    calls: ["sum({0})"],
    finish: intTotal,
    parts: { calls: ["sum({0})"], merge: ["sum"], finish: intTotal },
  },
  "sum/decimal": { calls: ["sum({0})"], finish: decimalTotal },
  "avg/int64": {
    calls: ["avg({0})"],
    finish: ([mean]) => double(mean!),
    parts: {
      calls: ["sum({0})", "count({0})"],
      merge: ["sum", "sum"],
      finish: ([sum, count]) => quotient(sum!, count!),
    },
  },
  "avg/float64": floatAverage,
  "stddev/int64": { calls: [([x]) => fn("stddev_samp", double(x!))] },
  "stddev/float64": { calls: spread("var_samp"), finish: deviationOf },
  "variance/int64": { calls: [([x]) => fn("var_samp", double(x!))] },
  "variance/float64": { calls: spread("var_samp"), finish: varianceOf },
  "stddev_pop/float64": { calls: spread("var_pop"), finish: deviationOf },
  "variance_pop/float64": { calls: spread("var_pop"), finish: varianceOf },
  "skewness/float64": skewness,
  "kurtosis/float64": kurtosis,
  "median/float64": percentile("0.5"),
  "percentile/float64": percentile("{1}"),
  "sum/float64": floatSum,
  "covar/float64": covariance,
  "corr/float64": correlation,
  "decayed_sum/float64": {
    calls: [0, 1].map(
      (index): AggregateTemplate =>
        ([x, half], names) =>
          sums((value) => helper("product", value, age(half!, names)))[index]!(x!),
    ),
    finish: floatTotal,
  },
  "decayed_sum/vector": {
    framed: false,
    calls: [([x, half], names) => helper("vector_weighed_sum", cast(x!, "DOUBLE PRECISION[]"), age(half!, names))],
    finish: ([sum]) => helper("whole", sum!),
  },
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

/** Postgres's aggregates leave out null arguments, and so do these. */
export const ownAggregates = { ...own, ...listAggregates };
