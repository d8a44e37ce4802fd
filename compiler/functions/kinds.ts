import type { Type } from "../../runtime/types.js";

/** All types of values, and those that have an order. */
export const allKinds = [
  "bool",
  "int32",
  "int64",
  "float32",
  "float64",
  "string",
  "bytes",
  "timestamp",
  "date",
  "json",
  "decimal",
  "enum",
  "array",
  "struct",
  "map",
] as const;
export const orderedKinds = ["int32", "int64", "float32", "float64", "string", "timestamp", "date", "decimal"] as const;
/** Those whose values are told apart, arrays and structs by what is in them. */
export const identityKinds = allKinds.filter((kind) => kind !== "json" && kind !== "map");
export const numberKinds = ["int32", "int64", "float32", "float64"] as const;

/** Is it known of two of its values whether they are the same? Not where json or a map stands within it (MEANING 70). */
export function hasIdentity(type: Type): boolean {
  switch (type.kind) {
    case "json":
    case "map":
      return false;
    case "array":
      return hasIdentity(type.element);
    case "struct":
      return type.fields.every((field) => hasIdentity(field.type));
    default:
      return true;
  }
}
/** Of an overload whose first argument's values are told apart. */
export const firstHasIdentity = ([x]: readonly Type[]): boolean => hasIdentity(x!);
