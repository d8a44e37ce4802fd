import {
  type DecimalType,
  type EnumType,
  type MapType,
  type ScalarName,
  type StructType,
  type Type,
} from "../../types.js";
import type { Int, Value } from "../../values.js";
import { Mismatch } from "./edge.js";
export declare function integer(kind: ScalarName, value: number | bigint): Int;
/**
 * A number that is not finite reads as null. The result is never -0. `text` is the number as the caller wrote it, if a
 * float64 does not hold that number.
 */
export declare function float(kind: ScalarName, value: number, text?: string): number | null;
/** NaN reads as null for these types too (MEANING 134). */
export declare const readsNaN: ReadonlySet<Type["kind"]>;
export declare function wellFormed(value: string): string;
/** A vector with an element that is null or not finite is null as a whole (MEANING 72). */
export declare function elements(
  type: Type & {
    kind: "array";
  },
  value: unknown,
  read: (item: unknown) => Value,
): Value[] | null;
/** A struct's fields, each read under its name. A field that the caller left out is null. */
export declare function fields(
  type: StructType,
  value: unknown,
  read: readonly ((item: unknown) => Value)[],
): Readonly<Record<string, Value>>;
/** A map's entries in ascending order of their keys. A key may occur only once. */
export declare function entries(
  type: MapType,
  given: Iterable<readonly [unknown, unknown]>,
  readKey: (item: unknown) => Value,
  readValue: (item: unknown) => Value,
): ReadonlyMap<Value, Value>;
export declare function decimal({ precision, scale }: DecimalType, text: string): Int;
export declare function enumValue(type: EnumType, value: unknown): string;
export declare const expected: (what: string, value: unknown) => Mismatch;
