import type { AggregateOverloadName } from "../../../functions/overloads.js";
import {
  all,
  between,
  caseOf,
  cast,
  concat,
  fillSql,
  float,
  fn,
  isNotNull,
  number,
  op,
  type Sql,
  sql,
  text,
  where,
} from "../../tree/index.js";
import { type AggregateCell, type AggregateNames, type AggregateTemplate, fillAggregate, forEach } from "../cell.js";
import { listAggregates } from "./list-aggregates.js";

/*
 * DuckDB sums BIGINT in HUGEINT, so the total is exact, and only the total can be out of range (MEANING B4). Sums of
 * floats are never differences of prefix sums: DuckDB's windows are trees of partial aggregates.
 */

const [ONE, ZERO] = [number(1), number(0)];
const raised = (what: Sql, problem: string): Sql => fn("error", concat(what, text(`: ${problem}`)));

const intTotal: AggregateTemplate = ([sum], { what }) =>
  caseOf([
    [between(sum!, number("-9223372036854775808"), number("9223372036854775807")), cast(sum!, "BIGINT")],
    [isNotNull(sum!), raised(what, "int64 overflow")],
  ]);
/** DuckDB's total may have one digit more than a decimal can have (MEANING 71). */
const decimalTotal: AggregateTemplate = ([sum], { what }) => {
  const digits = fillSql("length(ltrim(replace(replace(CAST({0} AS VARCHAR), '-', ''), '.', ''), '0'))", [sum!]);
  return caseOf([[op(">", digits, number(38)), raised(what, "decimal overflow")]], sum!);
};
const quotient = (sum: Sql, count: Sql): Sql => op("/", cast(sum, "DOUBLE"), fn("nullif", count, ZERO));

/**
 * An average may be finite although its sum is not (MEANING B34). Then the average of scaled values is used, scaled
 * back.
 */
const [DOWN, UP] = [float(2 ** -64), float(2 ** 64)];
const scaledDown: AggregateTemplate = ([x]) => op("*", x!, DOWN);
const ofScaled =
  (name: string): AggregateTemplate =>
  (args, names) =>
    fn(name, (scaledDown as Exclude<AggregateTemplate, string>)(args, names));
const floatAverage: AggregateCell = {
  calls: ["avg({0})", ofScaled("avg")],
  finish: ([mean, scaled]) => caseOf([[fn("isfinite", mean!), mean!]], op("*", scaled!, UP)),
  parts: {
    calls: ["sum({0})", ofScaled("sum"), "count({0})"],
    merge: ["sum", "sum", "sum"],
    finish: ([sum, scaled, count]) =>
      caseOf(
        [[fn("isfinite", sum!), op("/", sum!, fn("nullif", count!, ZERO))]],
        op("*", op("/", scaled!, fn("nullif", count!, ZERO)), UP),
      ),
  },
};

/*
 * DuckDB raises if squares are out of float64's range, but only the result of a variance or stddev should decide. So
 * values from 2^490 up go to a second aggregate over scaled values. It counts if it shows that the spread is large, or
 * if there are no other values.
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

/** The deviations from the mean are raised to a power. Sums of powers of the values themselves would cancel. */
const moments = (power: 3 | 4, value: (n: Sql, sum: Sql) => Sql): AggregateCell => ({
  calls: ["list({0})", "avg({0})", "stddev_samp({0})", "count({0})", "min({0})", "max({0})"],
  finish: ([list, mean, deviation, count, least, most]) => {
    const sum = fillSql("list_sum(list_transform({list}, lambda x: pow((x - {mean}) / {deviation}, {power})))", [], {
      list: list!,
      mean: mean!,
      deviation: deviation!,
      power: number(power),
    });
    const enough = all([op(">=", count!, number(power)), op("<>", least!, most!)]);
    return where(enough, value(cast(count!, "DOUBLE"), sum));
  },
});
const less = (n: Sql, by: number): Sql => op("-", n, number(by));
const skewness = moments(3, (n, sum) => op("*", op("/", n, op("*", less(n, 1), less(n, 2))), sum));
const kurtosis = moments(4, (n, sum) => {
  const scale = op("/", op("*", n, op("+", n, ONE)), op("*", op("*", less(n, 1), less(n, 2)), less(n, 3)));
  const excess = op("/", op("*", op("*", number(3), less(n, 1)), less(n, 1)), op("*", less(n, 2), less(n, 3)));
  return op("-", op("*", scale, sum), excess);
});

/** A value's weight halves with each half life since its row's time. */
export const weight =
  (half: Sql): AggregateTemplate =>
  (_, { t, time }) =>
    fillSql("pow(2.0::DOUBLE, -(({t} - {time})::DOUBLE / {half}::DOUBLE))", [], { t, time, half });

const weighted = ([x, half]: readonly Sql[], names: AggregateNames): Sql =>
  fn("sum", op("*", x!, fillAggregate(weight(half!), [], names)));

const share = {
  calls: ["avg({0}::INTEGER)"],
  parts: {
    calls: [([x]) => fn("count", where(x!, ONE)), "count({0})"],
    merge: ["sum", "sum"],
    finish: ([some, of]) => quotient(some!, of!),
  },
} as const satisfies AggregateCell;
const ofBools = (name: "bool_or" | "bool_and"): AggregateCell => ({
  calls: [`${name}({0})`],
  parts: { calls: [`${name}({0})`], merge: [name] },
});

/** The value with the least or greatest key; the value is null if there is no key. States are the value and its key. */
const byKey = (name: "arg_min" | "arg_max", key: AggregateTemplate): AggregateCell => {
  const call: AggregateTemplate = (args, names) => fn(name, args[0]!, fillAggregate(key, args, names));
  const extreme = name === "arg_min" ? "min" : "max";
  const own: AggregateTemplate = (args, names) =>
    fn(extreme, where(isNotNull(args[0]!), fillAggregate(key, args, names)));
  return {
    calls: [call],
    states: { calls: [call, own], merge: [`${name}({0}, {1})`, `${extreme}({1})`] },
  };
};
/** Rows are ordered by y. On a tie the latest row counts (MEANING 63). */
const byValue = (name: "arg_min" | "arg_max", order: (rank: Sql) => Sql): AggregateCell =>
  byKey(name, ([, y], names) =>
    where(isNotNull(y!), fillSql("struct_pack(y := {y}, o := {o})", [], { y: y!, o: order(names.order) })),
  );

const own = {
  "sum/int64": {
    calls: ["sum({0})"],
    finish: intTotal,
    parts: { calls: ["sum({0})"], merge: ["sum"], finish: intTotal },
  },
  "sum/decimal": {
    calls: ["sum({0})"],
    finish: decimalTotal,
    states: { calls: ["sum({0})"], merge: ["sum({0})"], finish: decimalTotal },
  },
  "avg/int64": {
    calls: ["avg({0})"],
    parts: {
      calls: ["sum({0})", "count({0})"],
      merge: ["sum", "sum"],
      finish: ([sum, count]) => quotient(sum!, count!),
    },
  },
  "avg/float64": floatAverage,
  "stddev/int64": { calls: ["stddev_samp({0}::DOUBLE)"] },
  "stddev/float64": { calls: spread("var_samp"), finish: deviationOf },
  "variance/int64": { calls: ["var_samp({0}::DOUBLE)"] },
  "variance/float64": { calls: spread("var_samp"), finish: varianceOf },
  "stddev_pop/float64": { calls: spread("var_pop"), finish: deviationOf },
  "variance_pop/float64": { calls: spread("var_pop"), finish: varianceOf },
  "skewness/float64": skewness,
  "kurtosis/float64": kurtosis,
  "median/float64": { calls: ["quantile_cont({0}, 0.5)"] },
  "percentile/float64": { calls: ["quantile_cont({0}, {1})"] },
  "corr/float64": {
    calls: ["corr({0}, {1})"],
    finish: ([value]) => where(fn("isfinite", value!), value!),
  },
  "decayed_sum/float64": {
    calls: [weighted],
    // A state is the sum at an instant of its own. It decays from then on.
    states: {
      calls: [weighted],
      merge: [([sum], names) => weighted([sum!, names.literals[1]!], names)],
    },
  },
  "first/any": byKey("arg_min", "{order}"),
  "last/any": byKey("arg_max", "{order}"),
  "min_by/any": byValue("arg_min", (rank) => sql`-${rank}`),
  "max_by/any": byValue("arg_max", (rank) => rank),
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

/** DuckDB's aggregates leave out null arguments, and so do these. */
export const ownAggregates = { ...own, ...listAggregates };
