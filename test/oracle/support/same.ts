import type { Type } from "../../../runtime/types.js";
import type { Value } from "../evaluate/index.js";

/**
 * Is what an engine gave what the oracle says? Floats within 1e-9, all else exactly. `actual` is a value as the runtime holds it, or as its JSON
 * prints it.
 */
export function same(type: Type, expected: Value, actual: unknown): boolean {
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
      return typeof expected === "number" && typeof actual === "number" && near(expected, actual);
    case "array":
      return (
        Array.isArray(expected) &&
        Array.isArray(actual) &&
        expected.length === actual.length &&
        expected.every((element, i) => same(type.element, element, actual[i]))
      );
    case "struct":
      return type.fields.every(({ name, type: of }) =>
        same(
          of,
          (expected as Readonly<Record<string, Value>>)[name] ?? null,
          (actual as Readonly<Record<string, unknown>>)[name] ?? null,
        ),
      );
    case "map": {
      const wanted = expected as ReadonlyMap<Value, Value>;
      const entries = actual instanceof Map ? [...actual] : Object.entries(actual as object);
      const found = new Map(entries.map(([key, value]) => [String(key), value as unknown]));
      return (
        wanted.size === found.size &&
        [...wanted].every(([key, value]) => found.has(String(key)) && same(type.value, value, found.get(String(key))))
      );
    }
    case "bytes":
      return Buffer.compare(expected as Uint8Array, actual as Uint8Array) === 0;
    default:
      return expected === actual;
  }
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

function micros(value: unknown): bigint {
  if (typeof value !== "string") return BigInt(value as number | bigint);
  const [, seconds = "", fraction = ""] = /^(.*?)\.([0-9]{6})Z$/.exec(value) ?? [];
  return BigInt(Date.parse(`${seconds}Z`)) * 1000n + BigInt(fraction);
}
const days = (value: unknown): bigint =>
  typeof value === "string" ? BigInt(Date.parse(`${value}T00:00:00Z`)) / 86_400_000n : BigInt(value as number);
