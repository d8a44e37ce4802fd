import { listOf, type MapType, type Type, withNullable } from "../../../runtime/types.js";
import { exactly, gives } from "../define.js";
import { numberKinds } from "../kinds.js";
import type { Overload } from "../row.js";

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
  ts: "mapElement",
};
export const jsonField: Overload = {
  key: "json_field",
  params: [exactly("j", "json"), exactly("name", "string")],
  result: gives("json"),
  nulls: "partial",
  ts: "jsonField",
};
export const jsonElement: Overload = {
  key: "json_element",
  params: [exactly("j", "json"), exactly("i", "int64")],
  result: gives("json"),
  nulls: "partial",
  ts: "jsonElement",
};

export const mapKeys: Overload = {
  key: "map",
  params: [map],
  result: ([m]) => ({ ...listOf(of(m).key), element: withNullable(of(m).key, false) }),
  nulls: "strict",
  ts: "mapKeys",
};
export const mapValues: Overload = {
  key: "map",
  params: [map],
  result: ([m]) => ({ ...listOf(of(m).value), element: of(m).value }),
  nulls: "strict",
  ts: "mapValues",
};
export const mapLength: Overload = {
  key: "map",
  params: [map],
  result: gives("int64"),
  nulls: "strict",
  ts: "lengthMap",
};

const numbers = (names: readonly string[], ts: string): Overload => ({
  key: "map",
  params: names.map((name) => exactly(name, "map")),
  accepts: (types) => types.every(isOfNumbers) && types.every((type) => of(type).key.kind === of(types[0]).key.kind),
  result: gives("float64"),
  nulls: "partial",
  ts,
});
export const mapDot = numbers(["x", "y"], "dotMaps");
export const mapNorm = numbers(["x"], "normMap");
export const mapCosine = numbers(["x", "y"], "cosineSimilarityMaps");
/** The entropy of a map's values. */
export const entropyOfMap = numbers(["m"], "entropyMap");
