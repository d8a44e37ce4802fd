import type { MapType, Type } from "../../../../runtime/types.js";
import type { ScalarOverload } from "../../../functions/overloads.js";
import {
  all,
  any,
  caseOf,
  cast,
  fn,
  id,
  isNotNull,
  isNull,
  minus,
  number,
  op,
  type Sql,
  sql,
  text,
  where,
} from "../../tree/index.js";
import type { Limited, SqlCell } from "../cell.js";
import { jsonKind } from "./json-text.js";
import { lengthOf } from "./lists.js";
import { less, times } from "./numbers.js";
import { addedUp } from "./sums.js";
import { parts } from "./types.js";
import {
  bound,
  elements,
  entries,
  finiteOrNull,
  isFiniteFloat,
  keyIn,
  listOfRows,
  member,
  once,
  query,
  valueIn,
} from "./values.js";

/* Vectors, maps and JSON. Vectors are lists of floats (MEANING 69, 76, 94). A result that is not finite is null. */

const ZERO = number(0);
const asMapType = (type: Type): MapType => {
  if (type.kind !== "map") throw new Error("the SQL of maps needs their types");
  return type;
};
const float = (x: Sql): Sql => cast(x, "FLOAT64");
const square = (x: Sql): Sql => once("d", x, (own) => times(own, own));

/** A value from the pairs of elements of two vectors, `x` and `y`. Null if a length differs or an element is null. */
const ofPairs = (xs: Sql, ys: Sql, value: (x: Sql, y: Sql) => Sql): Sql => {
  const [x, y] = [valueIn("~x"), valueIn("~y")];
  const from = sql`${elements(xs, "~x", "@x")} JOIN ${elements(ys, "~y", "@y")} ON ${op("=", id("@x"), id("@y"))}`;
  const known = op("=", fn("COUNTIF", any([isNull(x), isNull(y)])), ZERO);
  const sum = fn("IFNULL", value(x, y), cast(number(0), "FLOAT64"));
  return where(op("=", lengthOf(xs), lengthOf(ys)), query({ columns: [where(known, sum)], from }));
};
const dot = (xs: Sql, ys: Sql): Sql => ofPairs(xs, ys, (x, y) => addedUp(times(float(x), float(y))));
const ofVectors =
  (value: (xs: Sql, ys: Sql) => Sql): SqlCell =>
  ([xs, ys]) =>
    once("xs", xs!, (one) => once("ys", ys!, (other) => value(one, other)));

/** The product of two maps as vectors: of the keys that both have. Null if a value is null. */
const dotOfMaps = (a: Sql, b: Sql): Sql => {
  const [x, y] = [valueIn("~x"), valueIn("~y")];
  const unknown = (of: Sql): Sql =>
    op("=", query({ columns: [fn("COUNTIF", isNull(valueIn("~u")))], from: entries(of, "~u") }), ZERO);
  const from = sql`${entries(a, "~x")} JOIN ${entries(b, "~y")} ON ${op("=", keyIn("~x"), keyIn("~y"))}`;
  const sum = fn("IFNULL", addedUp(times(float(x), float(y))), cast(number(0), "FLOAT64"));
  return where(all([isNotNull(a), isNotNull(b), unknown(a), unknown(b)]), query({ columns: [sum], from }));
};
/** The square root; the infinity of an infinity. */
const root = (x: Sql): Sql => once("q", x, (own) => caseOf([[isFiniteFloat(own), fn("SQRT", own)]], own));

const cosineOf =
  (product: (x: Sql, y: Sql) => Sql) =>
  (x: Sql, y: Sql): Sql =>
    bound("size", times2(root(product(x, x)), root(product(y, y))), (size) =>
      bound("share", where(op(">", size, ZERO), fn("IEEE_DIVIDE", product(x, y), size)), (share) =>
        where(isFiniteFloat(share), fn("LEAST", fn("GREATEST", share, float(number(-1))), float(number(1)))),
      ),
    );
const times2 = (x: Sql, y: Sql): Sql => bound("m", x, (m) => bound("n", y, (n) => times(m, n)));

/** The entropy of the values `v` of rows. Values that are not positive count nothing. */
const entropyOf = (from: Sql): Sql => {
  const x = float(valueIn("~e"));
  const positive = where(op(">", x, ZERO), x);
  const total = query({ columns: [addedUp(positive)], from });
  return bound("sum", total, (sum) => {
    const share = fn("IEEE_DIVIDE", x, sum);
    const term = caseOf(
      [[all([op(">", x, ZERO), op(">", share, ZERO)]), op("*", minus(share), fn("LN", share))]],
      where(op(">", x, ZERO), float(ZERO)),
    );
    return where(isFiniteFloat(sum), query({ columns: [fn("SUM", term)], from }));
  });
};

const ofEntries =
  (value: Sql): SqlCell =>
  ([m]) =>
    once("m", m!, (own) =>
      where(isNotNull(own), listOfRows({ columns: [value], from: entries(own, "~e", "@e"), orderBy: [id("@e")] })),
    );

const literalPath = (literal: unknown): string | null =>
  typeof literal === "string" || typeof literal === "number" || typeof literal === "bigint" ? String(literal) : null;
/** JSON's null reads as null. */
const unlessJsonNull = (x: Sql): Sql => fn("nullif", x, text("null"));

export const maps = {
  "dot/array": ofVectors((x, y) => finiteOrNull(dot(x, y))),
  "dot/map": ofVectors((x, y) => finiteOrNull(dotOfMaps(x, y))),
  "norm/array": ([xs]) => once("xs", xs!, (own) => finiteOrNull(root(dot(own, own)))),
  "norm/map": ([m]) => once("m", m!, (own) => finiteOrNull(root(dotOfMaps(own, own)))),
  "cosine_similarity/array": ofVectors(cosineOf(dot)),
  "cosine_similarity/map": ofVectors(cosineOf((x, y) => finiteOrNull(dotOfMaps(x, y)))),
  "euclidean_distance/array": ofVectors((x, y) =>
    finiteOrNull(root(ofPairs(x, y, (a, b) => addedUp(square(less(float(a), float(b))))))),
  ),
  "entropy/array": ([xs]) => once("xs", xs!, (own) => entropyOf(elements(own, "~e"))),
  "entropy/map": ([m]) => once("m", m!, (own) => entropyOf(entries(own, "~e"))),
  "element/map": ([m, key], [facts]) => {
    asMapType(facts!.type);
    return query({ columns: [valueIn("~e")], from: entries(m!, "~e"), where: [op("=", keyIn("~e"), key!)] });
  },
  "element/json_field": {
    cell: ([j], [, name]) =>
      once("j", j!, (own) =>
        where(
          op("=", jsonKind(own), text("{")),
          unlessJsonNull(fn("JSON_QUERY", own, text(`$.${JSON.stringify(literalPath(name!.literal) ?? "")}`))),
        ),
      ),
    lacks: ([, name]) => (literalPath(name) === null ? "it takes only a literal as the name of a field of JSON" : null),
  },
  "element/json_element": {
    cell: ([j], [, place]) => {
      const index = Number(literalPath(place!.literal) ?? -1);
      return once("j", j!, (own) =>
        where(
          all([op("=", jsonKind(own), text("[")), op(">=", number(index), ZERO)]),
          unlessJsonNull(fn("JSON_QUERY", own, text(`$[${Math.max(0, index)}]`))),
        ),
      );
    },
    lacks: ([, place]) => (literalPath(place) === null ? "it takes only a literal as an index of JSON" : null),
  },
  "keys/map": ofEntries(keyIn("~e")),
  "values/map": ofEntries(valueIn("~e")),
  "length/map": ([m]) => fn("ARRAY_LENGTH", member(m!, parts.map)),
} as const satisfies Partial<Record<ScalarOverload, SqlCell | Limited>>;
