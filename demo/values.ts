import type { Value } from "featlang/runtime";

/** A client's key or request field in the runtime's form. The examples have no times among them. */
export function runtimeValue(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  throw new Error(`the demo does not expect ${String(value)}`);
}
