import { setProperty } from "../../codec/index.js";
import { dateText, daysOfText, microsOfText, timestampText } from "../../functions/calendar.js";
import { decimalText } from "../../functions/decimals.js";
import { JsonNumber, jsonTextOf, parseJson } from "../../json-text.js";
import { type ScalarName, type Type, typeText } from "../../types.js";
import type { Int, Value } from "../../values.js";
import { narrow } from "../instant.js";
import type { Json } from "../surface.js";
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

/** The text of a value of type json. Without this wrapper a string would be read as a JSON string. */
export class JsonText {
  constructor(readonly text: string) {}
}

type Reader = (kind: ScalarName, value: unknown) => Value;

const jsonNumber = /^[+-]?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const notFinite = /^[+-]?(nan|inf|infinity)$/i;

const readInteger: Reader = (kind, value) => {
  if (typeof value === "number") {
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      throw new Mismatch(`${value} may have lost digits on the way: give it as a string`);
    return integer(kind, value);
  }
  if (typeof value === "bigint") return integer(kind, value);
  const text = value instanceof JsonNumber ? value.text : value;
  if (typeof text === "string") {
    // `2.0` is the integer 2 (MEANING 131).
    if (/^[+-]?\d+(\.0*)?$/.test(text))
      return integer(kind, narrow(BigInt(text.replace(/^\+/, "").replace(/\..*$/, ""))));
    if (/^[+-]?\d+[eE]\+?\d+$/.test(text) && Number.isSafeInteger(Number(text))) return integer(kind, Number(text));
  }
  throw expected("an integer", value);
};
const readFloat: Reader = (kind, value) => {
  // JSON has no infinity, so an infinite value comes from a number that is out of range for a float64.
  if (typeof value === "number") return float(kind, value, Number.isNaN(value) ? undefined : String(value));
  if (value instanceof JsonNumber) return float(kind, Number(value.text), value.text);
  if (typeof value === "string" && jsonNumber.test(value)) return float(kind, Number(value), value);
  if (typeof value === "string" && notFinite.test(value)) return null;
  throw expected("a number", value);
};

const readers: Readonly<Record<ScalarName, Reader>> = {
  bool: (_, value) => {
    if (typeof value === "boolean") return value;
    if (value === "true" || value === "false") return value === "true";
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
    if (typeof value === "string" && /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0)
      return new Uint8Array(Buffer.from(value, "base64"));
    throw expected("bytes in base64", value);
  },
  timestamp: (_, value) => {
    const micros = typeof value === "string" ? microsOfText(value) : null;
    if (micros === null) throw expected("a time in RFC 3339 with zone", value);
    return micros;
  },
  date: (_, value) => {
    const days = typeof value === "string" ? daysOfText(value) : null;
    if (days === null) throw expected('a date as "YYYY-MM-DD"', value);
    return days;
  },
  json: (_, value) => wellFormed(value instanceof JsonText ? value.text : jsonTextOf(value)),
};

function write(type: Type, value: Value): Json {
  if (value === null) return null;
  switch (type.kind) {
    case "int32":
    case "int64":
      return typeof value === "bigint" ? String(value) : (value as number);
    case "timestamp":
      return timestampText(value as Int);
    case "date":
      return dateText(value as number);
    case "json":
      return parseJson(value as string) as Json;
    case "bytes":
      return Buffer.from(value as Uint8Array).toString("base64");
    case "array":
      return (value as readonly Value[]).map((item) => write(type.element, item));
    case "decimal":
      return decimalText(value as Int, type.scale);
    case "struct": {
      const record: Record<string, Json> = {};
      for (const { name, type: of } of type.fields)
        setProperty(record, name, write(of, (value as Readonly<Record<string, Value>>)[name]!));
      return record;
    }
    case "map": {
      const record: Record<string, Json> = {};
      for (const [key, item] of value as ReadonlyMap<Value, Value>)
        setProperty(record, String(write(type.key, key)), write(type.value, item));
      return record;
    }
    default:
      return value as boolean | number | string;
  }
}

/** Lists, structs and maps may also come as JSON text. */
function parsed(type: Type, value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return parseJson(value);
  } catch {
    throw expected(`${typeText({ ...type, nullable: false })} as JSON`, value);
  }
}

function reader(type: Type): (value: unknown) => Value {
  const read = readerOf(type);
  if (!readsNaN.has(type.kind)) return read;
  return (value) => (typeof value === "string" && /^[+-]?nan$/i.test(value) ? null : read(value));
}

function readerOf(type: Type): (value: unknown) => Value {
  switch (type.kind) {
    case "array": {
      const element = reader(type.element);
      return (value) => elements(type, parsed(type, value), element);
    }
    case "struct": {
      const read = type.fields.map((field) => reader(field.type));
      return (value) => fields(type, parsed(type, value), read);
    }
    case "map": {
      const [key, item] = [reader(type.key), reader(type.value)];
      return (value) => {
        const given = parsed(type, value);
        if (typeof given !== "object" || given === null || Array.isArray(given))
          throw expected("an object as JSON", value);
        return entries(type, Object.entries(given), key, item);
      };
    }
    case "decimal":
      return (value) => {
        if (value instanceof JsonNumber) return decimal(type, value.text);
        if (typeof value === "string" || typeof value === "number" || typeof value === "bigint")
          return decimal(type, String(value));
        throw expected("a decimal", value);
      };
    case "enum":
      return (value) => enumValue(type, value);
    default:
      return (value) => readers[type.kind](type.kind, value);
  }
}

/** JSON. On the way in it also takes plain text and reads it by the declared type, as a command line passes it. */
export const jsonEdge: Edge<Json> = {
  reader,
  writer: (type) => (isJson.has(type.kind) ? (asIs as (value: Value) => Json) : (value) => write(type, value)),
};

/** Types whose values are JSON already. */
const isJson: ReadonlySet<Type["kind"]> = new Set(["bool", "string", "enum", "float32", "float64"]);
