import { decimalText } from "../../functions/decimals.js";
import { postgresType } from "../../postgres-types.js";
import { isNested, type Type } from "../../types.js";
import type { Int, Value } from "../../values.js";
import { literal } from "./text.js";

/** A value in its plan form, as a literal of its type. */
export function sqlValue(type: Type, value: Value): string {
  if (value === null) return "NULL";
  if (type.kind === "array") {
    const elements = (value as readonly Value[]).map((element) =>
      isNested(type.element)
        ? element === null
          ? "NULL"
          : `CAST(${literal(json(type.element, element))} AS JSONB)`
        : sqlValue(type.element, element),
    );
    return `CAST(ARRAY[${elements.join(", ")}] AS ${postgresType(type)})`;
  }
  if (isNested(type)) return literal(json(type, value));
  switch (type.kind) {
    case "bool":
    case "int32":
    case "int64":
    case "timestamp":
    case "date":
      return String(value);
    default:
      return literal(scalarText(type, value));
  }
}

/** The text of a scalar as Postgres reads it. */
function scalarText(type: Type, value: Value): string {
  if (type.kind === "decimal") return decimalText(value as Int, type.scale);
  return type.kind === "bytes" ? `\\x${Buffer.from(value as Uint8Array).toString("hex")}` : String(value);
}

/** The JSON of a value in its plan form. */
function json(type: Type, value: Value): string {
  if (value === null) return "null";
  switch (type.kind) {
    case "array":
      return `[${(value as readonly Value[]).map((element) => json(type.element, element)).join(",")}]`;
    case "struct": {
      const record = value as Readonly<Record<string, Value>>;
      const fields = type.fields.map(
        ({ name, type: of }) => `${JSON.stringify(name)}:${json(of, record[name] ?? null)}`,
      );
      return `{${fields.join(",")}}`;
    }
    case "map": {
      const entries = [...(value as ReadonlyMap<Value, Value>)].map(
        ([key, item]) => `${JSON.stringify(scalarText(type.key, key))}:${json(type.value, item)}`,
      );
      return `{${entries.join(",")}}`;
    }
    case "bool":
    case "int32":
    case "int64":
    case "float32":
    case "float64":
    case "timestamp":
    case "date":
    case "decimal":
      return scalarText(type, value);
    case "string":
    case "json":
    case "enum":
    case "bytes":
      return JSON.stringify(scalarText(type, value));
  }
}
