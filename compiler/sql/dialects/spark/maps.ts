import type { ScalarOverload } from "../../../functions/overloads.js";
import {
  all,
  caseOf,
  cast,
  concat,
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
import type { Limited, SqlCell } from "../cell.js";
import {
  bigint,
  bound,
  double,
  every,
  field,
  filtered,
  finiteOrNull,
  folded,
  isFiniteFloat,
  mapped,
  ONE,
  size,
  small,
  ZERO,
} from "./values.js";

/* Vectors, maps and JSON. A map's entries are in ascending order of their keys. */

const betweenOnes = (cosine: Sql): Sql => fn("least", fn("greatest", cosine, double(number(-1))), double(ONE));
const total = (terms: Sql): Sql => folded(terms, double(ZERO), (sum, x) => op("+", sum, x));

/*
 * Vectors are lists of float64 (MEANING 69, 76, 94). A result that is not finite is null. A null element makes every
 * sum null.
 */

const doubles = (xs: Sql): Sql => cast(xs, "ARRAY<DOUBLE>");
const terms = (x: Sql, y: Sql, of: (a: Sql, b: Sql) => Sql): Sql =>
  fn(
    "zip_with",
    x,
    y,
    lambda(["a", "b"], (a, b) => of(a!, b!)),
  );
const product = (x: Sql, y: Sql): Sql => total(terms(x, y, (a, b) => op("*", a, b)));
const ofVectors =
  (value: (x: Sql, y: Sql) => Sql): SqlCell =>
  ([xs, ys]) =>
    bound("x", doubles(xs!), (x) =>
      bound("y", doubles(ys!), (y) => where(op("=", size(x), size(y)), bound("result", value(x, y), finiteOrNull))),
    );
const length = (x: Sql): Sql => fn("sqrt", product(x, x));
const cosineOf = (product: Sql, sizes: Sql): Sql =>
  bound("size", sizes, (own) =>
    where(
      all([op(">", own, ZERO), isFiniteFloat(own)]),
      bound("share", op("/", product, own), (share) => where(isFiniteFloat(share), betweenOnes(share))),
    ),
  );

const entropy = (xs: Sql): Sql => {
  const positive = filtered(doubles(xs), "e", (e) => all([op(">", e, ZERO), negated(fn("isnan", e))]));
  return bound("x", positive, (values) =>
    where(
      op(">", size(values), ZERO),
      bound("sum", total(values), (sum) => {
        const each = mapped(values, "e", (e) =>
          bound("share", op("/", e, sum), (share) =>
            caseOf([[op(">", share, ZERO), op("*", minus(share), fn("ln", share))]], double(ZERO)),
          ),
        );
        return where(isFiniteFloat(sum), total(each));
      }),
    ),
  );
};

/* Maps of numbers. A null value makes the result null. */

const keyOf = (entry: Sql): Sql => field(entry, "key");
const numberOf = (entry: Sql): Sql => double(field(entry, "value"));
const known = (map: Sql): Sql => every(fn("map_values", map), "v", isNotNull);
const productOfMaps = (a: Sql, b: Sql): Sql => {
  const other = (key: Sql): Sql => fn("coalesce", double(fn("try_element_at", b, key)), double(ZERO));
  const products = mapped(fn("map_entries", a), "e", (e) => op("*", numberOf(e), other(keyOf(e))));
  return where(all([known(a), known(b)]), total(products));
};
const lengthOfMap = (a: Sql): Sql => fn("sqrt", productOfMaps(a, a));
const ofMaps =
  (value: (a: Sql, b: Sql) => Sql): SqlCell =>
  ([a, b]) =>
    bound("a", a!, (x) => bound("b", b!, (y) => bound("result", value(x, y), finiteOrNull)));

/*
 * The text of a member or element. Behind a wildcard, Spark keeps the quotes of a text. If several members have the same
 * name, the first one counts.
 */
const found = (json: Sql, path: Sql): Sql => fn("get_json_object", concat(text("["), json, text("]")), path);
const startsWith = (json: Sql, mark: string): Sql =>
  op("=", fn("left", sql`trim(LEADING ${text(" \t\n\r")} FROM ${json})`, ONE), text(mark));

export const maps = {
  "dot/array": ofVectors(product),
  "dot/map": ofMaps(productOfMaps),
  "norm/array": ([xs]) => bound("x", doubles(xs!), (x) => bound("result", length(x), finiteOrNull)),
  "norm/map": ([m]) => bound("a", m!, (a) => bound("result", lengthOfMap(a), finiteOrNull)),
  "cosine_similarity/array": ofVectors((x, y) => cosineOf(product(x, y), op("*", length(x), length(y)))),
  "cosine_similarity/map": ofMaps((a, b) => cosineOf(productOfMaps(a, b), op("*", lengthOfMap(a), lengthOfMap(b)))),
  "euclidean_distance/array": ofVectors((x, y) =>
    fn("sqrt", total(terms(x, y, (a, b) => op("*", op("-", a, b), op("-", a, b))))),
  ),
  "entropy/array": ([xs]) => entropy(xs!),
  "entropy/map": ([m]) => entropy(fn("map_values", m!)),
  "element/map": "try_element_at({0}, {1})",
  "element/json_field": {
    cell: ([j, name]) => where(startsWith(j!, "{"), found(j!, concat(text("$[*]['"), name!, text("']")))),
    lacks: ([, name]) =>
      name === undefined || /['?]/.test(String(name)) ? "its paths into JSON have no names with ' or ?" : null,
  },
  "element/json_element": ([j, i]) =>
    where(
      all([startsWith(j!, "["), op(">=", i!, ZERO)]),
      found(j!, concat(text("$[*]["), cast(small(i!), "STRING"), text("]"))),
    ),
  "keys/map": "map_keys({0})",
  "values/map": "map_values({0})",
  "length/map": ([m]) => bigint(size(m!)),
} as const satisfies Partial<Record<ScalarOverload, SqlCell | Limited>>;
