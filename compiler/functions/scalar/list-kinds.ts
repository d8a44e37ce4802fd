/** The types of values that can be searched for in a list. */
export const listKinds = [
  "bool",
  "int32",
  "float32",
  "int64",
  "float64",
  "string",
  "timestamp",
  "date",
  "bytes",
  "decimal",
  "enum",
] as const;
