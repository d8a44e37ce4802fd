import { setProperty } from "../../codec/index.js";
import { decimalOfText } from "../../functions/decimals.js";
import { sortedMap } from "../../functions/map-order.js";
import {
  type DecimalType,
  type EnumType,
  type MapType,
  type ScalarName,
  type StructType,
  type Type,
  typeText,
} from "../../types.js";
import { range } from "../../value-texts.js";
import type { Int, Value } from "../../values.js";
import { narrow } from "../instant.js";
import { describe, Mismatch } from "./edge.js";

/* Checks that both edges share. */

const ranges: Readonly<Partial<Record<ScalarName, readonly [bigint, bigint]>>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
};

export function integer(kind: ScalarName, value: number | bigint): Int {
  if (typeof value === "number" && !Number.isInteger(value)) throw expected(kind, value);
  if (typeof value === "number" && !Number.isSafeInteger(value))
    throw new Mismatch(`${value} is not a safe integer: give it as a bigint`);
  const range = ranges[kind];
  if (range && (value < range[0] || value > range[1])) throw outOfRange(value, kind);
  if (typeof value === "bigint") return narrow(value);
  return value + 0;
}

/**
 * A number that is not finite reads as null. The result is never -0. `text` is the number as the caller wrote it, if a
 * float64 does not hold that number.
 */
export function float(kind: ScalarName, value: number, text?: string): number | null {
  const stored = kind === "float32" ? Math.fround(value) : value;
  if (Number.isFinite(stored)) return stored + 0;
  if (Number.isFinite(value) || text !== undefined) throw outOfRange(text ?? value, kind);
  return null;
}

const outOfRange = (value: unknown, kind: ScalarName): Mismatch =>
  new Mismatch(`${String(value)} is out of range for ${kind}: it takes ${range({ kind, nullable: false })}`);

/** NaN reads as null for these types too (MEANING 134). */
export const readsNaN: ReadonlySet<Type["kind"]> = new Set(["bool", "int32", "int64", "decimal", "timestamp", "date"]);

export function wellFormed(value: string): string {
  if (!/\p{Surrogate}/u.test(value)) return value;
  throw new Mismatch("the text holds half of a surrogate pair, which is not valid Unicode");
}

/** A vector with an element that is null or not finite is null as a whole (MEANING 72). */
export function elements(
  type: Type & { kind: "array" },
  value: unknown,
  read: (item: unknown) => Value,
): Value[] | null {
  if (!Array.isArray(value)) throw expected(typeText(type), value);
  if (type.size !== null && value.length !== type.size)
    throw new Mismatch(`expected ${type.size} elements, not ${value.length}`);
  const found = value.map((item: unknown): Value => (item === null || item === undefined ? null : read(item)));
  return type.size !== null && found.includes(null) ? null : found;
}

/** A struct's fields, each read under its name. A field that the caller left out is null. */
export function fields(
  type: StructType,
  value: unknown,
  read: readonly ((item: unknown) => Value)[],
): Readonly<Record<string, Value>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw expected(typeText(type), value);
  const given = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(given).find((name) => !type.fields.some((field) => field.name === name));
  if (unknown !== undefined) throw new Mismatch(`there is no field ${JSON.stringify(unknown)} in ${typeText(type)}`);
  const record: Record<string, Value> = {};
  for (const [index, { name, type: of }] of type.fields.entries()) {
    const item = Object.hasOwn(given, name) ? given[name] : null;
    const own = item === null || item === undefined ? null : inField(name, () => read[index]!(item));
    if (own === null && !of.nullable) throw new Mismatch(`field ${JSON.stringify(name)} is null`);
    setProperty(record, name, own);
  }
  return record;
}

function inField<T>(name: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof Mismatch) throw new Mismatch(`field ${JSON.stringify(name)}: ${error.message}`);
    throw error;
  }
}

/** A map's entries in ascending order of their keys. A key may occur only once. */
export function entries(
  type: MapType,
  given: Iterable<readonly [unknown, unknown]>,
  readKey: (item: unknown) => Value,
  readValue: (item: unknown) => Value,
): ReadonlyMap<Value, Value> {
  const found = new Map<Value, Value>();
  for (const [name, item] of given) {
    const key = name === null || name === undefined ? null : readKey(name);
    if (key === null) throw new Mismatch("a key of a map is null");
    if (found.has(key)) throw new Mismatch(`key ${describe(name)} is in the map twice`);
    const value = item === null || item === undefined ? null : readValue(item);
    if (value === null && !type.value.nullable) throw new Mismatch(`the value of key ${describe(name)} is null`);
    found.set(key, value);
  }
  return sortedMap(found);
}

export function decimal({ precision, scale }: DecimalType, text: string): Int {
  const read = decimalOfText(text, precision, scale);
  if (read === null)
    throw new Mismatch(`${describe(text)} is not a number of ${precision} digits, ${scale} of them after the point`);
  return read;
}

export function enumValue(type: EnumType, value: unknown): string {
  if (typeof value === "string" && type.values.includes(value)) return value;
  throw expected(`one of ${type.values.map((each) => JSON.stringify(each)).join(", ")}`, value);
}

export const expected = (what: string, value: unknown): Mismatch =>
  new Mismatch(`expected ${what}, got ${describe(value)}`);
