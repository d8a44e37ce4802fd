import type { Value } from "../values.js";
/** Compares keys of maps and groups: bools, ints, strings, dates, timestamps, enum values. */
export declare function compareKeys(a: Value, b: Value): number;
/** The same entries in ascending order of their keys, which every map in memory has. */
export declare const sortedMap: <K extends Value, V>(map: ReadonlyMap<K, V>) => ReadonlyMap<K, V>;
