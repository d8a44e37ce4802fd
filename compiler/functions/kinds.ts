import type { Type } from "../../runtime/types.js";

/** The kinds of all types of values. */
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
/** Types whose values can be compared for identity. Arrays and structs compare by their contents. */
export const identityKinds = allKinds.filter((kind) => kind !== "json" && kind !== "map");
export const numberKinds = ["int32", "int64", "float32", "float64"] as const;

/** True if two values of the type can be compared for identity: not if the type holds json or a map (MEANING 70). */
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
/** For an overload that needs to compare its first argument's values. */
export const firstHasIdentity = ([x]: readonly Type[]): boolean => hasIdentity(x!);
