import type { NamedType, ServiceArtifact } from "../artifacts.js";
import type { JsonRow } from "../client/surface.js";
import { jsonTextOf } from "../json-text.js";
import type { Type } from "../types.js";

/**
 * Writes the rows of a service as JSON. Numbers whose digits a double may lose occur only in values of type json, so rows
 * without such values are written by the engine. Rows share their records of statuses, whose texts are kept.
 */
export function rowTexts(service: ServiceArtifact): (row: JsonRow) => string {
  const named = (fields: readonly NamedType[]): boolean => fields.some(({ type }) => holdsJson(type));
  if (named(service.features) || named(service.keys)) return jsonTextOf;
  const known = new WeakMap<JsonRow["statuses"], string>();
  return ({ statuses, ...row }) => {
    let text = known.get(statuses);
    if (text === undefined) {
      text = JSON.stringify(statuses);
      if (Object.isFrozen(statuses)) known.set(statuses, text);
    }
    const rest = JSON.stringify(row);
    return `${rest.slice(0, -1)},"statuses":${text}}`;
  };
}

function holdsJson(type: Type): boolean {
  switch (type.kind) {
    case "json":
      return true;
    case "array":
      return holdsJson(type.element);
    case "struct":
      return type.fields.some((field) => holdsJson(field.type));
    case "map":
      return holdsJson(type.key) || holdsJson(type.value);
    default:
      return false;
  }
}
