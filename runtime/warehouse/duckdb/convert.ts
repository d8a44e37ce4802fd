import { jsonDigitsLost, jsonText, planType } from "../../duckdb-types.js";
import {
  type ArrayType,
  isFloat,
  isInteger,
  isNested,
  type MapType,
  type StructType,
  type Type,
  typeText,
} from "../../types.js";
import { range, takes } from "../../value-texts.js";
import { type Family, type Physical, textType } from "../physical.js";
import { byName } from "../sources/by-name.js";
import { type Conversion, separator } from "../sources/conversion.js";
import { decimalFrom, enumFrom, exactFamilies, scalars, unchecked } from "./convert-scalars.js";
import { identifier, literal, parameter } from "./text.js";

/**
 * SQL that converts a value of the data to a declared type. This is the only table of conversions: sources of every
 * kind and labels use it.
 *
 * In: the declared type, the physical type, and the SQL of the value, which may occur several times in the result. Out:
 * the value in its plan form, and what is wrong with it.
 * Always: nothing is rounded, cut or guessed. A value converts exactly or is reported with its place. The SQL never
 * raises, so it may be used anywhere. Where the types match, the value's SQL is the column itself.
 */
export function conversion(type: Type, physical: Physical, column: string, depth = 0): Conversion {
  const { family, name } = physical;
  // UUIDs and enums of the data.
  if (family === "text" && name !== textType.name) {
    return conversion(type, { ...physical, name: textType.name }, `CAST(${column} AS VARCHAR)`, depth);
  }
  if (family === "json" && type.kind !== "json") return fromJson(type, column, depth, physical);
  if (family === "bytes" && type.kind !== "bytes") return fromBytes(type, column, depth);
  const same = unchecked(type, physical, column);
  if (same !== null) return { value: same, problem: null };
  switch (type.kind) {
    case "array":
      if (family === "list") return arrayFrom(type, physical, column, depth);
      break;
    case "struct":
      if (family === "struct") return structFrom(type, physical, column, depth);
      break;
    case "map":
      if (family === "map") return mapFrom(type, physical, column, depth);
      break;
    case "decimal":
      if (exactFamilies.has(family))
        return scalarFrom(type, physical, column, decimalFrom(type, numberIn(type, physical, column)));
      break;
    case "enum":
      if (family === "text") return scalarFrom(type, physical, column, enumFrom(type.values, column));
      break;
    default: {
      const value = scalars[type.kind][family]?.(numberIn(type, physical, column), physical);
      if (value !== undefined) return scalarFrom(type, physical, column, value);
    }
  }
  return family === "text" && isNested(type) ? fromText(type, column, depth) : unlike(type, physical, column);
}

/**
 * True if some values of the physical type can convert. If it is false, only a column without values converts
 * (MEANING 133).
 */
export function converts(type: Type, { family }: Physical): boolean {
  if (family === "json" || family === "bytes") return true;
  switch (type.kind) {
    case "array":
      return family === "list" || family === "text";
    case "struct":
    case "map":
      return family === type.kind || family === "text";
    case "decimal":
      return exactFamilies.has(family);
    case "enum":
      return family === "text";
    default:
      return scalars[type.kind][family] !== undefined && !(family === "float" && onlyNaN.has(type.kind));
  }
}

/**
 * The text of a number. Where the data has decimal commas, a comma reads as a point, and a point is no part of a
 * number.
 */
const numberIn = (type: Type, { family, comma }: Physical, column: string): string =>
  family === "text" && comma === true && isNumber(type) ? `translate(${column}, ',.', '.,')` : column;
const isNumber = (type: Type): boolean => isInteger(type) || isFloat(type) || type.kind === "decimal";

/* Problems of values that do not convert */

const shown = (x: string): string => `CAST(to_json(left(CAST(${x} AS VARCHAR), 60)) AS VARCHAR)`;
const complaint = (type: Type, what: string): string =>
  `${literal(separator)} || ${what} || ${literal(`${separator}${takes(type)}`)}`;
const noType = (type: Type, x: string): string =>
  complaint(type, `${shown(x)} || ${literal(` is not a valid ${typeText({ ...type, nullable: false })}`)}`);
const beyond = (type: Type, x: string): string =>
  `${literal(separator)} || ${shown(x)} || ${literal(` is out of range for ${type.kind}${separator}${range(type)}`)}`;

/** SQL that is true if a value is a number beyond the type's range. Null if the type has no range. */
function outOfRange(type: Type, x: string): string | null {
  const least = outside[type.kind];
  if (least === undefined) return null;
  return `abs(TRY_CAST(${x} AS DOUBLE)) >= ${least}::DOUBLE`;
}
/** A number that does not convert and has at least this magnitude is out of range. */
const outside: Readonly<Partial<Record<Type["kind"], string>>> = {
  int32: "2147483647",
  int64: "9223372036854775807",
  float32: "3.4028235e38",
  float64: "1.7976931348623157e308",
};

function unlike(type: Type, { family, name }: Physical, x: string): Conversion {
  const plain = typeText({ ...type, nullable: false });
  const what =
    family === "wide"
      ? literal(`a ${name} is beyond the 38 digits that can be read, whatever the type`)
      : `${shown(x)} || ${literal(` is ${name}, not ${plain}`)}`;
  return {
    value: `CAST(NULL AS ${planType(type)})`,
    problem: `CASE WHEN ${x} IS NOT NULL THEN ${complaint(type, what)} END`,
  };
}

function scalarFrom(type: Type, physical: Physical, x: string, value: string): Conversion {
  const asNull = readsNull(type, physical.family, x);
  const wrong = `${x} IS NOT NULL AND (${value}) IS NULL${asNull === null ? "" : ` AND NOT ${asNull}`}`;
  const tooGreat = outOfRange(type, x);
  const fault =
    tooGreat === null ? noType(type, x) : `CASE WHEN ${tooGreat} THEN ${beyond(type, x)} ELSE ${noType(type, x)} END`;
  return { value, problem: `CASE WHEN ${wrong} THEN ${fault} END` };
}

/** NaN, and for a float also infinity, reads as null and is not a fault (MEANING C23, 134). JSON's null is null. */
function readsNull(type: Type, family: Family, x: string): string | null {
  const isFloat = type.kind === "float32" || type.kind === "float64";
  if (type.kind === "json") return `coalesce(json_type(TRY_CAST(${x} AS JSON)) = 'NULL', FALSE)`;
  if (!isFloat && !withNaN.has(type.kind)) return null;
  const infinite = isFloat || type.kind === "int32" || type.kind === "int64";
  if (family === "float") return infinite ? `NOT isfinite(${x})` : `isnan(${x})`;
  if (family === "text") return `regexp_full_match(${x}, '\\s*[+-]?(nan${infinite ? "|inf|infinity" : ""})\\s*', 'i')`;
  return null;
}
const withNaN: ReadonlySet<string> = new Set(["bool", "int32", "int64", "decimal", "timestamp", "date", "string"]);
/** These types take a float only if it is NaN. */
const onlyNaN: ReadonlySet<string> = new Set(["timestamp", "date", "string"]);

/** The problem of a part of a value, after its path. A null is a fault if the part's type is not nullable. */
function within(where: string, type: Type, x: string, { value, problem }: Conversion): string | null {
  if (type.nullable) return problem === null ? null : `${where} || ${problem}`;
  const what = `CASE WHEN ${x} IS NULL THEN 'null is' ELSE ${shown(x)} || ' reads as null, which is' END || ${literal(` not a valid ${typeText(type)}`)}`;
  const missing = `CASE WHEN (${value}) IS NULL THEN ${complaint(type, what)} END`;
  return `${where} || ${problem === null ? missing : `coalesce(${problem}, ${missing})`}`;
}

/* Types that hold several values. */

/** The first of these problems that is not null. */
function firstOf(problems: readonly (string | null)[]): string | null {
  const some = problems.filter((problem) => problem !== null);
  return some.length === 0 ? null : some.length === 1 ? some[0]! : `coalesce(${some.join(", ")})`;
}
const firstIn = (list: string, item: string): string => `list_filter(${list}, lambda ${item}: ${item} IS NOT NULL)[1]`;
const ifThere = (x: string, sql: string): string => `CASE WHEN ${x} IS NOT NULL THEN ${sql} END`;

/** A vector with an element that reads as null is null itself. A vector of another length is a fault (MEANING 72). */
function arrayFrom(type: ArrayType, physical: Physical, list: string, depth: number): Conversion {
  const [item, place] = [parameter("x", depth), parameter("i", depth)];
  const own = conversion(type.element, physical.element!, item, depth + 1);
  const isList = physical.size === undefined;
  const cast = `CAST(${list} AS ${planType(type)})`;
  const made = `CAST(list_transform(${list}, lambda ${item}: ${own.value}) AS ${planType(type)})`;
  const inside = `'[' || (${place} - 1) || ']' || ${own.problem}`;
  const first =
    own.problem === null ? null : firstIn(`list_transform(${list}, lambda ${item}, ${place}: ${inside})`, item);
  if (type.size === null) {
    const value = own.value !== item ? made : isList ? list : cast;
    return { value, problem: first };
  }
  // Floats of the data need no conversion of their own. An infinity or NaN makes the vector null.
  const isWhole =
    own.problem === null && physical.element!.family === "float"
      ? `list_bool_and(list_transform(${list}, lambda ${item}: coalesce(isfinite(${item}), FALSE)))`
      : `NOT list_bool_or(list_transform(${list}, lambda ${item}: (${own.value}) IS NULL))`;
  const isLong = `len(${list}) = ${type.size}`;
  const length = complaint(
    type,
    `${shown(list)} || ' has ' || len(${list}) || ' elements, and is not a valid ${typeText({ ...type, nullable: false })}'`,
  );
  const value = own.problem === null && physical.element!.family === "float" ? cast : made;
  if (physical.size === type.size) return { value: `CASE WHEN ${isWhole} THEN ${value} END`, problem: first };
  return {
    value: `CASE WHEN ${isLong} AND ${isWhole} THEN ${value} END`,
    problem: `CASE WHEN len(${list}) <> ${type.size} THEN ${length} ${first === null ? "" : `ELSE ${first} `}END`,
  };
}

/**
 * Fields match by their exact name, else by the only name that differs in case (MEANING 130). A missing field is null.
 */
function structFrom(type: StructType, physical: Physical, x: string, depth: number): Conversion {
  const there = physical.fields!;
  const fields = type.fields.map(({ name, type: of }) => {
    const place = byName(name, there);
    const found = there[place];
    const own =
      found === undefined
        ? `CAST(NULL AS ${planType(of)})`
        : found.renamed === undefined
          ? `struct_extract(${x}, ${literal(found.name)})`
          : `struct_extract_at(${x}, ${place + 1})`;
    const read = found === undefined ? { value: own, problem: null } : conversion(of, found.type, own, depth);
    return { name, of, own, read, same: read.value === own && found?.name === name && found.renamed === undefined };
  });
  const made = structOf(type, x, fields);
  const isSame = fields.every(({ same }) => same) && there.every(({ name }, index) => fields[index]?.name === name);
  return isSame && there.length === fields.length ? { ...made, value: x } : made;
}

interface Field {
  readonly name: string;
  readonly of: Type;
  readonly own: string;
  readonly read: Conversion;
}

function structOf(type: StructType, x: string, fields: readonly Field[]): Conversion {
  const packed = fields.map(({ name, read }) => `${identifier(name)} := ${read.value}`);
  const problem = firstOf(fields.map(({ name, of, own, read }) => within(literal(`.${name}`), of, own, read)));
  return {
    value: ifThere(x, `CAST(struct_pack(${packed.join(", ")}) AS ${planType(type)})`),
    problem: problem === null ? null : ifThere(x, problem),
  };
}

function mapFrom(type: MapType, physical: Physical, map: string, depth: number): Conversion {
  const item = parameter("x", depth);
  const [k, v] = [`${item}.key`, `${item}.value`];
  const key = conversion(type.key, physical.key!, k, depth + 1);
  const value = conversion(type.value, physical.element!, v, depth + 1);
  return mapConversion(type, map, `map_entries(${map})`, item, { k, v, key, value });
}

/**
 * A null key is a fault, and so is a key that occurs twice after conversion. Entries are sorted by key (MEANING 78).
 */
function mapConversion(
  type: MapType,
  whole: string,
  list: string,
  item: string,
  {
    k,
    v,
    key,
    value,
  }: { readonly k: string; readonly v: string; readonly key: Conversion; readonly value: Conversion },
): Conversion {
  const entries = `list_transform(${list}, lambda ${item}: struct_pack(k := ${key.value}, v := ${value.value}))`;
  const keys = `list_transform(${list}, lambda ${item}: ${key.value})`;
  const keyType: Type = { ...type.key, nullable: false };
  const inside = firstOf([
    within(`'{' || coalesce(${shown(k)}, 'null') || '}'`, keyType, k, key),
    within(`'[' || coalesce(${shown(k)}, 'null') || ']'`, type.value, v, value),
  ]);
  const once = `len(list_distinct(${keys})) = len(${keys})`;
  const twice = `CASE WHEN NOT (${once}) THEN ${complaint(type, `${shown(whole)} || ' has a key twice'`)} END`;
  const first = inside === null ? null : firstIn(`list_transform(${list}, lambda ${item}: ${inside})`, item);
  // Without this guard DuckDB would raise for a value that is not a map.
  return {
    value: `CASE WHEN ${once} THEN CAST(map_from_entries(list_sort(${entries})) AS ${planType(type)}) END`,
    problem: firstOf([first, twice]),
  };
}

/** Texts in a column that is not marked as text, as older writers of Parquet make them (MEANING 132). */
function fromBytes(type: Type, column: string, depth: number): Conversion {
  const decoded = `TRY(decode(${column}))`;
  const broken = `${column} IS NOT NULL AND ${decoded} IS NULL`;
  const what = complaint(type, `${shown(column)} || ' is not text in UTF-8'`);
  if (type.kind === "string") return { value: decoded, problem: `CASE WHEN ${broken} THEN ${what} END` };
  const read = conversion(type, textType, decoded, depth);
  return { value: read.value, problem: `CASE WHEN ${broken} THEN ${what} ELSE ${read.problem ?? "NULL"} END` };
}

/* JSON */

/** `use`, with the value of an expression bound to a name. */
function named(expression: string, name: string, use: Conversion): Conversion {
  const once = (sql: string): string => `list_transform([${expression}], lambda ${name}: ${sql})[1]`;
  return { value: once(use.value), problem: use.problem === null ? null : once(use.problem) };
}

/** Nested values in a text are JSON (MEANING 84). */
function fromText(type: Type, column: string, depth: number): Conversion {
  const name = parameter("t", depth);
  const read = named(`TRY_CAST(${column} AS JSON)`, name, fromJson(type, name, depth));
  const broken = `${column} IS NOT NULL AND TRY_CAST(${column} AS JSON) IS NULL`;
  return {
    value: read.value,
    problem: `CASE WHEN ${broken} THEN ${noType(type, column)} ELSE ${read.problem ?? "NULL"} END`,
  };
}

const json: Physical = { family: "json", name: "JSON" };

/** A JSON value: null is null, and scalars convert as their texts do. */
function fromJson(type: Type, x: string, depth: number, physical: Physical = json): Conversion {
  const kind = physical.json?.kind ?? `json_type(${x})`;
  const of = (wanted: string, { value, problem }: Conversion): Conversion => ({
    value: `CASE WHEN ${kind} = '${wanted}' THEN ${value} END`,
    problem: `CASE WHEN ${kind} = '${wanted}' THEN ${problem ?? "NULL"} WHEN ${kind} <> 'NULL' THEN ${noType(type, x)} END`,
  });
  switch (type.kind) {
    case "array":
      return of("ARRAY", arrayFrom(type, { ...json, element: json }, `CAST(${x} AS JSON[])`, depth));
    case "struct": {
      const field = parameter("f", depth);
      const fields = type.fields.map(({ name, type: inner }) => {
        const own = `json_extract(${x}, ${literal(pointerTo(name))})`;
        return { name, of: inner, own, read: named(own, field, fromJson(inner, field, depth + 1)) };
      });
      return of("OBJECT", structOf(type, x, fields));
    }
    case "map": {
      const item = parameter("x", depth);
      const own = `json_extract(${x}, '/' || replace(replace(${item}, '~', '~0'), '/', '~1'))`;
      const key = conversion(type.key, textType, item, depth + 1);
      const entry = parameter("v", depth);
      const value = named(own, entry, fromJson(type.value, entry, depth + 1));
      return of("OBJECT", mapConversion(type, x, `json_keys(${x})`, item, { k: item, v: own, key, value }));
    }
    case "json": {
      return { value: jsonText(x), problem: null };
    }
    default: {
      const name = parameter("s", depth);
      const own = physical.json?.text;
      const read =
        own === undefined
          ? named(`${x} ->> '$'`, name, conversion(type, textType, name, depth + 1))
          : conversion(type, textType, own, depth);
      // A text field takes texts and, as everywhere, whole numbers. A decimal takes only numbers whose digits are all
      // known.
      const kinds = type.kind === "string" ? "'ARRAY', 'OBJECT', 'DOUBLE', 'BOOLEAN'" : "'ARRAY', 'OBJECT'";
      const lost = jsonDigitsLost(x);
      const isLost = type.kind === "decimal" ? ` OR (${lost})` : "";
      const wrong = `${kind} IN (${kinds})${isLost}`;
      const tooLong = `WHEN ${lost} THEN ${complaint(type, `(${x} ->> '$') || ${literal(`, a number of JSON of more than 15 digits, is not an exact decimal: write it as a string`)}`)} `;
      return {
        value: `CASE WHEN ${kind} <> 'NULL' AND NOT (${wrong}) THEN ${read.value} END`,
        problem: `CASE ${type.kind === "decimal" ? tooLong : ""}WHEN ${wrong} THEN ${noType(type, x)} WHEN ${kind} <> 'NULL' THEN ${read.problem ?? "NULL"} END`,
      };
    }
  }
}

/** The JSON pointer to a member of an object. */
export const pointerTo = (name: string): string => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
