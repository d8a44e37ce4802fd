import { listOf, type MapType, type Type, withNullable } from "../../../runtime/types.js";
import { bound, exactly, gives, guarded, inner } from "../define.js";
import { numberKinds } from "../kinds.js";
import type { Overload, SqlTemplate } from "../row.js";

/*
 * Overloads for maps of functions that arrays, texts and vectors have too. A map's entries are in ascending order of
 * their keys.
 */

const map = exactly("m", "map");
const of = (type: Type | undefined): MapType => {
  if (type?.kind !== "map") throw new Error("expected a map");
  return type;
};
const isOfNumbers = (type: Type | undefined): boolean =>
  type?.kind === "map" && (numberKinds as readonly string[]).includes(type.value.kind);

/** `m[k]`. The key is converted to the map's key type when the call is resolved. */
export const mapElement: Overload = {
  key: "map",
  params: [map, exactly("k", "int64")],
  result: ([m]) => of(m).value,
  nulls: "partial",
  sql: { duckdb: "map_extract_value({0}, {1})" },
  ts: "mapElement",
};
/** For `j.a` and `j[0]`: JSON's null reads as null. */
const notNull = (json: string): string =>
  bound("json", json, (j) => guarded(`json_type(${j}) <> 'NULL'`, `CAST(${j} AS VARCHAR)`));
export const jsonField: Overload = {
  key: "json_field",
  params: [exactly("j", "json"), exactly("name", "string")],
  result: gives("json"),
  nulls: "partial",
  sql: {
    duckdb: ([j, name]) =>
      guarded(
        `json_type(${j}) = 'OBJECT'`,
        notNull(`json_extract(${j}, '/' || replace(replace(${name}, '~', '~0'), '/', '~1'))`),
      ),
  },
  ts: "jsonField",
};
export const jsonElement: Overload = {
  key: "json_element",
  params: [exactly("j", "json"), exactly("i", "int64")],
  result: gives("json"),
  nulls: "partial",
  sql: {
    duckdb: ([j, i]) =>
      guarded(`json_type(${j}) = 'ARRAY' AND ${i} >= 0`, notNull(`json_extract(${j}, '$[' || ${i} || ']')`)),
  },
  ts: "jsonElement",
};

export const mapKeys: Overload = {
  key: "map",
  params: [map],
  result: ([m]) => ({ ...listOf(of(m).key), element: withNullable(of(m).key, false) }),
  nulls: "strict",
  sql: { duckdb: "map_keys({0})" },
  ts: "mapKeys",
};
export const mapValues: Overload = {
  key: "map",
  params: [map],
  result: ([m]) => ({ ...listOf(of(m).value), element: of(m).value }),
  nulls: "strict",
  sql: { duckdb: "map_values({0})" },
  ts: "mapValues",
};
export const mapLength: Overload = {
  key: "map",
  params: [map],
  result: gives("int64"),
  nulls: "strict",
  sql: { duckdb: "CAST(cardinality({0}) AS BIGINT)" },
  ts: "lengthMap",
};

/** A null value becomes NaN, and so does every result made from it. */
const numberOf = (value: string): string => `coalesce(CAST(${value} AS DOUBLE), 'NaN'::DOUBLE)`;
const product = (a: string, b: string): string => {
  const [e, v] = [inner("e"), inner("v")];
  const pairs = `list_transform(map_entries(${a}), lambda ${e}: ${numberOf(`${e}.value`)} * coalesce(list_extract(list_transform(map_extract(${b}, ${e}.key), lambda ${v}: ${numberOf(v)}), 1), 0.0::DOUBLE))`;
  const known = (m: string): string =>
    `coalesce(list_bool_and(list_transform(map_values(${m}), lambda ${v}: ${v} IS NOT NULL)), true)`;
  return guarded(
    `${a} IS NOT NULL AND ${b} IS NOT NULL AND ${known(a)} AND ${known(b)}`,
    `coalesce(list_sum(${pairs}), 0.0::DOUBLE)`,
  );
};
const finite = (value: string): string => bound("value", value, (v) => guarded(`isfinite(${v})`, v));
const norm = (a: string): string => `sqrt(${product(a, a)})`;
const cosine = (a: string, b: string): string =>
  bound("size", `${norm(a)} * ${norm(b)}`, (size) =>
    guarded(
      `${size} > 0 AND isfinite(${size})`,
      bound("cosine", `${product(a, b)} / ${size}`, (c) => guarded(`isfinite(${c})`, `least(greatest(${c}, -1), 1)`)),
    ),
  );

const ofTwo =
  (value: (a: string, b: string) => string): SqlTemplate =>
  ([a, b]) =>
    bound("a", a!, (x) => bound("b", b!, (y) => value(x, y)));

const numbers = (names: readonly string[], sql: SqlTemplate, ts: string): Overload => ({
  key: "map",
  params: names.map((name) => exactly(name, "map")),
  accepts: (types) => types.every(isOfNumbers) && types.every((type) => of(type).key.kind === of(types[0]).key.kind),
  result: gives("float64"),
  nulls: "partial",
  sql: { duckdb: sql },
  ts,
});
export const mapDot = numbers(
  ["x", "y"],
  ofTwo((a, b) => finite(product(a, b))),
  "dotMaps",
);
export const mapNorm = numbers(["x"], ([a]) => bound("a", a!, (x) => finite(norm(x))), "normMap");
export const mapCosine = numbers(["x", "y"], ofTwo(cosine), "cosineSimilarityMaps");
/** The entropy of a map's values. */
export const entropyOfMap = (sql: SqlTemplate): Overload =>
  numbers(["m"], ([m]) => sql([`map_values(${m})`]), "entropyMap");
