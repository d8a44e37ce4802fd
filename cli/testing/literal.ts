import type { ArrayLiteral, Literal, LiteralValue } from "../../compiler/model/ir.js";
import type { Value } from "../../runtime/index.js";
import type { Type } from "../../runtime/types.js";

/** A value in memory as the IR writes it. */
export function literalOf(type: Type, value: Value): Literal | ArrayLiteral {
  if (value !== null && type.kind === "array") {
    const elements = (value as readonly Value[]).map((element) => literalOf(type.element, element));
    return { node: "array", type, elements };
  }
  return { node: "literal", type, value: written(type, value) };
}

function written(type: Type, value: Value): LiteralValue {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  return type.kind === "float32" || type.kind === "float64" ? Number(value) : String(value);
}

/** A literal of the IR as a value in memory. */
export function literalValue(literal: Literal | ArrayLiteral): Value {
  if (literal.node === "array") {
    return literal.elements.map((element) =>
      element.node === "literal" || element.node === "array" ? literalValue(element) : null,
    );
  }
  const { type, value } = literal;
  if (value === null || typeof value === "boolean") return value;
  switch (type.kind) {
    case "int32":
    case "int64":
    case "timestamp":
    case "date": {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : BigInt(value);
    }
    case "float32":
    case "float64":
      return Number(value) + 0;
    case "bytes":
      return new Uint8Array(Buffer.from(String(value), "base64"));
    default:
      return value;
  }
}
