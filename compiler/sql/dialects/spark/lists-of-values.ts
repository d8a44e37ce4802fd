import { isNested, type Type } from "../../../../runtime/types.js";
import { all, any, caseOf, cast, fn, lambda, number, op, type Sql, where } from "../../tree/index.js";
import { jsonTextOf } from "./json-text.js";
import {
  at,
  bigint,
  bound,
  double,
  every,
  field,
  filtered,
  finiteOrNull,
  firstOf,
  float,
  folded,
  isFiniteFloat,
  mapped,
  ONE,
  rangeOf,
  size,
  struct,
  ZERO,
} from "./values.js";

/* What aggregates make of all their values in a list, none of them null. */

export const total = (xs: Sql): Sql => folded(xs, double(ZERO), (sum, x) => op("+", sum, x));

/** Values by how often they occur; on ties the smaller value comes first (MEANING 62). */
export const byFrequency = (xs: Sql, type: Type): Sql => {
  // -0 and 0 are one value.
  const plain =
    type.kind === "float32" || type.kind === "float64"
      ? mapped(xs, "z", (z) => op("+", z, cast(ZERO, type.kind === "float32" ? "FLOAT" : "DOUBLE")))
      : xs;
  const keyed = mapped(plain, "v", (v) =>
    struct([
      ["t", isNested(type) ? jsonTextOf(type, v) : v],
      ["v", v],
    ]),
  );
  return bound("sorted", fn("sort_array", keyed), (sorted) => {
    const isFirst = (place: Sql): Sql =>
      any([op("=", place, ZERO), op("<>", field(at(sorted, place), "t"), field(at(sorted, op("-", place, ONE)), "t"))]);
    const starts = filtered(rangeOf(ZERO, size(sorted)), "p", isFirst);
    return bound("starts", starts, (begins) => {
      const counted = fn(
        "transform",
        begins,
        lambda(["p", "i"], (place, index) =>
          struct([
            ["c", op("-", place!, fn("coalesce", at(begins, op("+", index!, ONE)), size(sorted)))],
            ["t", field(at(sorted, place!), "t")],
            ["v", field(at(sorted, place!), "v")],
          ]),
        ),
      );
      return mapped(fn("sort_array", counted), "s", (s) => field(s, "v"));
    });
  });
};

/*
 * Deviations are from the mean of scaled values, so that a sum of squares stays in range. A spread of zero is zero:
 * rounding must not give it one.
 */
const SCALE = float(2 ** -600);
const LARGE = float(2 ** 490);
const squares = (xs: Sql, mean: Sql): Sql => total(mapped(xs, "x", (x) => op("*", op("-", x, mean), op("-", x, mean))));
const meanOf = (xs: Sql): Sql => op("/", total(xs), double(size(xs)));
const variance = (xs: Sql, less: 0 | 1, of: (plain: Sql) => Sql, back: (scaled: Sql) => Sql): Sql => {
  const spread = (values: Sql): Sql =>
    bound("mean", meanOf(values), (mean) =>
      op("/", squares(values, mean), double(op("-", size(values), number(less)))),
    );
  const isLarge = op(
    ">=",
    fn(
      "array_max",
      mapped(xs, "x", (x) => fn("abs", x)),
    ),
    LARGE,
  );
  return where(
    op(">", size(xs), number(less)),
    caseOf(
      [[isLarge, bound("scaled", spread(mapped(xs, "x", (x) => op("*", x, SCALE))), (v) => finiteOrNull(back(v)))]],
      of(spread(xs)),
    ),
  );
};
export const varianceOf = (xs: Sql, less: 0 | 1): Sql =>
  variance(
    xs,
    less,
    (plain) => plain,
    (scaled) => op("*", op("*", scaled, float(2 ** 1000)), float(2 ** 200)),
  );
export const deviationOf = (xs: Sql, less: 0 | 1): Sql =>
  variance(
    xs,
    less,
    (plain) => fn("sqrt", plain),
    (scaled) => op("*", fn("sqrt", scaled), float(2 ** 600)),
  );

/** An average may be finite although its sum is not (MEANING B34). */
export const averageOf = (xs: Sql): Sql =>
  where(
    op(">", size(xs), ZERO),
    bound("average", meanOf(xs), (mean) =>
      caseOf(
        [[isFiniteFloat(mean), mean]],
        op("*", meanOf(mapped(xs, "x", (x) => op("*", x, float(2 ** -64)))), float(2 ** 64)),
      ),
    ),
  );

/** The deviations from the mean, in standard deviations, raised to a power. Null where all values are the same. */
const standardised = (xs: Sql, power: 3 | 4, value: (n: Sql, sum: Sql) => Sql): Sql =>
  where(
    all([op(">=", size(xs), number(power)), op("<>", fn("array_min", xs), fn("array_max", xs))]),
    bound("mean", averageOf(xs), (mean) =>
      bound("deviation", deviationOf(xs, 1), (deviation) =>
        value(
          double(size(xs)),
          total(mapped(xs, "x", (x) => fn("pow", op("/", op("-", x, mean), deviation), double(number(power))))),
        ),
      ),
    ),
  );
const less = (n: Sql, by: number): Sql => op("-", n, number(by));
export const skewnessOf = (xs: Sql): Sql =>
  standardised(xs, 3, (n, sum) => op("*", op("/", n, op("*", less(n, 1), less(n, 2))), sum));
export const kurtosisOf = (xs: Sql): Sql =>
  standardised(xs, 4, (n, sum) => {
    const scale = op("/", op("*", n, op("+", n, ONE)), op("*", op("*", less(n, 1), less(n, 2)), less(n, 3)));
    const excess = op("/", op("*", op("*", number(3), less(n, 1)), less(n, 1)), op("*", less(n, 2), less(n, 3)));
    return op("-", op("*", scale, sum), excess);
  });

/** Interpolates linearly between neighbours. If they are too far from each other for a float, it is null. */
export const percentileOf = (xs: Sql, share: Sql): Sql =>
  where(
    op(">", size(xs), ZERO),
    bound("sorted", fn("sort_array", xs), (sorted) =>
      bound("place", op("*", double(share), double(op("-", size(sorted), ONE))), (place) =>
        bound("low", cast(fn("floor", place), "INT"), (low) => {
          const begin = at(sorted, low);
          const step = op("-", fn("coalesce", at(sorted, op("+", low, ONE)), begin), begin);
          return finiteOrNull(op("+", begin, op("*", op("-", place, double(low)), step)));
        }),
      ),
    ),
  );

/* Fixed vectors (MEANING 72). All vectors of a column have one length. */

/** For each index, the result of `of` for the list of the elements at that index. Null if one is not finite. */
export const byPlace = (vectors: Sql, of: (elements: Sql) => Sql): Sql =>
  bound("all", vectors, (all) => {
    const places = rangeOf(ZERO, size(at(all, ZERO)));
    const each = mapped(places, "i", (i) => of(mapped(all, "v", (v) => at(v, i))));
    return where(
      op(">", size(all), ZERO),
      bound("result", each, (result) =>
        where(
          every(result, "r", (r) => fn("coalesce", isFiniteFloat(r), op("=", ZERO, ONE))),
          result,
        ),
      ),
    );
  });

/** The first of equal values, in their order. */
export const distinctOf = (xs: Sql, type: Type, count: Sql): Sql =>
  firstOf(isNested(type) ? distinctByText(xs, type) : fn("array_distinct", xs), count);
const distinctByText = (xs: Sql, type: Type): Sql =>
  bound("values", xs, (own) =>
    bound(
      "texts",
      mapped(own, "v", (v) => jsonTextOf(type, v)),
      (texts) =>
        mapped(
          filtered(rangeOf(ZERO, size(own)), "p", (p) =>
            op("=", fn("array_position", texts, at(texts, p)), bigint(op("+", p, ONE))),
          ),
          "q",
          (q) => at(own, q),
        ),
    ),
  );
