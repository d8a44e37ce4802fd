import { sparkIdentifier, sparkText, sparkType } from "../../spark-types.js";
import { type ArrayType, isNested, type MapType, type StructType, type Type, typeText } from "../../types.js";
import { range, takes } from "../../value-texts.js";
import type { Family, Physical } from "../physical.js";
import { byName } from "../sources/by-name.js";
import { type Conversion, separator } from "../sources/conversion.js";
import { decimalFrom, enumFrom, exactFamilies, isFiniteFloat, scalars, unchecked } from "./convert-scalars.js";

/**
 * SQL that converts a value of the data to a declared type, on Spark.
 *
 * In: the declared type, the physical type, and the SQL of the value, which may occur several times in the result. Out:
 * the value in its plan form, and what is wrong with it.
 * Always: nothing is rounded, cut or guessed. A value converts exactly or is reported with its place. The SQL never
 * raises, so it may be used anywhere. Where the types match, the value's SQL is the column itself.
 */
export function conversion(type: Type, physical: Physical, column: string, depth = 0): Conversion {
  const { family } = physical;
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
      if (exactFamilies.has(family)) return scalarFrom(type, physical, column, decimalFrom(type, column, family));
      break;
    case "enum":
      if (family === "text") return scalarFrom(type, physical, column, enumFrom(type.values, column));
      break;
    default: {
      const value = scalars[type.kind][family]?.(column, physical);
      if (value !== undefined) return scalarFrom(type, physical, column, value);
    }
  }
  return unlike(type, physical, column);
}

/**
 * True if some values of the physical type can convert. If it is false, only a column without values converts
 * (MEANING 133).
 */
export function converts(type: Type, { family }: Physical): boolean {
  if (family === "bytes") return !isNested(type);
  switch (type.kind) {
    case "array":
      return family === "list";
    case "struct":
    case "map":
      return family === type.kind;
    case "decimal":
      return exactFamilies.has(family);
    case "enum":
      return family === "text";
    default:
      return scalars[type.kind][family] !== undefined && !(family === "float" && onlyNaN.has(type.kind));
  }
}

/* Problems of values that do not convert */

/** A value as a text in quotes. */
const shown = (x: string): string =>
  `'"' || replace(replace(left(CAST(${x} AS STRING), 60), '\\\\', '\\\\\\\\'), '"', '\\\\"') || '"'`;
const complaint = (type: Type, what: string): string =>
  `${sparkText(separator)} || ${what} || ${sparkText(`${separator}${takes(type)}`)}`;
const noType = (type: Type, x: string): string =>
  complaint(type, `${shown(x)} || ${sparkText(` is not a valid ${typeText({ ...type, nullable: false })}`)}`);
const beyond = (type: Type, x: string): string =>
  `${sparkText(separator)} || ${shown(x)} || ${sparkText(` is out of range for ${type.kind}${separator}${range(type)}`)}`;

/** SQL that is true if a value is a number beyond the type's range. Null if the type has no range. */
function outOfRange(type: Type, x: string, family: Family): string | null {
  const least = outside[type.kind];
  if (least === undefined || family === "bool") return null;
  return `abs(TRY_CAST(${x} AS DOUBLE)) >= ${least}`;
}
/** A number that does not convert and has at least this magnitude is out of range. */
const outside: Readonly<Partial<Record<Type["kind"], string>>> = {
  int32: "2.147483647e9",
  int64: "9.223372036854775807e18",
  float32: "3.4028235e38",
  float64: "1.7976931348623157e308",
};

function unlike(type: Type, { name }: Physical, x: string): Conversion {
  const plain = typeText({ ...type, nullable: false });
  const what = `${shown(x)} || ${sparkText(` is ${name}, not ${plain}`)}`;
  return {
    value: `CAST(NULL AS ${sparkType(type)})`,
    problem: `CASE WHEN ${x} IS NOT NULL THEN ${complaint(type, what)} END`,
  };
}

function scalarFrom(type: Type, physical: Physical, x: string, value: string): Conversion {
  const asNull = readsNull(type, physical.family, x);
  const wrong = `${x} IS NOT NULL AND (${value}) IS NULL${asNull === null ? "" : ` AND NOT ${asNull}`}`;
  const tooGreat = outOfRange(type, x, physical.family);
  const fault =
    tooGreat === null ? noType(type, x) : `CASE WHEN ${tooGreat} THEN ${beyond(type, x)} ELSE ${noType(type, x)} END`;
  return { value, problem: `CASE WHEN ${wrong} THEN ${fault} END` };
}

/** NaN, and for a float also infinity, reads as null and is not a fault (MEANING C23, 134). JSON's null is null. */
function readsNull(type: Type, family: Family, x: string): string | null {
  const isFloat = type.kind === "float32" || type.kind === "float64";
  if (type.kind === "json") return `coalesce(trim(CAST(${x} AS STRING)) = 'null', false)`;
  if (!isFloat && !withNaN.has(type.kind)) return null;
  const infinite = isFloat || type.kind === "int32" || type.kind === "int64";
  if (family === "float") return infinite ? `NOT ${isFiniteFloat(x)}` : `isnan(${x})`;
  if (family === "text")
    return `regexp_like(${x}, '(?i)\\\\A\\\\s*[+-]?(nan${infinite ? "|inf|infinity" : ""})\\\\s*\\\\z')`;
  return null;
}
const withNaN: ReadonlySet<string> = new Set(["bool", "int32", "int64", "decimal", "timestamp", "date", "string"]);
/** These types take a float only if it is NaN. */
const onlyNaN: ReadonlySet<string> = new Set(["timestamp", "date", "string"]);

/** The problem of a part of a value, after its path. A null is a fault if the part's type is not nullable. */
function within(where: string, type: Type, x: string, { value, problem }: Conversion): string | null {
  if (type.nullable) return problem === null ? null : `${where} || ${problem}`;
  const what = `CASE WHEN ${x} IS NULL THEN 'null is' ELSE ${shown(x)} || ' reads as null, which is' END || ${sparkText(` not a valid ${typeText(type)}`)}`;
  const missing = `CASE WHEN (${value}) IS NULL THEN ${complaint(type, what)} END`;
  return `${where} || ${problem === null ? missing : `coalesce(${problem}, ${missing})`}`;
}

/* Types that hold several values. */

/** The first of these problems that is not null. */
function firstOf(problems: readonly (string | null)[]): string | null {
  const some = problems.filter((problem) => problem !== null);
  return some.length === 0 ? null : some.length === 1 ? some[0]! : `coalesce(${some.join(", ")})`;
}
const firstIn = (list: string, item: string): string => `get(filter(${list}, ${item} -> ${item} IS NOT NULL), 0)`;
const ifThere = (x: string, sql: string): string => `CASE WHEN ${x} IS NOT NULL THEN ${sql} END`;

/** A vector with an element that reads as null is null itself. A vector of another length is a fault (MEANING 72). */
function arrayFrom(type: ArrayType, physical: Physical, list: string, depth: number): Conversion {
  const [item, place] = [`x${depth}`, `i${depth}`];
  const own = conversion(type.element, physical.element!, item, depth + 1);
  const made = `CAST(transform(${list}, ${item} -> ${own.value}) AS ${sparkType(type)})`;
  const inside = `'[' || CAST(${place} AS STRING) || ']' || ${own.problem}`;
  const first = own.problem === null ? null : firstIn(`transform(${list}, (${item}, ${place}) -> ${inside})`, item);
  const value = own.value === item ? list : made;
  if (type.size === null) return { value, problem: first };
  const isWhole = `NOT exists(${list}, ${item} -> (${own.value}) IS NULL)`;
  const length = complaint(
    type,
    `${shown(list)} || ' has ' || CAST(size(${list}) AS STRING) || ${sparkText(` elements, and is not a valid ${typeText({ ...type, nullable: false })}`)}`,
  );
  return {
    value: `CASE WHEN size(${list}) = ${type.size} AND ${isWhole} THEN ${value} END`,
    problem: `CASE WHEN size(${list}) <> ${type.size} THEN ${length} ${first === null ? "" : `ELSE ${first} `}END`,
  };
}

/**
 * Fields match by their exact name, else by the only name that differs in case (MEANING 130). A missing field is null.
 */
function structFrom(type: StructType, physical: Physical, x: string, depth: number): Conversion {
  const there = physical.fields!;
  const fields = type.fields.map(({ name, type: of }) => {
    const found = there[byName(name, there)];
    const own = found === undefined ? `CAST(NULL AS ${sparkType(of)})` : `${x}.${sparkIdentifier(found.name)}`;
    const read = found === undefined ? { value: own, problem: null } : conversion(of, found.type, own, depth);
    return { name, of, own, read };
  });
  const packed = fields.map(({ name, read }) => `${sparkText(name)}, ${read.value}`);
  const problem = firstOf(fields.map(({ name, of, own, read }) => within(sparkText(`.${name}`), of, own, read)));
  return {
    value: ifThere(x, `CAST(named_struct(${packed.join(", ")}) AS ${sparkType(type)})`),
    problem: problem === null ? null : ifThere(x, problem),
  };
}

/**
 * A key that occurs twice after conversion is a fault. Entries are sorted by key (MEANING 78). Spark's maps have no null
 * keys.
 */
function mapFrom(type: MapType, physical: Physical, map: string, depth: number): Conversion {
  const item = `x${depth}`;
  const [k, v] = [`${item}.key`, `${item}.value`];
  const key = conversion(type.key, physical.key!, k, depth + 1);
  const value = conversion(type.value, physical.element!, v, depth + 1);
  const list = `map_entries(${map})`;
  const entries = `transform(${list}, ${item} -> named_struct('k', ${key.value}, 'v', ${value.value}))`;
  const keys = `transform(${list}, ${item} -> ${key.value})`;
  const keyType: Type = { ...type.key, nullable: false };
  const inside = firstOf([
    within(`'{' || ${shown(k)} || '}'`, keyType, k, key),
    within(`'[' || ${shown(k)} || ']'`, type.value, v, value),
  ]);
  const once = `size(array_distinct(${keys})) = size(${keys})`;
  const twice = `CASE WHEN NOT (${once}) THEN ${complaint(type, `'a key occurs twice'`)} END`;
  const first = inside === null ? null : firstIn(`transform(${list}, ${item} -> ${inside})`, item);
  const byKey = `array_sort(${entries}, (l, r) -> CASE WHEN l.k < r.k THEN -1 WHEN l.k > r.k THEN 1 ELSE 0 END)`;
  return {
    value: `CASE WHEN ${once} THEN CAST(map_from_entries(${byKey}) AS ${sparkType(type)}) END`,
    problem: firstOf([first, twice]),
  };
}

/** Texts in a column that is not marked as text, as older writers of Parquet make them (MEANING 132). */
function fromBytes(type: Type, column: string, depth: number): Conversion {
  const decoded = `try_validate_utf8(CAST(${column} AS STRING))`;
  const broken = `${column} IS NOT NULL AND ${decoded} IS NULL`;
  const what = complaint(type, `hex(${column}) || ' is not text in UTF-8'`);
  if (type.kind === "string") return { value: decoded, problem: `CASE WHEN ${broken} THEN ${what} END` };
  const read = conversion(type, { family: "text", name: "STRING" }, decoded, depth);
  return { value: read.value, problem: `CASE WHEN ${broken} THEN ${what} ELSE ${read.problem ?? "NULL"} END` };
}
