import {
  isFloat,
  isInteger,
  type ScalarName,
  scalar,
  scalarNames,
  type Type,
  withNullable,
} from "../../runtime/types.js";

/** What a type's text in YAML says. Offsets are in the text. */
export type TypeText =
  | { readonly kind: "type"; readonly type: Type }
  | { readonly kind: "later"; readonly what: "struct" | "map" | "decimal" }
  | { readonly kind: "unknown"; readonly name: string; readonly start: number; readonly end: number }
  | { readonly kind: "vector" }
  | { readonly kind: "malformed" };

const scalars: ReadonlySet<string> = new Set(scalarNames);

/** The grammar of types in `.feat` files: a name, then `?`, `[]` and `[n]` behind it. */
export function readType(text: string): TypeText {
  const head = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*/.exec(text);
  if (head === null) return { kind: "malformed" };
  const name = head[1]!;
  if (name === "struct" && /^\s*\{/.test(text.slice(head[0].length))) return { kind: "later", what: "struct" };
  if (name === "map" && /^\s*</.test(text.slice(head[0].length))) return { kind: "later", what: "map" };
  if (name === "decimal") return { kind: "later", what: "decimal" };
  const rest = text.slice(head[0].length);
  if (!/^(?:\?(?!\?)|\[\s*[0-9_]*\s*\]|\s)*$/.test(rest)) return { kind: "malformed" };
  if (!scalars.has(name)) {
    const start = text.indexOf(name);
    return { kind: "unknown", name, start, end: start + name.length };
  }
  let type: Type = scalar(name as ScalarName);
  for (const [suffix, size] of rest.matchAll(/\?|\[\s*([0-9_]*)\s*\]/g)) {
    if (suffix === "?") {
      type = withNullable(type, true);
    } else if (size === undefined || size === "") {
      type = { kind: "array", element: withNullable(type, true), size: null, nullable: false };
    } else {
      const length = Number(size.replaceAll("_", ""));
      if (length < 1 || !Number.isSafeInteger(length) || type.nullable || !(isFloat(type) || isInteger(type)))
        return { kind: "vector" };
      type = { kind: "array", element: type, size: length, nullable: false };
    }
  }
  return { kind: "type", type };
}

/** Names that people bring from elsewhere, so that the help line names ours. */
export const typesElsewhere: Readonly<Record<string, ScalarName>> = {
  int: "int64",
  integer: "int64",
  bigint: "int64",
  long: "int64",
  number: "float64",
  double: "float64",
  float: "float64",
  real: "float32",
  text: "string",
  str: "string",
  varchar: "string",
  boolean: "bool",
  datetime: "timestamp",
  timestamptz: "timestamp",
  binary: "bytes",
  blob: "bytes",
};
