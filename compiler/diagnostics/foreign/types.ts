/** Type names of other languages → our types; null if the name alone does not tell which type it is. */
const names: Readonly<Record<string, string | null>> = {
  int: "int64",
  integer: "int64",
  bigint: "int64",
  long: "int64",
  int8: "int64",
  int16: "int64",
  smallint: "int64",
  tinyint: "int64",
  uint64: "int64",
  uint32: "int64",
  number: "float64",
  double: "float64",
  float: "float64",
  real: "float32",
  numeric: "decimal(18, 2)",
  text: "string",
  str: "string",
  char: "string",
  varchar: "string",
  uuid: "string",
  object: "json",
  any: "json",
  variant: "json",
  jsonb: "json",
  boolean: "bool",
  datetime: "timestamp",
  date_time: "timestamp",
  time: "timestamp",
  timestamptz: "timestamp",
  instant: "timestamp",
  binary: "bytes",
  blob: "bytes",
  bytea: "bytes",
  list: null,
  array: null,
  vector: null,
  dict: null,
  map: null,
  optional: null,
};

const shapes: Readonly<Record<string, string>> = {
  list: "a list is `int64[]`, `string[]`",
  array: "a list is `int64[]`, `string[]`",
  vector: "a vector of fixed length is `float32[768]`",
  dict: "a map is `map<string, int64>`, a struct `struct { a: int64 }`",
  map: "a map is `map<string, int64>`",
  optional: "a nullable type ends with `?`: `int64?`",
};

/** The names that `foreignType` knows. */
export const foreignTypeNames: readonly string[] = Object.keys(names);

/** Our name for a type of another language. */
export function foreignType(name: string): { readonly help: string; readonly fix: string | null } | null {
  const lower = name.toLowerCase();
  const ours = Object.hasOwn(names, lower) ? names[lower] : undefined;
  if (ours === undefined) return null;
  return ours === null
    ? { help: shapes[lower] ?? "", fix: null }
    : { help: `it is called \`${ours}\` here`, fix: ours };
}
