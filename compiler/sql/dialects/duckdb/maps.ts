import type { ScalarOverload } from "../../../functions/overloads.js";
import {
  all,
  bound,
  caseOf,
  cast,
  fillSql,
  fn,
  isNotNull,
  lambda,
  minus,
  negated,
  number,
  op,
  type Sql,
  sql,
  text,
  where,
} from "../../tree/index.js";
import type { SqlCell } from "../cell.js";

/* Vectors, maps and json. A map's entries are in ascending order of their keys. */

const ZERO = number(0);
const NAN = cast(text("NaN"), "DOUBLE");
const TRUE = sql`true`;

const finite = (value: Sql): Sql => bound("value", value, (v) => where(fn("isfinite", v), v));
const betweenOnes = (cosine: Sql): Sql => fn("least", fn("greatest", cosine, number(-1)), number(1));

/*
 * Vectors are lists of float64 (MEANING 69, 76, 94). A result that is not finite is null, even if only an intermediate
 * sum of squares overflows.
 */

/**
 * DuckDB's products raise if any row of the column has a null element. So null becomes NaN here, and every result made
 * from it is NaN too.
 */
const doubles = (xs: Sql): Sql =>
  fn(
    "list_transform",
    cast(xs, "DOUBLE[]"),
    lambda(["e"], (e) => fn("coalesce", e!, NAN)),
  );
const ofVectors =
  (value: (x: Sql, y: Sql) => Sql): SqlCell =>
  ([xs, ys]) =>
    bound("x", doubles(xs!), (x) =>
      bound("y", doubles(ys!), (y) => where(op("=", fn("len", x), fn("len", y)), finite(value(x, y)))),
    );
const product = (x: Sql, y: Sql): Sql => fn("list_inner_product", x, y);
const length = (x: Sql): Sql => fn("sqrt", product(x, x));
const cosine = (x: Sql, y: Sql): Sql =>
  bound("size", op("*", length(x), length(y)), (size) => {
    const share = op("/", product(x, y), size);
    return where(all([op(">", size, ZERO), fn("isfinite", share)]), betweenOnes(share));
  });

const entropy = (xs: Sql): Sql => {
  const positive = fn(
    "list_filter",
    doubles(xs),
    lambda(["e"], (e) => all([op(">", e!, ZERO), negated(fn("isnan", e!))])),
  );
  return bound("x", positive, (values) =>
    bound("sum", fn("list_sum", values), (sum) => {
      const terms = lambda(["e"], (e) => {
        const share = op("/", e!, sum);
        return caseOf([[op(">", share, ZERO), op("*", minus(share), fn("ln", share))]], ZERO);
      });
      return where(fn("isfinite", sum), fn("list_sum", fn("list_transform", values, terms)));
    }),
  );
};

/* Maps of numbers. A null value becomes NaN, and so does every result made from it. */

const numberOf = (value: Sql): Sql => fn("coalesce", cast(value, "DOUBLE"), NAN);
const entryPart = (entry: Sql, part: "key" | "value"): Sql => fillSql(`{0}.${part}`, [entry]);
const productOfMaps = (a: Sql, b: Sql): Sql => {
  const found = (key: Sql): Sql =>
    fn(
      "list_extract",
      fn(
        "list_transform",
        fn("map_extract", b, key),
        lambda(["v"], (v) => numberOf(v!)),
      ),
      number(1),
    );
  const pairs = fn(
    "list_transform",
    fn("map_entries", a),
    lambda(["e"], (e) => op("*", numberOf(entryPart(e!, "value")), fn("coalesce", found(entryPart(e!, "key")), ZERO))),
  );
  const known = (map: Sql): Sql => {
    const each = fn(
      "list_transform",
      fn("map_values", map),
      lambda(["v"], (v) => isNotNull(v!)),
    );
    return fn("coalesce", fn("list_bool_and", each), TRUE);
  };
  return where(all([isNotNull(a), isNotNull(b), known(a), known(b)]), fn("coalesce", fn("list_sum", pairs), ZERO));
};
const lengthOfMap = (a: Sql): Sql => fn("sqrt", productOfMaps(a, a));
const cosineOfMaps = (a: Sql, b: Sql): Sql =>
  bound("size", op("*", lengthOfMap(a), lengthOfMap(b)), (size) =>
    where(
      all([op(">", size, ZERO), fn("isfinite", size)]),
      bound("cosine", op("/", productOfMaps(a, b), size), (c) => where(fn("isfinite", c), betweenOnes(c))),
    ),
  );
const ofMaps =
  (value: (a: Sql, b: Sql) => Sql): SqlCell =>
  ([a, b]) =>
    bound("a", a!, (x) => bound("b", b!, (y) => value(x, y)));

/** For `j.a` and `j[0]`: JSON's null reads as null. */
const found = (json: Sql): Sql =>
  bound("json", json, (j) => where(op("<>", fn("json_type", j), text("NULL")), cast(j, "VARCHAR")));

export const maps = {
  "dot/array": ofVectors(product),
  "dot/map": ofMaps((a, b) => finite(productOfMaps(a, b))),
  "norm/array": ([xs]) => bound("x", doubles(xs!), (x) => finite(length(x))),
  "norm/map": ([m]) => bound("a", m!, (a) => finite(lengthOfMap(a))),
  "cosine_similarity/array": ofVectors(cosine),
  "cosine_similarity/map": ofMaps(cosineOfMaps),
  "euclidean_distance/array": ofVectors((x, y) => fn("list_distance", x, y)),
  "entropy/array": ([xs]) => entropy(xs!),
  "entropy/map": ([m]) => entropy(fn("map_values", m!)),
  "element/map": "map_extract_value({0}, {1})",
  "element/json_field": ([j, name]) => {
    const path = fillSql("'/' || replace(replace({0}, '~', '~0'), '/', '~1')", [name!]);
    return where(op("=", fn("json_type", j!), text("OBJECT")), found(fn("json_extract", j!, path)));
  },
  "element/json_element": ([j, i]) => {
    const path = fillSql("'$[' || {0} || ']'", [i!]);
    return where(
      all([op("=", fn("json_type", j!), text("ARRAY")), op(">=", i!, ZERO)]),
      found(fn("json_extract", j!, path)),
    );
  },
  "keys/map": "map_keys({0})",
  "values/map": "map_values({0})",
  "length/map": "CAST(cardinality({0}) AS BIGINT)",
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
