import type { NamedType } from "../artifacts.js";
import { jsonTextOf } from "../json-text.js";
import type { Value } from "../values.js";
import { jsonEdge } from "./edges/json.js";

const LONGEST = 100;

/** An entity's key, for messages: `customer_id 1, zip "z10"`. */
export function keyText(keys: readonly NamedType[], values: readonly Value[]): string {
  const parts = keys.map(({ name, type }, index) => {
    const text = jsonTextOf(jsonEdge.writer(type)(values[index] ?? null));
    return `${name} ${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}`;
  });
  return parts.join(", ");
}

/** Names the stored row of one entity, for messages. */
export function rowText(view: string, keys: readonly NamedType[], values: readonly Value[]): string {
  return `the row of view ${view}${keys.length === 0 ? "" : ` for ${keyText(keys, values)}`}`;
}
