import type { MapType, Type } from "../../../../runtime/types.js";
import type { ScalarOverload } from "../../../functions/overloads.js";
import { all, cast, fillSql, fn, id, isNotNull, number, op, type Sql, sql, text, where } from "../../tree/index.js";
import type { SqlCell } from "../cell.js";
import { arrayOf, bound, fromJson, helper, inOrder, keyOf, keyText, member, query, small } from "./values.js";

/* Vectors, maps and JSON. A map is a jsonb object, whose order is not that of the keys' type. */

const doubles = (xs: Sql): Sql => cast(xs, "DOUBLE PRECISION[]");
const ofVectors =
  (name: string): SqlCell =>
  ([x, y]) =>
    helper(name, doubles(x!), doubles(y!));
const ofMaps =
  (name: string): SqlCell =>
  ([x, y]) =>
    helper(name, x!, y!);
const asMapType = (type: Type): MapType => {
  if (type.kind !== "map") throw new Error("the SQL of maps needs their types");
  return type;
};

const KEY = id("~k");
/** A value for each entry, in the order of the keys. */
const entries = (map: Sql, type: MapType, value: Sql): Sql =>
  bound("m", map, (own) =>
    where(
      isNotNull(own),
      arrayOf(
        query({
          columns: [value],
          from: sql`jsonb_each(${own}) AS "@e"("~k", "~v")`,
          orderBy: [inOrder(keyOf(KEY, type.key), type.key)],
        }),
      ),
    ),
  );
const valuesOf = (map: Sql, type: MapType): Sql => entries(map, type, fromJson(id("~v"), type.value));

/** For `j.a` and `j[0]`: the text of the value found. JSON's null reads as null. */
const found = (json: Sql): Sql => fn("nullif", cast(json, "TEXT"), text("null"));
/** If several members have the same name, the first one counts, as on every engine. Postgres would take the last. */
const firstNamed = (json: Sql, name: Sql): Sql =>
  query({
    columns: [id("~v")],
    from: sql`json_each(${json}) WITH ORDINALITY AS "@e"("~k", "~v", "@place")`,
    where: [op("=", id("~k"), name)],
    orderBy: [id("@place")],
    limit: number(1),
  });
const kindOf = (json: Sql): Sql => fn("json_typeof", json);

export const maps = {
  "dot/array": ofVectors("dot"),
  "dot/map": ofMaps("dot"),
  "norm/array": ([x]) => bound("x", doubles(x!), (own) => fn("sqrt", helper("dot", own, own))),
  "norm/map": ([x]) => bound("x", x!, (own) => fn("sqrt", helper("dot", own, own))),
  "cosine_similarity/array": ofVectors("cosine"),
  "cosine_similarity/map": ofMaps("cosine"),
  "euclidean_distance/array": ofVectors("distance"),
  "entropy/array": ([xs]) => helper("entropy", doubles(xs!)),
  "entropy/map": ([m], [facts]) => helper("entropy", doubles(valuesOf(m!, asMapType(facts!.type)))),
  "element/map": ([m, key], [facts]) => member(m!, keyText(key!), asMapType(facts!.type).value),
  "element/json_field": ([j, name]) =>
    bound("j", cast(j!, "JSON"), (own) => where(op("=", kindOf(own), text("object")), found(firstNamed(own, name!)))),
  "element/json_element": ([j, i]) =>
    bound("j", cast(j!, "JSON"), (own) =>
      where(all([op("=", kindOf(own), text("array")), op(">=", i!, number(0))]), found(op("->", own, small(i!)))),
    ),
  "keys/map": ([m], [facts]) => entries(m!, asMapType(facts!.type), keyOf(KEY, asMapType(facts!.type).key)),
  "values/map": ([m], [facts]) => valuesOf(m!, asMapType(facts!.type)),
  "length/map": ([m]) =>
    bound("m", m!, (own) =>
      where(isNotNull(own), fillSql('(SELECT count(*) FROM jsonb_object_keys({0}) AS "@k")', [own])),
    ),
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
