import type { Family, Physical } from "../physical.js";

/** Spark's JSON of a type: a name, or an object for a nested one. */
export type SparkType =
  | string
  | { readonly type: "array"; readonly elementType: SparkType }
  | { readonly type: "map"; readonly keyType: SparkType; readonly valueType: SparkType }
  | { readonly type: "struct"; readonly fields: readonly { readonly name: string; readonly type: SparkType }[] }
  | { readonly type: "udt"; readonly sqlType: SparkType };

export function physicalOf(type: SparkType): Physical {
  if (typeof type === "string") {
    const name = names[type] ?? type.toUpperCase();
    return { family: families.find(([pattern]) => pattern.test(name))?.[1] ?? "other", name };
  }
  switch (type.type) {
    case "array":
      return { family: "list", name: "ARRAY", element: physicalOf(type.elementType) };
    case "map":
      return { family: "map", name: "MAP", key: physicalOf(type.keyType), element: physicalOf(type.valueType) };
    case "struct":
      return {
        family: "struct",
        name: "STRUCT",
        fields: type.fields.map((field) => ({ name: field.name, type: physicalOf(field.type) })),
      };
    case "udt":
      return physicalOf(type.sqlType);
  }
}

const names: Readonly<Record<string, string>> = {
  byte: "TINYINT",
  short: "SMALLINT",
  integer: "INTEGER",
  long: "BIGINT",
  void: "VOID",
  timestamp: "TIMESTAMP_LTZ",
  timestamp_ntz: "TIMESTAMP_NTZ",
};
const families: readonly (readonly [RegExp, Family])[] = [
  [/^(STRING|VARCHAR|CHAR)/, "text"],
  [/^(TINYINT|SMALLINT|INTEGER|BIGINT)$/, "integer"],
  [/^(FLOAT|DOUBLE)$/, "float"],
  [/^DECIMAL/, "decimal"],
  [/^BOOLEAN$/, "bool"],
  [/^DATE$/, "date"],
  [/^TIMESTAMP/, "time"],
  [/^BINARY$/, "bytes"],
];
