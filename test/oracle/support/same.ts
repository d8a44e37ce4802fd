import type { Tolerance } from "../../../compiler/functions/tolerances.js";
import type { Type } from "../../../runtime/types.js";
import type { Value } from "../evaluate/index.js";

/**
 * True if an engine's value agrees with the oracle's: floats within the tolerance, everything else exactly. `actual` is
 * a value as the runtime holds it, or as its JSON prints it.
 */
export function same(type: Type, expected: Value, actual: unknown, tolerance: Tolerance = usual): boolean {
  if (expected === null || actual === null || actual === undefined) return expected === actual;
  switch (type.kind) {
    case "int32":
    case "int64":
      return typeof expected === "bigint" && BigInt(actual as number | bigint | string) === expected;
    case "decimal":
      return typeof expected === "bigint" && BigInt(String(actual).replace(".", "")) === expected;
    case "timestamp":
      return typeof expected === "bigint" && micros(actual) === expected;
    case "date":
      return typeof expected === "bigint" && days(actual) === expected;
    case "float32":
    case "float64":
      return typeof expected === "number" && typeof actual === "number" && near(expected, actual, tolerance);
    case "array":
      return (
        Array.isArray(expected) &&
        Array.isArray(actual) &&
        expected.length === actual.length &&
        expected.every((element, i) => same(type.element, element, actual[i], tolerance))
      );
    case "bytes":
      return (
        expected instanceof Uint8Array && base64(expected) === (actual instanceof Uint8Array ? base64(actual) : actual)
      );
    case "struct":
      return type.fields.every(({ name, type: of }) =>
        same(
          of,
          (expected as Readonly<Record<string, Value>>)[name] ?? null,
          (actual as Readonly<Record<string, unknown>>)[name] ?? null,
          tolerance,
        ),
      );
    case "map": {
      const wanted = expected as ReadonlyMap<Value, Value>;
      const entries = actual instanceof Map ? [...actual] : Object.entries(actual as object);
      const isKey = (key: Value, other: unknown): boolean =>
        typeof key === "boolean" ? String(key) === String(other) : same(type.key, key, other);
      return (
        wanted.size === entries.length &&
        [...wanted].every(([key, value]) =>
          entries.some(
            ([own, item]: readonly unknown[]) => isKey(key, own) && same(type.value, value, item, tolerance),
          ),
        )
      );
    }
    case "json": {
      // `actual` is the JSON's text, or the value that a client parses from it.
      const wanted = canonical(expected as string);
      return wanted === JSON.stringify(actual) || (typeof actual === "string" && wanted === canonical(actual));
    }
    default:
      return expected === actual;
  }
}

const canonical = (text: string): string | null => {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return null;
  }
};
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

const usual: Tolerance = { relative: 1e-9, absolute: 0 };
const near = (a: number, b: number, { relative, absolute }: Tolerance): boolean =>
  a === b || Math.abs(a - b) <= relative * Math.max(1, Math.abs(a), Math.abs(b)) + absolute;

/** A time as microseconds; null if the value is not a time. */
function micros(value: unknown): bigint | null {
  if (typeof value !== "string") return BigInt(value as number | bigint);
  const [, seconds = "", fraction = ""] = /^(.*?)\.([0-9]{6})Z$/.exec(value) ?? [];
  const millis = Date.parse(`${extended(seconds)}Z`);
  return Number.isNaN(millis) ? null : BigInt(millis) * 1000n + BigInt(fraction);
}
function days(value: unknown): bigint | null {
  if (typeof value !== "string") return BigInt(value as number);
  const millis = Date.parse(`${extended(value)}T00:00:00Z`);
  return Number.isNaN(millis) ? null : BigInt(millis) / 86_400_000n;
}
/** A year before year 1, or one that does not have four digits, in JavaScript's extended form. */
const extended = (text: string): string =>
  text.replace(/^(-?)(\d+)(?=-)/, (year, sign: string, digits: string) =>
    sign === "" && digits.length === 4 ? year : `${sign === "" ? "+" : "-"}${digits.padStart(6, "0")}`,
  );
