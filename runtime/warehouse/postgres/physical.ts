import type { Family, Physical } from "../physical.js";

/** A type in Postgres' catalog. */
export interface CatalogType {
  /** As SQL writes it: `character varying(10)`. */
  readonly shown: string;
  /** `int8`, `varchar`. For a domain, its base type's; for an array, its elements'. */
  readonly base: string;
  /** `e` is an enum, `c` a row type. */
  readonly kind: string;
  readonly array: boolean;
}

/** The names of the SQL standard, in which bounds of columns are written. */
const types: Readonly<Record<string, readonly [Family, string]>> = {
  int2: ["integer", "SMALLINT"],
  int4: ["integer", "INTEGER"],
  int8: ["integer", "BIGINT"],
  float4: ["float", "REAL"],
  float8: ["float", "DOUBLE PRECISION"],
  numeric: ["decimal", "NUMERIC"],
  bool: ["bool", "BOOLEAN"],
  date: ["date", "DATE"],
  timestamp: ["time", "TIMESTAMP"],
  timestamptz: ["time", "TIMESTAMP WITH TIME ZONE"],
  text: ["text", "TEXT"],
  varchar: ["text", "VARCHAR"],
  bpchar: ["text", "CHAR"],
  name: ["text", "NAME"],
  citext: ["text", "CITEXT"],
  uuid: ["text", "UUID"],
  bytea: ["bytes", "BYTEA"],
  json: ["json", "JSON"],
  jsonb: ["json", "JSONB"],
};

export function physicalOf({ shown, base, kind, array }: CatalogType): Physical {
  // A row, and a list of rows, are read as JSON.
  if (kind === "c") return { family: "json", name: array ? "ROW[]" : "ROW" };
  const of = (): Physical => {
    if (kind === "e") return { family: "text", name: "ENUM" };
    const [family, name] = types[base] ?? ["other", shown];
    const [, precision, scale] = /^numeric\((\d+),(-?\d+)\)/.exec(shown) ?? [];
    if (precision === undefined) return { family, name };
    return { family, name, digits: { precision: Number(precision), scale: Number(scale) } };
  };
  return array ? { family: "list", name: shown.toUpperCase(), element: of(), dimensions: "any" } : of();
}
