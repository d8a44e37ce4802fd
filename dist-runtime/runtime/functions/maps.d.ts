import type { Value } from "../values.js";

type Entries<K, V> = ReadonlyMap<K, V> | null;
export declare const mapElement: <K extends Value, V>(map: Entries<K, V>, key: K | null) => V | null;
export declare function mapKeys<K extends Value>(map: ReadonlyMap<K, Value>): readonly K[];
export declare function mapKeys<K extends Value>(map: Entries<K, Value>): readonly K[] | null;
export declare function mapValues<V>(map: ReadonlyMap<Value, V>): readonly V[];
export declare function mapValues<V>(map: Entries<Value, V>): readonly V[] | null;
export declare const lengthMap: import("./strict.js").Strict1<ReadonlyMap<Value, Value>, number>;
type Numbers = ReadonlyMap<Value, number | bigint | null> | null;
/** Goes over the keys of both maps; a missing key counts as 0. Null if a value is null or the result is not finite. */
export declare function dotMaps(a: Numbers, b: Numbers): number | null;
export declare function normMap(map: Numbers): number | null;
/** Null if one of the maps has length zero as a vector. */
export declare function cosineSimilarityMaps(a: Numbers, b: Numbers): number | null;
export declare const entropyMap: (map: Numbers) => number | null;
