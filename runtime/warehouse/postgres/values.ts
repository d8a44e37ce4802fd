import { setProperty } from "../../codec/index.js";
import { narrow } from "../../functions/int64.js";
import { JsonNumber, parseJson } from "../../json-text.js";
import { isNested, type Type } from "../../types.js";
import type { Value } from "../../values.js";

/** Reads the text of a value. For a nested value, that is the JSON of its plan form. */
export type Reader = (text: string) => Value;

export function readerOf(type: Type): Reader {
  if (isNested(type)) {
    const read = memberReader(type);
    return (text) => read(parseJson(text));
  }
  switch (type.kind) {
    case "bool":
      return (text) => text === "t" || text === "true";
    case "int32":
    case "int64":
    case "timestamp":
      return (text) => narrow(BigInt(text));
    case "date":
      return Number;
    case "float32":
      return (text) => finite(Math.fround(Number(text)));
    case "float64":
      return (text) => finite(Number(text));
    case "decimal":
      return (text) => narrow(digitsOf(text, type.scale));
    case "bytes":
      return (text) => new Uint8Array(Buffer.from(text.slice(2), "hex"));
    case "string":
    case "json":
    case "enum":
      return (text) => text;
  }
}

/** A value that is not finite reads as null. -0 reads as 0. */
const finite = (value: number): Value => (Number.isFinite(value) ? value + 0 : null);

/** A decimal's digits without the point. */
function digitsOf(text: string, scale: number): bigint {
  const [whole = "0", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(scale, "0").slice(0, scale));
}

type MemberReader = (json: unknown) => Value;

/** Reads a part of JSON, whose numbers and texts are as the database wrote them. */
function memberReader(type: Type): MemberReader {
  const orNull =
    (read: MemberReader): MemberReader =>
    (json) =>
      json === null || json === undefined ? null : read(json);
  switch (type.kind) {
    case "array": {
      const element = memberReader(type.element);
      return orNull((json) => (json as readonly unknown[]).map(element));
    }
    case "struct": {
      const fields = type.fields.map((field) => ({ name: field.name, read: memberReader(field.type) }));
      return orNull((json) => {
        const record: Record<string, Value> = {};
        for (const { name, read } of fields)
          setProperty(
            record,
            name,
            Object.hasOwn(json as object, name) ? read((json as Record<string, unknown>)[name]) : null,
          );
        return record;
      });
    }
    case "map": {
      const key = readerOf(type.key);
      const value = memberReader(type.value);
      return orNull((json) => {
        const entries = Object.entries(json as object).map(([name, own]) => [key(name), value(own)] as const);
        return new Map(entries.sort(([a], [b]) => compareKeys(a, b)));
      });
    }
    default: {
      const read = readerOf(type);
      return orNull((json) => read(textOf(json, type)));
    }
  }
}

function textOf(json: unknown, type: Type): string {
  if (json instanceof JsonNumber) return json.text;
  // Some decimals print as `1e-7`.
  return type.kind === "decimal" && typeof json === "number" ? json.toFixed(type.scale) : String(json);
}

/** Compares texts by their code points, all other keys by their values. */
function compareKeys(a: Value, b: Value): number {
  if (typeof a !== "string" || typeof b !== "string") return a! < b! ? -1 : a! > b! ? 1 : 0;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
