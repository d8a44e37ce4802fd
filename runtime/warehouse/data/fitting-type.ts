import { isFloat, isInteger, keyKinds, listOf, scalar, type Type, withNullable } from "../../types.js";
import type { Physical } from "../physical.js";

/** The type of the language for a column of the data, or why there is none. Types are not nullable. */
export type Fit = { readonly kind: "type"; readonly type: Type } | { readonly kind: "none"; readonly why: string };

const fits = (type: Type): Fit => ({ kind: "type", type });
const none = (why: string): Fit => ({ kind: "none", why });

export function fittingType(physical: Physical): Fit {
  const { family, name } = physical;
  switch (family) {
    case "text":
      return fits(scalar("string"));
    case "integer":
      return fits(integers[name] ?? scalar("int64"));
    case "float":
      return fits(scalar(name === "FLOAT" || name === "REAL" ? "float32" : "float64"));
    case "decimal":
      return decimalOf(physical);
    case "bool":
      return fits(scalar("bool"));
    case "date":
      return fits(scalar("date"));
    case "time":
    case "nanos":
      return fits(scalar("timestamp"));
    case "bytes":
      return fits(scalar("bytes"));
    case "json":
      return fits(scalar("json"));
    case "list":
      return listOfFit(physical);
    case "struct":
      return structOf(physical);
    case "map":
      return mapOf(physical);
    case "wide":
      return none(`a ${name} has more digits than the 38 that can be read`);
    case "other":
      return none(`there is no type for ${name}`);
  }
}

const integers: Readonly<Record<string, Type>> = {
  TINYINT: scalar("int32"),
  UTINYINT: scalar("int32"),
  SMALLINT: scalar("int32"),
  USMALLINT: scalar("int32"),
  INTEGER: scalar("int32"),
  UBIGINT: { kind: "decimal", precision: 20, scale: 0, nullable: false },
  HUGEINT: { kind: "decimal", precision: 38, scale: 0, nullable: false },
  UHUGEINT: { kind: "decimal", precision: 38, scale: 0, nullable: false },
};

/** A type without a limit of digits may hold any. */
function decimalOf({ name, digits }: Physical): Fit {
  const [, precision, scale] = /^DECIMAL\((\d+),\s?(\d+)\)$/.exec(name) ?? [];
  const found = precision === undefined ? digits : { precision: Number(precision), scale: Number(scale) };
  if (found === undefined) return fits({ kind: "decimal", precision: 38, scale: 9, nullable: false });
  if (found.precision > 38 || found.scale < 0 || found.scale > found.precision)
    return none(`${name} has digits that no decimal of 38 digits holds`);
  return fits({ kind: "decimal", ...found, nullable: false });
}

function listOfFit({ element, size }: Physical): Fit {
  const inner = fittingType(element!);
  if (inner.kind === "none") return inner;
  // A vector holds numbers, none of them null.
  if (size !== undefined && (isFloat(inner.type) || isInteger(inner.type)))
    return fits({ kind: "array", element: inner.type, size, nullable: false });
  return fits(listOf(inner.type));
}

function structOf({ fields = [] }: Physical): Fit {
  const made = [];
  for (const field of fields) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(field.name))
      return none(`its field ${JSON.stringify(field.name)} has a name that a struct of the language cannot have`);
    const inner = fittingType(field.type);
    if (inner.kind === "none") return inner;
    made.push({ name: field.name, type: withNullable(inner.type, true) });
  }
  if (new Set(made.map(({ name }) => name.toLowerCase())).size < made.length)
    return none("its fields have names that differ only in case");
  return made.length === 0 ? none("a struct has fields") : fits({ kind: "struct", fields: made, nullable: false });
}

function mapOf({ key, element }: Physical): Fit {
  const [keys, values] = [fittingType(key!), fittingType(element!)];
  if (keys.kind === "none") return keys;
  if (values.kind === "none") return values;
  if (!keyKinds.has(keys.type.kind)) return none(`the keys of a map cannot be of type ${keys.type.kind}`);
  return fits({ kind: "map", key: keys.type, value: withNullable(values.type, true), nullable: false });
}

/** True if the values of the column have the type already, apart from nulls. An enum is checked, not converted. */
export function isOfType(type: Type, physical: Physical): boolean {
  if (type.kind === "enum") return physical.family === "text";
  const fit = fittingType(physical);
  return fit.kind === "type" && bare(fit.type) === bare(type);
}

/** The type without regard to nulls. */
const bare = (type: Type): string =>
  JSON.stringify(type, (key, value: unknown) => (key === "nullable" || key === "values" ? undefined : value));
