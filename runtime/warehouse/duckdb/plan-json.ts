import type { Type } from "../../types.js";
import { identifier, parameter } from "./text.js";

/**
 * A value in its plan form so that its JSON holds it exactly: times are numbers, decimals are texts with all their
 * digits, bytes are `\x` and hexadecimal digits.
 */
export function planJson(type: Type, x: string, depth = 0): string {
  const item = parameter("j", depth);
  switch (type.kind) {
    case "decimal":
      return `CAST(${x} AS VARCHAR)`;
    case "bytes":
      return `'\\x' || lower(hex(${x}))`;
    case "array":
      return `list_transform(${x}, lambda ${item}: ${planJson(type.element, item, depth + 1)})`;
    case "struct":
      return `CASE WHEN ${x} IS NOT NULL THEN struct_pack(${type.fields.map(({ name, type: of }) => `${identifier(name)} := ${planJson(of, `${x}.${identifier(name)}`, depth)}`).join(", ")}) END`;
    case "map": {
      const [key, value] = [
        planJson(type.key, `${item}.key`, depth + 1),
        planJson(type.value, `${item}.value`, depth + 1),
      ];
      return `map_from_entries(list_transform(map_entries(${x}), lambda ${item}: struct_pack(k := CAST(${key} AS VARCHAR), v := ${value})))`;
    }
    default:
      return x;
  }
}
