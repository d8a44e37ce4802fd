import type { Type } from "../../runtime/types.js";
import { Imports } from "./imports.js";
import { string, typeProperty } from "./text.js";

/**
 * One printer has two uses: TypeScript with type annotations for files, and JavaScript without them to run in process.
 */
export interface Style {
  readonly types: boolean;
  readonly imports: Imports;
}

/** JavaScript needs no imports: it runs where everything that it uses is in scope. */
export const javascript = (): Style => ({ types: false, imports: new Imports() });

export const annotation = (style: Style, type: string): string => (style.types ? `: ${type}` : "");
export const cast = (style: Style, value: string, type: string): string =>
  style.types ? `(${value} as ${type})` : value;

/** The TypeScript type of a value in memory: see `runtime/values.ts`. */
export function memoryType(type: Type, style: Style): string {
  const base = (): string => {
    switch (type.kind) {
      case "bool":
        return "boolean";
      case "int64":
      case "timestamp":
        return style.imports.type("Int");
      case "int32":
      case "float32":
      case "float64":
      case "date":
        return "number";
      case "string":
        return type.values === undefined ? "string" : type.values.map((v) => string(v)).join(" | ");
      case "json":
        return "string";
      case "bytes":
        return "Uint8Array";
      case "decimal":
        return style.imports.type("Int");
      case "enum":
        return type.values.map((v) => string(v)).join(" | ");
      case "array":
        return `readonly (${memoryType(type.element, style)})[]`;
      case "struct":
        return `{ ${type.fields.map((field) => `readonly ${typeProperty(field.name)}: ${memoryType(field.type, style)};`).join(" ")} }`;
      case "map":
        return `ReadonlyMap<${memoryType(type.key, style)}, ${memoryType(type.value, style)}>`;
    }
  };
  return type.nullable ? `${base()} | null` : base();
}

/** The TypeScript type of a value that the client takes (`input`) or returns (`result`). */
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
        return type.values === undefined ? "string" : type.values.map((v) => string(v)).join(" | ");
      case "json":
        return "unknown";
      case "bytes":
        return "Uint8Array";
      case "decimal":
        return side === "input" ? "string | number | bigint" : "string";
      case "enum":
        return type.values.map((v) => string(v)).join(" | ");
      case "array":
        return `readonly (${clientType(type.element, side)})[]`;
      case "struct":
        return `{ ${type.fields.map(({ name, type: of }) => `readonly ${typeProperty(name)}${side === "input" && of.nullable ? "?" : ""}: ${clientType(of, side)}${side === "input" && of.nullable ? " | undefined" : ""};`).join(" ")} }`;
      case "map": {
        // A map with text keys is an object (`Record`) on both sides.
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

/** An integer as code: a bigint if a number would not be exact. */
export const integer = (digits: string): string => {
  const value = BigInt(digits);
  return value >= -9007199254740991n && value <= 9007199254740991n ? String(value) : `${value}n`;
};
