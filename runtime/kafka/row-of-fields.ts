import { narrow } from "../client/instant.js";
import { setProperty } from "../codec/index.js";
import { microsOfText, timestampText } from "../functions/calendar.js";
import { instantOf } from "../functions/zone.js";
import { JsonNumber } from "../json-text.js";
import type { Type } from "../types.js";
import type { MessageColumn, MessageSource, TimeFormat } from "./message-columns.js";
import { NoRow } from "./no-row.js";

export type Fields = Readonly<Record<string, unknown>>;

/**
 * A row as it is pushed, from the fields of a message. A field has a column's declared name, or its name in the data.
 * Fields that are no columns are left out, because writers of a topic add fields before its readers know them.
 */
export function rowOfFields({ columns }: MessageSource, fields: Fields): Fields {
  const row: Record<string, unknown> = {};
  for (const column of columns) {
    const name = Object.hasOwn(fields, column.name) ? column.name : column.column;
    if (!Object.hasOwn(fields, name)) continue;
    const value = fields[name];
    if (value === null || value === undefined) continue;
    setProperty(row, column.name, column.time === null ? shaped(column.type, value) : timed(column, value));
  }
  return row;
}

/** A value in the form of JSON that its type is read from. Numbers and bytes of Avro become what JSON says for them. */
function shaped(type: Type, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case "json":
      return plain(value);
    case "string":
    case "enum":
      return Buffer.isBuffer(value) ? utf8(value) : value;
    case "bytes":
      return Buffer.isBuffer(value) ? value.toString("base64") : value;
    case "array":
      return Array.isArray(value) ? value.map((item: unknown) => shaped(type.element, item)) : value;
    case "struct": {
      if (!isRecord(value)) return value;
      const made: Record<string, unknown> = {};
      for (const field of type.fields)
        if (Object.hasOwn(value, field.name)) setProperty(made, field.name, shaped(field.type, value[field.name]));
      return made;
    }
    case "map": {
      if (!isRecord(value)) return value;
      const made: Record<string, unknown> = {};
      for (const [key, item] of Object.entries(value)) setProperty(made, key, shaped(type.value, item));
      return made;
    }
    case "bool":
    case "int32":
    case "int64":
    case "float32":
    case "float64":
    case "decimal":
    case "timestamp":
    case "date":
      return typeof value === "bigint" ? narrow(value) : value;
    default:
      return type satisfies never;
  }
}

/** The same for a value of type json, whose parts have no types. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return new JsonNumber(String(value));
  if (Buffer.isBuffer(value)) return value.toString("base64");
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  const made: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) setProperty(made, key, plain(item));
  return made;
}

const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !Buffer.isBuffer(value) &&
  !(value instanceof JsonNumber);

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NoRow("its bytes are not UTF-8");
  }
}

/** A time as the source's data has it: a number of its unit, or a text that may leave out its zone. */
function timed({ name, type, time }: MessageColumn, value: unknown): unknown {
  const { format, zone } = time!;
  if (format === "date" || type.kind === "date") return value;
  const number = typeof value === "bigint" || typeof value === "number" ? String(value) : null;
  const text = value instanceof JsonNumber ? value.text : number;
  const unit = units[format];
  if (text !== null) {
    if (unit === undefined)
      throw new NoRow(
        `field \`${name}\`: it is a number, but the source says no unit: say \`format: unix_ms\` or another`,
      );
    return timestampText(narrow(microsOf(name, text, unit)));
  }
  if (typeof value !== "string" || microsOfText(value) !== null) return value;
  const local = microsOfText(`${value.replace(" ", "T")}Z`);
  return local === null ? value : timestampText(instantOf(local, zone ?? "UTC"));
}

/** Nanoseconds of one unit. */
const units: Readonly<Partial<Record<TimeFormat, bigint>>> = {
  unix_s: 1_000_000_000n,
  unix_ms: 1_000_000n,
  unix_us: 1000n,
  unix_ns: 1n,
};

/** Microseconds of a number as it is written. What is smaller is floored, also before 1970. */
function microsOf(name: string, text: string, unit: bigint): bigint {
  const [, sign, whole, fraction = "", exponent] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  if (whole === undefined) throw new NoRow(`field \`${name}\`: ${text} is no time`);
  const digits = BigInt(`${whole}${fraction}`) * (sign === "-" ? -1n : 1n);
  const power = Number(exponent ?? 0) - fraction.length;
  if (Math.abs(power) > 40) throw new NoRow(`field \`${name}\`: ${text} is no time`);
  const scaled = digits * unit;
  return power >= 0
    ? floorDivided(scaled * 10n ** BigInt(power), 1000n)
    : floorDivided(scaled, 1000n * 10n ** BigInt(-power));
}

function floorDivided(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
