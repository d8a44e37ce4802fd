import { dateText, daysOfText, microsOfText } from "../../functions/calendar.js";
import type { ScalarName, Type } from "../../types.js";
import type { Int, Value } from "../../values.js";
import { toDate } from "../instant.js";
import { type Edge, Mismatch } from "./edge.js";
import { elements, expected, float, integer, wellFormed } from "./scalars.js";

type Reader = (kind: ScalarName, value: unknown) => Value;

const readInteger: Reader = (kind, value) => {
  if (typeof value === "number" || typeof value === "bigint") return integer(kind, value);
  throw expected("an integer", value);
};
const readFloat: Reader = (kind, value) => {
  if (typeof value === "number" || typeof value === "bigint") return float(kind, Number(value));
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
    const text: string | undefined = JSON.stringify(value);
    if (text === undefined) throw expected("a value that JSON has", value);
    return wellFormed(text);
  },
};

/** TypeScript's values: `Date` for a timestamp, int64 as `number`, or `bigint` where the project says so. */
export function apiEdge(int64: "number" | "bigint"): Edge<unknown> {
  const writeInt64 = (value: Int): number | bigint => {
    if (int64 === "bigint") return BigInt(value);
    if (typeof value === "number") return value;
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
      default:
        return (value) => value;
    }
  };
  const reader = (type: Type): ((value: unknown) => Value) => {
    if (type.kind !== "array") return (value) => readers[type.kind](type.kind, value);
    const element = reader(type.element);
    return (value) => elements(type, value, element);
  };
  return { reader, writer };
}
