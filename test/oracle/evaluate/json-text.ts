import type { Type } from "../../../runtime/types.js";
import { decimalText } from "./decimals.js";
import { dateText, timestampText } from "./scalar.js";
import type { Value } from "./values.js";

/** The sort key of a value: itself, or its JSON text if its type has no order of its own (MEANING 43). */
export const orderOf = (type: Type, value: Value): Value =>
  value !== null && (type.kind === "array" || type.kind === "struct" || type.kind === "map")
    ? jsonText(type, value)
    : value;

function jsonText(type: Type, value: Value): string {
  if (value === null) return "null";
  const quoted = (text: string): string => `"${text}"`;
  switch (type.kind) {
    case "json":
      return String(value);
    case "timestamp":
      return quoted(timestampText(value as bigint));
    case "date":
      return quoted(dateText(value as bigint));
    case "decimal":
      return quoted(decimalText(value as bigint, type.scale));
    case "bytes":
      return quoted(Buffer.from(value as Uint8Array).toString("base64"));
    case "array":
      return `[${(value as readonly Value[]).map((one) => jsonText(type.element, one)).join()}]`;
    case "struct": {
      const own = value as Readonly<Record<string, Value>>;
      return `{${type.fields.map(({ name, type: of }) => `"${name}":${jsonText(of, own[name] ?? null)}`).join()}}`;
    }
    case "map": {
      const entries = [...(value as ReadonlyMap<Value, Value>)];
      const key = (own: Value): string => quoted(jsonText(type.key, own).replace(/^"|"$/g, ""));
      return `{${entries.map(([own, of]) => `${key(own)}:${jsonText(type.value, of)}`).join()}}`;
    }
    case "string":
    case "enum":
      return JSON.stringify(value);
    default:
      // Ints are bigints here, and `String(-0)` is "0".
      return String(value);
  }
}
