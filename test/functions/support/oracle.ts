import type { Type } from "../../../runtime/types.js";
import type { Value } from "../../../runtime/values.js";
import type { Value as Meant } from "../../oracle/evaluate/values.js";

/* The oracle's values: all ints, timestamps and dates are bigints. */

const whole: ReadonlySet<Type["kind"]> = new Set(["int32", "int64", "timestamp", "date", "decimal"]);

export function toOracle(value: Value, type: Type): Meant {
  if (value === null) return null;
  switch (type.kind) {
    case "array":
      return (value as readonly Value[]).map((each) => toOracle(each, type.element));
    case "struct": {
      const record = value as Readonly<Record<string, Value>>;
      return Object.fromEntries(type.fields.map((field) => [field.name, toOracle(record[field.name]!, field.type)]));
    }
    case "map":
      return new Map(
        [...(value as ReadonlyMap<Value, Value>)].map(([key, item]) => [
          toOracle(key, type.key),
          toOracle(item, type.value),
        ]),
      );
    default:
      return whole.has(type.kind) ? BigInt(value as number | bigint) : (value as Meant);
  }
}

/** A value of the oracle in the form that the runtime holds. */
export function fromOracle(value: Meant): Value {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(fromOracle);
  if (value === null || typeof value !== "object" || value instanceof Uint8Array) return value as Value;
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [fromOracle(key), fromOracle(each)]));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fromOracle(each as Meant)]));
}
