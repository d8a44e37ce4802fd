import type { Type } from "../types.js";
import type { Value } from "../values.js";
/**
 * The JSON text by which arrays, structs and maps are ordered (MEANING 43). It has no spaces. Ints have all their
 * digits, and floats print as in ECMAScript. Decimals, times, dates and bytes are the texts that a client gets. Fields
 * come in declared order, entries in the order of their keys.
 */
export declare const jsonText: (type: Type) => (value: Value) => string;
