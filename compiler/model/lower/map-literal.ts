import { sortedMap } from "../../../runtime/functions/map-order.js";
import type { MapType, Type } from "../../../runtime/types.js";
import type { Expr, Literal, MapLiteral } from "../../ir/index.js";
import { parseDate, parseTimestamp } from "../types/time-literal.js";

/** A map of these entries; of two entries with the same key the last one counts. */
export function mapLiteral(
  type: MapType,
  entries: readonly { readonly key: Literal; readonly value: Expr }[],
): MapLiteral {
  const inOrder = sortedMap(new Map(entries.map((entry) => [keyValue(entry.key), entry])));
  return { node: "map", type: { ...type, nullable: false }, entries: [...inOrder.values()] };
}

/** The text of a map's key as a literal; null if it is not a valid key. */
export function keyLiteral(text: string, type: Type): Literal | null {
  const value = keyText(text, type);
  return value === null ? null : { node: "literal", type, value };
}
function keyText(text: string, type: Type): string | boolean | null {
  switch (type.kind) {
    case "bool":
      return text === "true" || text === "false" ? text === "true" : null;
    case "int32":
    case "int64":
      return /^-?\d+$/.test(text) ? String(BigInt(text)) : null;
    case "date":
      return parseDate(text);
    case "timestamp":
      return parseTimestamp(text);
    case "enum":
      return type.values.includes(text) ? text : null;
    default:
      return text;
  }
}
const keyValue = ({ type, value }: Literal): string | boolean | bigint =>
  typeof value === "boolean"
    ? value
    : type.kind === "string" || type.kind === "enum"
      ? String(value)
      : BigInt(String(value));
