import type { Type } from "../../runtime/types.js";

/** One printer for two readers: TypeScript with annotations for files, JavaScript without for running in process. */
export interface Style {
  readonly types: boolean;
}

export const annotation = (style: Style, type: string): string => (style.types ? `: ${type}` : "");
export const cast = (style: Style, value: string, type: string): string =>
  style.types ? `(${value} as ${type})` : value;

/** Words that can't be the name of a variable or function in a module. */
const reserved: ReadonlySet<string> = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally " +
    "for function if implements import in instanceof interface let new null package private protected public return static super " +
    "switch this throw true try typeof undefined var void while with yield NaN Infinity " +
    // Names that generated code uses itself.
    "a f stored input request keys now scope project Int Date Object"
  ).split(" "),
);

/** A variable for a declared name: as written where that can be. No declared name holds a `$`. */
export const variable = (name: string): string => (reserved.has(name) ? `${name}$` : name);

/** `__proto__` means something else to every object, and what is no identifier of JavaScript stands in quotes. */
const isPlain = (name: string): boolean => name !== "__proto__" && /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name);
/** `.name`, or `["name"]`. */
export const access = (name: string): string => (isPlain(name) ? `.${name}` : `[${JSON.stringify(name)}]`);
/** A property in an object literal: `__proto__: x` would set the prototype. */
export const property = (name: string): string => (isPlain(name) ? name : `[${JSON.stringify(name)}]`);
/** A property in a type. */
export const typeProperty = (name: string): string => (isPlain(name) ? name : JSON.stringify(name));

/** A value in memory: see `runtime/values.ts`. */
export function memoryType(type: Type): string {
  const base = (): string => {
    switch (type.kind) {
      case "bool":
        return "boolean";
      case "int64":
      case "timestamp":
        return "Int";
      case "int32":
      case "float32":
      case "float64":
      case "date":
        return "number";
      case "string":
        return type.values === undefined ? "string" : type.values.map((v) => JSON.stringify(v)).join(" | ");
      case "json":
        return "string";
      case "bytes":
        return "Uint8Array";
      case "decimal":
        return "Int";
      case "enum":
        return type.values.map((v) => JSON.stringify(v)).join(" | ");
      case "array":
        return `readonly (${memoryType(type.element)})[]`;
      case "struct":
        return `{ ${type.fields.map((field) => `readonly ${typeProperty(field.name)}: ${memoryType(field.type)};`).join(" ")} }`;
      case "map":
        return `ReadonlyMap<${memoryType(type.key)}, ${memoryType(type.value)}>`;
    }
  };
  return type.nullable ? `${base()} | null` : base();
}

/** A value as the client takes or gives it. */
export function clientType(type: Type, side: "input" | "result"): string {
  const base = (): string => {
    switch (type.kind) {
      case "bool":
        return "boolean";
      case "int64":
        return side === "input" ? "number | bigint" : "number";
      case "timestamp":
        return side === "input" ? "Date | string" : "Date";
      case "int32":
      case "float32":
      case "float64":
        return "number";
      case "date":
        return "string";
      case "string":
        return type.values === undefined ? "string" : type.values.map((v) => JSON.stringify(v)).join(" | ");
      case "json":
        return "unknown";
      case "bytes":
        return "Uint8Array";
      case "decimal":
        return side === "input" ? "string | number | bigint" : "string";
      case "enum":
        return type.values.map((v) => JSON.stringify(v)).join(" | ");
      case "array":
        return `readonly (${clientType(type.element, side)})[]`;
      case "struct":
        return `{ ${type.fields.map(({ name, type: of }) => `readonly ${typeProperty(name)}${side === "input" && of.nullable ? "?" : ""}: ${clientType(of, side)}${side === "input" && of.nullable ? " | undefined" : ""};`).join(" ")} }`;
      case "map": {
        // A text key makes an object: `Record` whatever the side.
        const value = clientType(type.value, side);
        const textKey = type.key.kind === "string" || type.key.kind === "enum";
        const map = `ReadonlyMap<${clientType({ ...type.key, nullable: false }, side)}, ${value}>`;
        if (!textKey) return map;
        return side === "input" ? `Readonly<Record<string, ${value}>> | ${map}` : `Readonly<Record<string, ${value}>>`;
      }
    }
  };
  return type.nullable && type.kind !== "json" ? `${base()} | null` : base();
}

/** An integer as code: a bigint where a number would not be exact. */
export const integer = (digits: string): string => {
  const value = BigInt(digits);
  return value >= -9007199254740991n && value <= 9007199254740991n ? String(value) : `${value}n`;
};

/** Lines of a doc comment; what would end it is broken up. */
export const docComment = (lines: readonly (string | null)[], indent = ""): string => {
  const text = lines
    .flatMap((line) => (line === null ? [] : line.split("\n")))
    .map((line) => line.replaceAll("*/", "* /").trimEnd());
  if (text.length === 0) return "";
  if (text.length === 1) return `${indent}/** ${text[0]} */\n`;
  return `${indent}/**\n${text.map((line) => `${indent} * ${line}`.trimEnd()).join("\n")}\n${indent} */\n`;
};
