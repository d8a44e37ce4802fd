import type { Type } from "../types.js";

export type JsonSchema = { readonly [keyword: string]: unknown };

/** The JSON Schema of a value in a request or an answer, as `client/edges/json.ts` reads and writes it. */
export function schemaOf(type: Type): JsonSchema {
  const schema = plain(type);
  if (!type.nullable || type.kind === "json") return schema;
  const { type: types, enum: values } = schema;
  const all = (Array.isArray(types) ? types : [types]) as readonly unknown[];
  return { ...schema, type: [...all, "null"], ...(Array.isArray(values) ? { enum: [...values, null] } : {}) };
}

function plain(type: Type): JsonSchema {
  switch (type.kind) {
    case "bool":
      return { type: "boolean" };
    case "int32":
      return { type: "integer", format: "int32", minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };
    case "int64":
      return {
        type: ["integer", "string"],
        format: "int64",
        pattern: "^-?[0-9]+$",
        description: "Beyond 2^53 - 1 it is a string.",
      };
    case "float32":
    case "float64":
      return { type: "number", format: type.kind === "float32" ? "float" : "double" };
    case "string":
      return { type: "string", ...(type.values === undefined ? {} : { enum: [...type.values] }) };
    case "bytes":
      return { type: "string", contentEncoding: "base64" };
    case "timestamp":
      return { type: "string", format: "date-time" };
    case "date":
      return { type: "string", format: "date" };
    case "json":
      return { description: "Any JSON." };
    case "decimal":
      return {
        type: "string",
        pattern: "^-?[0-9]+(\\.[0-9]+)?$",
        description: `A decimal of ${type.precision} digits, ${type.scale} of them after the point.`,
      };
    case "enum":
      return { type: "string", enum: [...type.values] };
    case "array":
      return {
        type: "array",
        items: schemaOf(type.element),
        ...(type.size === null ? {} : { minItems: type.size, maxItems: type.size }),
      };
    case "struct":
      return {
        type: "object",
        properties: Object.fromEntries(type.fields.map(({ name, type: of }) => [name, schemaOf(of)])),
        required: type.fields.map(({ name }) => name),
      };
    case "map":
      return { type: "object", additionalProperties: schemaOf(type.value) };
  }
}
