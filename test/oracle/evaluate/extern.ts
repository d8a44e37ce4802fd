import type { Extern } from "../../../compiler/ir/index.js";
import type { Type } from "../../../runtime/types.js";
import { decimalOf, decimalText } from "./decimals.js";
import { dateText, parsedDate, parsedTimestamp, toFloat32 } from "./scalar.js";
import { compare, Fault, type Value } from "./values.js";

/* User functions, called by the rules of the meaning alone (MEANING 81, 86). */

/** A function as its module exports it. */
export type UserFunction = (...args: never[]) => unknown;
/** User functions by name. */
export type UserFunctions = ReadonlyMap<string, UserFunction>;

/**
 * Calls a user function. A null for a parameter that is not nullable gives null without a call.
 * An exception, or a result that is not of the declared type, is a fault of the row.
 */
export function callExtern({ name, params, result }: Extern, call: UserFunction, args: readonly Value[]): Value {
  if (params.some(({ type }, index) => !type.nullable && args[index] === null)) return null;
  try {
    const given = params.map(({ type }, index) => handed(args[index] ?? null, type));
    return taken(call(...(given as never[])), { ...result, nullable: true });
  } catch (error) {
    throw new Fault(`extern fn ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const isTextKey = (type: Type): boolean => type.kind === "string" || type.kind === "enum";

/**
 * A value as a user function receives it: an int64 as a number, or as a bigint beyond 2^53; a timestamp as a `Date` of
 * whole milliseconds; decimals and dates as text.
 */
function handed(value: Value, type: Type): unknown {
  if (value === null) return null;
  switch (type.kind) {
    case "int32":
    case "int64":
      return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    case "timestamp": {
      const micros = value as bigint;
      return new Date(Number((micros - (((micros % 1000n) + 1000n) % 1000n)) / 1000n));
    }
    case "date":
      return dateText(value as bigint);
    case "decimal":
      return decimalText(value as bigint, type.scale);
    case "json":
      return JSON.parse(value as string);
    case "array":
      return (value as readonly Value[]).map((element) => handed(element, type.element));
    case "struct": {
      const fields = value as Readonly<Record<string, Value>>;
      return Object.fromEntries(type.fields.map(({ name, type: of }) => [name, handed(fields[name] ?? null, of)]));
    }
    case "map": {
      const entries = [...(value as ReadonlyMap<Value, Value>)].map(
        ([key, item]) => [handed(key, type.key), handed(item, type.value)] as const,
      );
      return isTextKey(type.key) ? Object.fromEntries(entries) : new Map(entries);
    }
    default:
      return value;
  }
}

/** The function's result, read by its declared type. Undefined and floats that are not finite become null. */
function taken(given: unknown, type: Type): Value {
  const value = given === null || given === undefined || Number.isNaN(given) ? null : read(given, type);
  if (value === null && !type.nullable) throw new Error("it gave null where the type is not nullable");
  return value;
}

function read(given: unknown, type: Type): Value {
  switch (type.kind) {
    case "bool":
      return typeof given === "boolean" ? given : wrong(type);
    case "int32":
      return whole(given, type, 2n ** 31n);
    case "int64":
      return whole(given, type, 2n ** 63n);
    case "float32":
    case "float64": {
      if (typeof given !== "number" && typeof given !== "bigint") return wrong(type);
      const float = type.kind === "float32" ? toFloat32(Number(given)) : Number(given);
      return float === null || !Number.isFinite(float) ? null : float === 0 ? 0 : float;
    }
    case "string":
      return typeof given === "string" && !/\p{Surrogate}/u.test(given) ? given : wrong(type);
    case "enum":
      return typeof given === "string" && type.values.includes(given) ? given : wrong(type);
    case "bytes":
      return given instanceof Uint8Array ? new Uint8Array(given) : wrong(type);
    case "timestamp":
      if (given instanceof Date && !Number.isNaN(given.getTime())) return BigInt(given.getTime()) * 1000n;
      return (typeof given === "string" ? parsedTimestamp(given) : null) ?? wrong(type);
    case "date":
      return (typeof given === "string" ? parsedDate(given) : null) ?? wrong(type);
    case "decimal":
      return decimal(given, type);
    case "json":
      return JSON.stringify(given) ?? wrong(type);
    case "array": {
      if (!Array.isArray(given) || (type.size !== null && given.length !== type.size)) return wrong(type);
      const elements = given.map((element) => taken(element, { ...type.element, nullable: true }));
      // A vector with a missing element is null (MEANING 72).
      return type.size !== null && elements.includes(null) ? null : elements;
    }
    case "struct": {
      if (typeof given !== "object" || given === null || Array.isArray(given)) return wrong(type);
      const fields = new Map<string, unknown>(Object.entries(given));
      if ([...fields.keys()].some((name) => !type.fields.some((field) => field.name === name))) return wrong(type);
      return Object.fromEntries(type.fields.map(({ name, type: of }) => [name, taken(fields.get(name), of)]));
    }
    case "map": {
      if (typeof given !== "object" || given === null || Array.isArray(given)) return wrong(type);
      if (!(given instanceof Map) && !isTextKey(type.key)) return wrong(type);
      const entries = given instanceof Map ? [...given] : Object.entries(given);
      return new Map(
        entries
          .map(([key, item]: [unknown, unknown]): [Value, Value] => [
            taken(key, { ...type.key, nullable: false }),
            taken(item, type.value),
          ])
          .sort(([a], [b]) => compare(a, b)),
      );
    }
  }
}

function whole(given: unknown, type: Type, limit: bigint): bigint {
  if (typeof given !== "bigint" && !Number.isSafeInteger(given)) return wrong(type);
  const value = BigInt(given as number | bigint);
  return value >= -limit && value < limit ? value : wrong(type);
}

/** Reads a decimal by its written digits. No digit is rounded away. */
function decimal(given: unknown, type: Type & { readonly kind: "decimal" }): Value {
  if (typeof given !== "string" && typeof given !== "number" && typeof given !== "bigint") return wrong(type);
  const value = decimalOf(typeof given === "bigint" ? String(given) : given, 0, type.scale);
  const exact = decimalOf(typeof given === "bigint" ? String(given) : given, 0, 400);
  const digits = 10n ** BigInt(type.precision);
  if (value === null || exact !== value * 10n ** BigInt(400 - type.scale)) return wrong(type);
  return value > -digits && value < digits ? value : wrong(type);
}

function wrong({ kind }: Type): never {
  throw new Error(`what it gave is not a ${kind}`);
}
