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
export const numberKinds = ["int32", "int64", "float32", "float64"] as const;
