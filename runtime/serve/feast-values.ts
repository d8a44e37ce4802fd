import type { Json } from "../client/surface.js";
import { microsOfText } from "../functions/calendar.js";
import { JsonNumber, jsonTextOf } from "../json-text.js";
import type { Type } from "../types.js";

/**
 * A value as Feast's feature server writes it. Feast's clients tell the type of a value from its JSON, so a float has a
 * point, an integer has all its digits, a timestamp is a number of seconds, and a value of type json is its text.
 */
export function feastValue(type: Type, value: Json): Json {
  if (value === null) return null;
  switch (type.kind) {
    case "float32":
    case "float64":
      return Number.isInteger(value) ? new JsonNumber(withPoint(value as number)) : value;
    case "int64":
      return typeof value === "string" ? new JsonNumber(value) : value;
    case "timestamp":
      return seconds(BigInt(microsOfText(value as string)!));
    case "json":
      return jsonTextOf(value);
    case "array":
      return (value as readonly Json[]).map((item) => feastValue(type.element, item));
    case "struct": {
      const record = value as Readonly<Record<string, Json>>;
      return Object.fromEntries(type.fields.map(({ name, type: of }) => [name, feastValue(of, record[name] ?? null)]));
    }
    case "map":
      return Object.fromEntries(
        Object.entries(value as Readonly<Record<string, Json>>).map(([key, item]) => [
          key,
          feastValue(type.value, item),
        ]),
      );
    default:
      return value;
  }
}

/** `1e+21` is a float in Python too. */
const withPoint = (value: number): string => {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
};

/** Whole seconds are an integer, as Feast has them. */
function seconds(micros: bigint): Json {
  const [whole, rest] = [micros / 1_000_000n, micros % 1_000_000n];
  if (rest === 0n) return new JsonNumber(String(whole));
  const digits = String(rest < 0n ? -rest : rest).padStart(6, "0");
  return new JsonNumber(`${rest < 0n && whole === 0n ? "-" : ""}${whole}.${digits.replace(/0+$/, "")}`);
}
