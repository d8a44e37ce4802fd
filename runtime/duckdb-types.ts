/**
 * The two forms of a value in DuckDB: as data holds it (`natural`), and as generated statements compute with it
 * (`plan`).
 *
 * Always: in a plan an instant is a BIGINT of microseconds, a date is an INTEGER of days, a float is finite, json and
 * enum values are VARCHAR, and a map's entries are in ascending order of their keys. The same holds inside lists,
 * structs and maps.
 */
import { isNested, listOf, type ScalarName, type Type } from "./types.js";

const plain: Readonly<Record<ScalarName, { readonly plan: string; readonly natural: string }>> = {
  bool: { plan: "BOOLEAN", natural: "BOOLEAN" },
  int32: { plan: "INTEGER", natural: "INTEGER" },
  int64: { plan: "BIGINT", natural: "BIGINT" },
  float32: { plan: "FLOAT", natural: "FLOAT" },
  float64: { plan: "DOUBLE", natural: "DOUBLE" },
  string: { plan: "VARCHAR", natural: "VARCHAR" },
  bytes: { plan: "BLOB", natural: "BLOB" },
  timestamp: { plan: "BIGINT", natural: "TIMESTAMPTZ" },
  date: { plan: "INTEGER", natural: "DATE" },
  json: { plan: "VARCHAR", natural: "JSON" },
};

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * A SQL text literal, in parentheses if needed, so that it can be an operand anywhere. The literal never contains a
 * NUL, because a statement ends there (MEANING 126), nor a line end, because a statement's lines are indented.
 */
export function sqlText(value: string): string {
  const quoted = `'${value.replaceAll("'", "''")}'`;
  const closed = [...quoted].map((char) => (apart.has(char) ? `' || chr(${char.charCodeAt(0)}) || '` : char)).join("");
  return closed === quoted ? quoted : `(${closed})`;
}
const apart: ReadonlySet<string> = new Set(["\0", "\n", "\r"]);

/** A fixed vector is a list here, whose length was checked when it was read: DuckDB has no CASE over fixed arrays. */
export const planType = (type: Type): string => typeIn(type, (kind) => plain[kind].plan, "lists");
export const naturalType = (type: Type): string => typeIn(type, (kind) => plain[kind].natural, "sized");

function typeIn(type: Type, scalar: (kind: ScalarName) => string, vectors: "lists" | "sized"): string {
  const go = (of: Type): string => typeIn(of, scalar, vectors);
  switch (type.kind) {
    case "array":
      return `${go(type.element)}[${vectors === "sized" ? (type.size ?? "") : ""}]`;
    case "struct":
      return `STRUCT(${type.fields.map((field) => `${identifier(field.name)} ${go(field.type)}`).join(", ")})`;
    case "map":
      return `MAP(${go(type.key)}, ${go(type.value)})`;
    case "decimal":
      // These are only compared. `w` is the part before the point, `f` the part after it.
      return type.precision > 38
        ? `STRUCT(w DECIMAL(38,0), f DECIMAL(38,${type.scale}))`
        : `DECIMAL(${type.precision},${type.scale})`;
    case "enum":
      return "VARCHAR";
    default:
      return scalar(type.kind);
  }
}

/** JSON's null is null (MEANING 77), as in a client's input and output. */
export const jsonText = (x: string): string => `CASE WHEN json_type(${x}) <> 'NULL' THEN CAST(${x} AS VARCHAR) END`;

/**
 * Whether JSON holds a number whose decimal digits are not all known. The engine reads any number that is not an
 * integer as a double, which keeps up to fifteen of the written digits.
 */
export const jsonDigitsLost = (json: string): string => {
  const digits = `ltrim(regexp_replace(regexp_replace(${json} ->> '$', '(\\.0)?(e.*)?$', ''), '[^0-9]', '', 'g'), '0')`;
  return `json_type(${json}) = 'DOUBLE' AND (abs(CAST(${json} ->> '$' AS DOUBLE)) >= 1e15 OR length(${digits}) > 15)`;
};
/** Converts a value from its plan form to the natural type. */
export function toNatural(type: Type, x: string, depth = 0): string {
  switch (type.kind) {
    case "timestamp":
      return `make_timestamp(${x}) AT TIME ZONE 'UTC'`;
    case "date":
      return `make_date(${x})`;
    case "array":
      return hasTimes(type.element) ? overList(x, depth, (e) => toNatural(type.element, e, depth + 1)) : x;
    case "struct":
      return hasTimes(type)
        ? `CASE WHEN ${x} IS NOT NULL THEN struct_pack(${type.fields.map(({ name, type: of }) => `${identifier(name)} := ${toNatural(of, `${x}.${identifier(name)}`, depth)}`).join(", ")}) END`
        : x;
    case "map":
      return hasTimes(type)
        ? `map_from_entries(${overList(`map_entries(${x})`, depth, (e) => `struct_pack(k := ${toNatural(type.key, `${e}.key`, depth + 1)}, v := ${toNatural(type.value, `${e}.value`, depth + 1)})`)})`
        : x;
    default:
      return x;
  }
}

/**
 * Converts a natural value so that its JSON is the client's: times in RFC 3339, decimals with all their digits, bytes
 * in base64.
 */
export function jsonForm(type: Type, x: string, depth = 0): string {
  switch (type.kind) {
    case "timestamp":
      return `strftime(${x}, '%Y-%m-%dT%H:%M:%S.%fZ')`;
    case "decimal":
      return `CAST(${x} AS VARCHAR)`;
    case "bytes":
      return `to_base64(${x})`;
    case "json":
      return `CAST(${x} AS JSON)`;
    case "array":
      return overList(type.size === null ? x : `CAST(${x} AS ${naturalType(listOf(type.element))})`, depth, (e) =>
        jsonForm(type.element, e, depth + 1),
      );
    case "struct":
      return `CASE WHEN ${x} IS NOT NULL THEN struct_pack(${type.fields.map((field) => `${identifier(field.name)} := ${jsonForm(field.type, `${x}.${identifier(field.name)}`, depth)}`).join(", ")}) END`;
    case "map":
      return `map_from_entries(${overList(
        `map_entries(${x})`,
        depth,
        (e) =>
          `struct_pack(k := CAST(${jsonForm(type.key, `${e}.key`, depth + 1)} AS VARCHAR), v := ${jsonForm(type.value, `${e}.value`, depth + 1)})`,
      )})`;
    default:
      return x;
  }
}

function overList(list: string, depth: number, each: (element: string) => string): string {
  const element = `"~e${depth}"`;
  return `list_transform(${list}, lambda ${element}: ${each(element)})`;
}

function hasTimes(type: Type): boolean {
  if (!isNested(type)) return type.kind === "timestamp" || type.kind === "date";
  switch (type.kind) {
    case "array":
      return hasTimes(type.element);
    case "struct":
      return type.fields.some((field) => hasTimes(field.type));
    case "map":
      return hasTimes(type.key) || hasTimes(type.value);
  }
}
