import type { Type } from "./types.js";
import type { Value } from "./values.js";
/**
 * The empty value of a type that is not nullable: zero, false, an empty text or list; for an enum its first declared
 * value.
 */
export declare function emptyValue(type: Type): Value;
