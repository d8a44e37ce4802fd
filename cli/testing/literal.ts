import type { Constant, Expr, LiteralValue } from "../../compiler/ir/index.js";
import { decimalOfText, decimalText } from "../../runtime/functions/decimals.js";
import type { Int, Value } from "../../runtime/index.js";
import type { Type } from "../../runtime/types.js";

/** A value in memory as a constant of the IR. */
export function literalOf(type: Type, value: Value): Constant {
  if (value !== null) {
    switch (type.kind) {
      case "array": {
        const elements = (value as readonly Value[]).map((element) => literalOf(type.element, element));
        return { node: "array", type, elements };
      }
      case "struct": {
        const record = value as Readonly<Record<string, Value>>;
        const fields = type.fields.map(({ name, type: of }) => ({ name, value: literalOf(of, record[name]!) }));
        return { node: "struct", type, fields };
      }
      case "map": {
        const entries = [...(value as ReadonlyMap<Value, Value>)].map(([key, item]) => ({
          key: literalOf(type.key, key),
          value: literalOf(type.value, item),
        }));
        return { node: "map", type, entries };
      }
      default:
    }
  }
  return { node: "literal", type, value: written(type, value) };
}

function written(type: Type, value: Value): LiteralValue {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (type.kind === "decimal") return decimalText(value as Int, type.scale);
  return type.kind === "float32" || type.kind === "float64" ? Number(value) : String(value);
}

/** A constant of the IR as a value in memory. */
export function literalValue(constant: Expr): Value {
  switch (constant.node) {
    case "array":
      return constant.elements.map(literalValue);
    case "struct":
      return Object.fromEntries(constant.fields.map(({ name, value }) => [name, literalValue(value)]));
    case "map":
      return new Map(constant.entries.map(({ key, value }) => [literalValue(key), literalValue(value)]));
    case "literal":
      return scalarValue(constant.type, constant.value);
    case "convert":
      return literalValue(constant.value);
    default:
      throw new Error(`a ${constant.node} where a constant is wanted`);
  }
}

function scalarValue(type: Type, value: LiteralValue): Value {
  if (value === null || typeof value === "boolean") return value;
  switch (type.kind) {
    case "int32":
    case "int64":
    case "timestamp":
    case "date": {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : BigInt(value);
    }
    case "decimal":
      return decimalOfText(String(value), 38, type.scale);
    case "float32":
    case "float64":
      return Number(value) + 0;
    case "bytes":
      return new Uint8Array(Buffer.from(String(value), "base64"));
    default:
      return value;
  }
}
