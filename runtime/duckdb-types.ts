/**
 * The two forms of a value in DuckDB: as data holds it (`natural`), and as generated statements compute with it
 * (`plan`).
 *
 * Always: in a plan an instant is a BIGINT of microseconds, a date is an INTEGER of days, a float is finite, json and
 * enum values are VARCHAR, and a map's entries are in ascending order of their keys. The same holds inside lists,
 * structs and maps.
 */
import { type EnumType, isNested, listOf, type ScalarName, type StructType, type Type } from "./types.js";

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

export interface ToPlan {
  /**
   * SQL that raises an error for a value that breaks its type. Without it such a value is null. `what` is an
   * expression.
   */
  readonly raise?: (what: string) => string;
}

const broken = (how: ToPlan, what: string): string => how.raise?.(what) ?? "NULL";
const enumValue = (type: EnumType, x: string, how: ToPlan): string =>
  `CASE WHEN ${x} IN (${type.values.map(sqlText).join(", ")}) THEN ${x} WHEN ${x} IS NOT NULL THEN ${broken(how, `'"' || ${x} || ${sqlText(`" is not a valid ${type.name}`)}`)} END`;
const structOf = (
  type: StructType,
  field: (name: string) => string,
  value: (field: Type, x: string) => string,
  how: ToPlan,
) =>
  `struct_pack(${type.fields
    .map(({ name, type: of }) => {
      const own = value(of, field(name));
      if (of.nullable) return `${identifier(name)} := ${own}`;
      const missing = broken(how, sqlText(`field ${name} is null, and is declared not to be`));
      return `${identifier(name)} := CASE WHEN ${own} IS NULL THEN ${missing} ELSE ${own} END`;
    })
    .join(", ")})`;
/** JSON's null is null (MEANING 77), as in a client's input and output. */
export const jsonText = (x: string): string => `CASE WHEN json_type(${x}) <> 'NULL' THEN CAST(${x} AS VARCHAR) END`;
const mapOf = (entries: string): string => `map_from_entries(list_sort(${entries}))`;

/** Converts a value of the natural type to its plan form. `x` may occur several times in the result. */
export function toPlan(type: Type, x: string, how: ToPlan = {}, depth = 0): string {
  switch (type.kind) {
    case "timestamp":
      return `epoch_us(${x})`;
    case "date":
      return `CAST(${x} - DATE '1970-01-01' AS INTEGER)`;
    case "float32":
    case "float64":
      return `CASE WHEN isfinite(${x}) THEN ${x} END`;
    case "json":
      return jsonText(x);
    case "enum":
      return enumValue(type, x, how);
    case "array":
      if (type.size !== null) return `CAST(${x} AS ${planType(type)})`;
      return changes(type.element) ? overList(x, depth, (e) => toPlan(type.element, e, how, depth + 1)) : x;
    case "struct":
      return `CASE WHEN ${x} IS NOT NULL THEN ${structOf(
        type,
        (name) => `${x}.${identifier(name)}`,
        (of, field) => (changes(of) ? toPlan(of, field, how, depth) : field),
        how,
      )} END`;
    case "map": {
      const part = (of: Type, field: string): string => (changes(of) ? toPlan(of, field, how, depth + 1) : field);
      const entry = (e: string): string =>
        `struct_pack(k := ${part(type.key, `${e}.key`)}, v := ${part(type.value, `${e}.value`)})`;
      return mapOf(overList(`map_entries(${x})`, depth, entry));
    }
    default:
      return x;
  }
}

/**
 * Converts a JSON value, or the text of one, to its plan form: bytes are base64, instants and dates are texts, a map is
 * an object.
 */
export function jsonToPlan(type: Type, json: string, how: ToPlan = {}, depth = 0): string {
  const x = `"~j${depth}"`;
  const own = (value: string): string => `list_transform([TRY_CAST(${json} AS JSON)], lambda ${x}: ${value})[1]`;
  const of = (inner: Type, value: string): string => jsonToPlan(inner, value, how, depth + 1);
  const unless = (kind: string, value: string): string =>
    own(
      `CASE json_type(${x}) WHEN '${kind}' THEN ${value} WHEN 'NULL' THEN NULL ELSE CASE WHEN ${x} IS NOT NULL THEN ${broken(how, `CAST(${x} AS VARCHAR) || ' is not a valid ${type.kind}'`)} END END`,
    );
  switch (type.kind) {
    case "array": {
      const list = overList(`CAST(${x} AS JSON[])`, depth, (e) => of(type.element, e));
      return `CAST(${unless("ARRAY", list)} AS ${planType(type)})`;
    }
    case "struct":
      return unless(
        "OBJECT",
        structOf(type, (name) => `json_extract(${x}, ${sqlText(`$."${name.replaceAll('"', '\\"')}"`)})`, of, how),
      );
    case "map": {
      const key = `"~e${depth}"`;
      const value = `json_extract(${x}, '/' || replace(replace(${key}, '~', '~0'), '/', '~1'))`;
      const entry = `struct_pack(k := ${scalarFromText(type.key, key, how)}, v := ${of(type.value, value)})`;
      return `CAST(${unless("OBJECT", mapOf(`list_transform(json_keys(${x}), lambda ${key}: ${entry})`))} AS ${planType(type)})`;
    }
    case "json":
      return own(jsonText(x));
    case "decimal": {
      const said = `(${x} ->> '$')`;
      const lost = broken(how, jsonDigitsComplaint(said));
      return own(`CASE WHEN ${jsonDigitsLost(x)} THEN ${lost} ELSE ${scalarFromText(type, said, how)} END`);
    }
    default:
      return own(scalarFromText(type, `(${x} ->> '$')`, how));
  }
}

/**
 * Whether JSON holds a number whose decimal digits are not all known. The engine reads any number that is not an
 * integer as a double, which keeps up to fifteen of the written digits.
 */
export const jsonDigitsLost = (json: string): string => {
  const digits = `ltrim(regexp_replace(regexp_replace(${json} ->> '$', '(\\.0)?(e.*)?$', ''), '[^0-9]', '', 'g'), '0')`;
  return `json_type(${json}) = 'DOUBLE' AND (abs(CAST(${json} ->> '$' AS DOUBLE)) >= 1e15 OR length(${digits}) > 15)`;
};
export const jsonDigitsComplaint = (said: string): string =>
  `${said} || ${sqlText(`, a number of JSON of more than 15 digits, ${jsonDigitsAdvice}`)}`;
/** How an error about the digits of a JSON number ends. */
export const jsonDigitsAdvice = "is not an exact decimal: write it as a string";

function scalarFromText(type: Type, x: string, how: ToPlan): string {
  if (type.kind === "string" || type.kind === "json") return x;
  if (type.kind === "enum") return enumValue(type, x, how);
  const read =
    type.kind === "bytes" ? `TRY(from_base64(${x}))` : toPlan(type, `TRY_CAST(${x} AS ${naturalType(type)})`, how);
  return `CASE WHEN ${x} IS NOT NULL AND ${read} IS NULL THEN ${broken(how, `'"' || ${x} || '" is not a valid ${type.kind}'`)} ELSE ${read} END`;
}

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

/** Whether `toPlan` changes values of the type. */
function changes(type: Type): boolean {
  switch (type.kind) {
    case "timestamp":
    case "date":
    case "float32":
    case "float64":
    case "json":
    case "enum":
    case "struct":
    case "map":
      return true;
    case "array":
      return type.size !== null || changes(type.element);
    default:
      return false;
  }
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
