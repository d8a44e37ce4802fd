import { recordBuilder, setProperty } from "../../codec/index.js";
import { dateText, daysOfText, microsOfText } from "../../functions/calendar.js";
import { decimalText } from "../../functions/decimals.js";
import type { MapType, ScalarName, Type } from "../../types.js";
import type { Int, Value } from "../../values.js";
import { toDate } from "../instant.js";
import { asIs, type Edge, Mismatch } from "./edge.js";
import {
  decimal,
  elements,
  entries,
  enumValue,
  expected,
  fields,
  float,
  integer,
  readsNaN,
  wellFormed,
} from "./scalars.js";

type Reader = (kind: ScalarName, value: unknown) => Value;

const readInteger: Reader = (kind, value) => {
  if (typeof value === "number" || typeof value === "bigint") return integer(kind, value);
  throw expected("an integer", value);
};
const readFloat: Reader = (kind, value) => {
  if (typeof value === "number" || typeof value === "bigint")
    return float(kind, Number(value), typeof value === "bigint" ? String(value) : undefined);
  throw expected("a number", value);
};

const readers: Readonly<Record<ScalarName, Reader>> = {
  bool: (_, value) => {
    if (typeof value === "boolean") return value;
    throw expected("true or false", value);
  },
  int32: readInteger,
  int64: readInteger,
  float32: readFloat,
  float64: readFloat,
  string: (_, value) => {
    if (typeof value === "string") return wellFormed(value);
    throw expected("a string", value);
  },
  bytes: (_, value) => {
    if (value instanceof Uint8Array) return new Uint8Array(value);
    throw expected("a Uint8Array", value);
  },
  timestamp: (_, value) => {
    if (value instanceof Date && !Number.isNaN(value.getTime()))
      return integer("timestamp", BigInt(value.getTime()) * 1000n);
    const micros = typeof value === "string" ? microsOfText(value) : null;
    if (micros === null) throw expected("a Date or a time in RFC 3339 with zone", value);
    return micros;
  },
  date: (_, value) => {
    const days = typeof value === "string" ? daysOfText(value) : null;
    if (days === null) throw expected('a date as "YYYY-MM-DD"', value);
    return days;
  },
  json: (_, value) => {
    const text = textOf(value);
    if (text === undefined) throw expected("a value that JSON has", value);
    return wellFormed(text);
  },
};

/**
 * The JSON text of a value. Undefined for values that JSON does not have: functions, bigints, objects that contain
 * themselves.
 */
function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value) as string | undefined;
  } catch {
    return undefined;
  }
}

/** In TypeScript a map with text keys is an object. Any other map is a `Map`. */
const isTextKey = ({ key }: MapType): boolean => key.kind === "string" || key.kind === "enum";

function fromEntries(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const [name, value] of entries) setProperty(record, name, value);
  return record;
}

/**
 * TypeScript's values. A timestamp is a `Date`. An int64 is a `number`, or a `bigint` if the project says so; with
 * `either` it is a bigint only if it is too large for a number.
 */
export function apiEdge(int64: "number" | "bigint" | "either"): Edge<unknown> {
  const writeInt64 = (value: Int): number | bigint => {
    if (int64 === "bigint") return BigInt(value);
    if (int64 === "either" || typeof value === "number") return value;
    throw new Mismatch(`${value} is not a safe integer`);
  };
  const writer = (type: Type): ((value: Value) => unknown) => {
    switch (type.kind) {
      case "int64":
        return (value) => (value === null ? null : writeInt64(value as Int));
      case "timestamp":
        return (value) => (value === null ? null : toDate(value as Int));
      case "date":
        return (value) => (value === null ? null : dateText(value as number));
      case "json":
        return (value) => (value === null ? null : (JSON.parse(value as string) as unknown));
      case "array": {
        const element = writer(type.element);
        return (value) => (value === null ? null : (value as readonly Value[]).map(element));
      }
      case "decimal":
        return (value) => (value === null ? null : decimalText(value as Int, type.scale));
      case "struct": {
        const names = type.fields.map(({ name }) => name);
        const build = recordBuilder<unknown>(names);
        const write = type.fields.map((field) => writer(field.type));
        return (value) => {
          if (value === null) return null;
          const record = value as Readonly<Record<string, Value>>;
          return build(names.map((name, index) => write[index]!(record[name]!)));
        };
      }
      case "map": {
        const [key, item] = [writer(type.key), writer(type.value)];
        return (value) => {
          if (value === null) return null;
          const written = [...(value as ReadonlyMap<Value, Value>)].map(([k, v]) => [key(k), item(v)] as const);
          return isTextKey(type) ? fromEntries(written as readonly (readonly [string, unknown])[]) : new Map(written);
        };
      }
      default:
        return asIs;
    }
  };
  const reader = (type: Type): ((value: unknown) => Value) => {
    const read = readerOf(type);
    return readsNaN.has(type.kind) ? (value) => (Number.isNaN(value) ? null : read(value)) : read;
  };
  const readerOf = (type: Type): ((value: unknown) => Value) => {
    switch (type.kind) {
      case "array": {
        const element = reader(type.element);
        return (value) => elements(type, value, element);
      }
      case "struct": {
        const read = type.fields.map((field) => reader(field.type));
        return (value) => fields(type, value, read);
      }
      case "map": {
        const [key, item] = [reader(type.key), reader(type.value)];
        return (value) => {
          if (value instanceof Map) return entries(type, value, key, item);
          if (isTextKey(type) && typeof value === "object" && value !== null && !Array.isArray(value))
            return entries(type, Object.entries(value), key, item);
          throw expected(isTextKey(type) ? "an object or a Map" : "a Map", value);
        };
      }
      case "decimal":
        return (value) => {
          if (typeof value === "string") return decimal(type, value);
          if (typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value)))
            return decimal(type, String(value));
          throw expected("a decimal as a string", value);
        };
      case "enum":
        return (value) => enumValue(type, value);
      default:
        return (value) => readers[type.kind](type.kind, value);
    }
  };
  return { reader, writer };
}
