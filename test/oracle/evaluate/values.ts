import type { Type } from "../../../runtime/types.js";

/** int32, int64, timestamp (microseconds) and date (days) are bigints; floats are numbers. */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | readonly Value[]
  | { readonly [field: string]: Value }
  | ReadonlyMap<Value, Value>;

/** An error that stops a row: an overflow, or a value that is not finite where the type is not nullable. */
export class Fault extends Error {}
/** A null was read from a column that is not nullable (MEANING C24). */
export class NullFault extends Fault {}
/** The result of `make`, or undefined if it reads a null from a column that is not nullable. */
export function unlessNull<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof NullFault) return undefined;
    throw error;
  }
}

const int64Min = -(2n ** 63n);
const int64Max = 2n ** 63n - 1n;
export const fitsInt64 = (value: bigint): boolean => value >= int64Min && value <= int64Max;
export function int64(value: bigint): bigint {
  if (!fitsInt64(value)) throw new Fault("int64 overflow");
  return value;
}

/**
 * A value as it is stored. A value that is not finite becomes null, or an error if the type is not nullable (MEANING
 * B33). -0 becomes 0 (B8).
 */
export function stored(value: Value, type: Pick<Type, "nullable"> & Partial<Type>): Value {
  if (Array.isArray(value) && type.kind === "array") {
    const elements = value.map((each: Value) => stored(each, { ...type.element, nullable: true }));
    if (type.size === null || !elements.includes(null)) return elements;
    // A vector with a missing element is null (MEANING 72).
    if (!type.nullable) throw new Fault("not finite");
    return null;
  }
  if (type.kind === "struct" && value !== null)
    return Object.fromEntries(
      type.fields!.map((field) => [
        field.name,
        stored((value as Readonly<Record<string, Value>>)[field.name] ?? null, field.type),
      ]),
    );
  if (type.kind === "map" && value instanceof Map)
    return new Map(
      [...value].map(([key, item]: [Value, Value]) => [key, stored(item, { ...type.value, nullable: true })]),
    );
  if (type.kind === "decimal" && value === null && !type.nullable) throw new Fault("out of range");
  // JSON's null is null (MEANING 77).
  if (type.kind === "json" && typeof value === "string" && value.trim() === "null") return null;
  if (typeof value === "number" && !Number.isFinite(value)) {
    if (!type.nullable) throw new Fault("not finite");
    return null;
  }
  return value === 0 ? 0 : value;
}

/** A value as it is read from a table. A value that is not of the type is null, and so are such fields of structs. */
export const read = (value: Value, type: Type): Value => stored(value, open(type));
function open(type: Type): Type {
  if (type.kind === "array") return { ...type, element: open(type.element), nullable: true };
  if (type.kind === "struct")
    return { ...type, fields: type.fields.map((field) => ({ ...field, type: open(field.type) })), nullable: true };
  return { ...type, nullable: true };
}

/**
 * The order of values that breaks ties: null lowest, false before true, strings by code point, bytes bytewise (MEANING
 * C7).
 */
export function compare(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (typeof a === "string" && typeof b === "string") return lexical([...a].map(codePoint), [...b].map(codePoint));
  if (a instanceof Uint8Array && b instanceof Uint8Array) return lexical([...a], [...b]);
  if (Array.isArray(a) && Array.isArray(b)) return lexical(a, b);
  if (a instanceof Map && b instanceof Map) return lexical([...a].flat(), [...b].flat());
  if (typeof a === "object" && typeof b === "object") return lexical(Object.values(a), Object.values(b));
  // Within an expression NaN is ordered above every other value.
  const [noA, noB] = [Number.isNaN(a), Number.isNaN(b)];
  if (noA || noB) return Number(noA) - Number(noB);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Two keys have one text if and only if `compare` finds them equal. Finding rows by it is much faster. */
export const keyText = (key: readonly Value[]): string => key.map(keyPart).join("\n");

function keyPart(value: Value): string {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString("hex")}`;
  if (typeof value === "string") return JSON.stringify(value);
  // -0 and 0 have one text.
  return `${typeof value} ${String(value)}`;
}

const codePoint = (char: string): number => char.codePointAt(0) ?? 0;

function lexical(a: readonly Value[], b: readonly Value[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compare(a[i] ?? null, b[i] ?? null);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** `==` of two values that are not null. */
export const equal = (a: Value, b: Value): boolean => (typeof a === "number" ? a === b : compare(a, b) === 0);
