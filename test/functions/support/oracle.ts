import type { Type } from "../../../runtime/types.js";
import type { Value } from "../../../runtime/values.js";
import type { Value as Meant } from "../../oracle/evaluate/values.js";

/* The oracle's values: all ints, timestamps and dates are bigints. */

const whole: ReadonlySet<Type["kind"]> = new Set(["int32", "int64", "timestamp", "date"]);

export function toOracle(value: Value, type: Type): Meant {
  if (value === null) return null;
  if (type.kind === "array") return (value as readonly Value[]).map((each) => toOracle(each, type.element));
  return whole.has(type.kind) ? BigInt(value as number | bigint) : (value as Meant);
}

export function fromOracle(value: Meant): Value {
  if (Array.isArray(value)) return value.map(fromOracle);
  return typeof value === "bigint" && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
