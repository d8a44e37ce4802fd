import { jsonDigitsLost, jsonText, planType } from "../../duckdb-types.js";
import {
  type ArrayType,
  type DecimalType,
  type MapType,
  type ScalarName,
  type StructType,
  type Type,
  typeText,
} from "../../types.js";
import { range, takes } from "../../value-texts.js";
import type { Family, Physical } from "./physical.js";
import { identifier, literal } from "./text.js";

/**
 * SQL that converts a value of the data to a declared type.
 *
 * In: the declared type, the physical type, and the SQL of the value, which may occur several times in the result. Out:
 * the value in its plan form, and what is wrong with it.
 * Always: nothing is rounded, cut or guessed. A value converts exactly or is reported with its place. The SQL never
 * raises, so it may be used anywhere.
 */
export interface Conversion {
  /** The value in the declared type. Null if there is none or it does not convert. NaN and infinity read as null. */
  readonly value: string;
  /**
   * VARCHAR: null if the value converts or there is none. Otherwise three parts, joined by `separator`: where in the
   * value the fault is (`[3].price`, empty for the value itself), what it is, and what the type takes.
   */
  readonly problem: string;
}

/**
 * Separates the parts of a problem. It cannot occur in them, because control characters of a value are escaped when it
 * is shown.
 */
export const separator = "\u001f";

export function conversion(type: Type, physical: Physical, column: string, depth = 0): Conversion {
  const { family } = physical;
  if (family === "json" && type.kind !== "json") return fromJson(type, column, depth);
  switch (type.kind) {
    case "array":
      if (family === "list") return arrayFrom(type, physical.element!, column, depth);
      break;
    case "struct":
      if (family === "struct") return structFrom(type, physical.fields!, column, depth);
      break;
    case "map":
      if (family === "map") return mapFrom(type, physical, column, depth);
      break;
    case "decimal":
      if (exactFamilies.has(family)) return scalarFrom(type, family, column, decimalFrom(type, textOf(family, column)));
      break;
    case "enum":
      if (family === "text") return scalarFrom(type, family, column, enumFrom(type.values, textOf(family, column)));
      break;
    default: {
      const value = scalars[type.kind][family]?.(textOf(family, column));
      if (value !== undefined) return scalarFrom(type, family, column, value);
    }
  }
  return family === "text" && isNestedKind(type) ? fromText(type, column, depth) : unlike(type, physical, column);
}

const isNestedKind = (type: Type): boolean => type.kind === "array" || type.kind === "struct" || type.kind === "map";

/**
 * Whether values of the physical type can convert at all. If they cannot, only a column without values converts
 * (MEANING 133).
 */
export function converts(type: Type, { family }: Physical): boolean {
  if (family === "json") return true;
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

/** The text of a DuckDB enum or UUID. */
const textOf = (family: Family, column: string): string => (family === "text" ? `CAST(${column} AS VARCHAR)` : column);

/* What is wrong */

const shown = (x: string): string => `CAST(to_json(left(CAST(${x} AS VARCHAR), 60)) AS VARCHAR)`;
const complaint = (type: Type, what: string): string =>
  `${literal(separator)} || ${what} || ${literal(`${separator}${takes(type)}`)}`;
const noType = (type: Type, x: string): string =>
  complaint(type, `${shown(x)} || ${literal(` is not a valid ${typeText({ ...type, nullable: false })}`)}`);
const beyond = (type: Type, x: string): string =>
  `${literal(separator)} || ${shown(x)} || ${literal(` is out of range for ${type.kind}${separator}${range(type)}`)}`;

/** Whether a value that does not convert is a number beyond the type's range. Null if the type has no range. */
function outOfRange(type: Type, family: Family, x: string): string | null {
  const least = outside[type.kind];
  if (least === undefined) return null;
  return `abs(TRY_CAST(${textOf(family, x)} AS DOUBLE)) >= ${least}::DOUBLE`;
}
/** A number that does not convert and has at least this magnitude is out of range. */
const outside: Readonly<Partial<Record<Type["kind"], string>>> = {
  int32: "2147483647",
  int64: "9223372036854775807",
  float32: "3.4028235e38",
  float64: "1.7976931348623157e308",
};

function unlike(type: Type, physical: Physical, x: string): Conversion {
  const what = `${shown(x)} || ${literal(` is ${physical.name}, not ${typeText({ ...type, nullable: false })}`)}`;
  return {
    value: `CAST(NULL AS ${planType(type)})`,
    problem: `CASE WHEN ${x} IS NOT NULL THEN ${complaint(type, what)} END`,
  };
}

function scalarFrom(type: Type, family: Family, x: string, value: string): Conversion {
  const asNull = readsNull(type, family, textOf(family, x));
  const wrong = `${x} IS NOT NULL AND (${value}) IS NULL${asNull === null ? "" : ` AND NOT ${asNull}`}`;
  const tooGreat = outOfRange(type, family, x);
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
  if (family === "text") return `regexp_full_match(${x}, '[+-]?(nan${infinite ? "|inf|infinity" : ""})', 'i')`;
  return null;
}
const withNaN: ReadonlySet<string> = new Set(["bool", "int32", "int64", "decimal", "timestamp", "date", "string"]);
/** These types take a float only if it is NaN. */
const onlyNaN: ReadonlySet<string> = new Set(["timestamp", "date", "string"]);

/** A null is a fault if the type is not nullable. `read` is the value before that check. */
const required = (type: Type, x: string, { value, problem }: Conversion, where: string): string =>
  type.nullable
    ? `${where} || ${problem}`
    : `${where} || coalesce(${problem}, CASE WHEN (${value}) IS NULL THEN ${complaint(
        type,
        `CASE WHEN ${x} IS NULL THEN 'null is' ELSE ${shown(x)} || ' reads as null, which is' END || ${literal(` no ${typeText(type)}`)}`,
      )} END)`;

/* Scalars */

type Rows = Readonly<Record<ScalarName, Readonly<Partial<Record<Family, (x: string) => string>>>>>;

const exactFamilies: ReadonlySet<Family> = new Set(["text", "integer", "float", "decimal"]);

/** Converts by the digits, none of which may be lost. A float has the digits that it prints with. */
function decimalFrom(type: DecimalType, x: string): string {
  const [text, value] = [`CAST(${x} AS VARCHAR)`, `TRY_CAST(CAST(${x} AS VARCHAR) AS ${planType(type)})`];
  const plain = `[+-]?([0-9]+(\\.[0-9]{0,${type.scale}}0*)?|\\.[0-9]{0,${type.scale}}0*)`;
  // Digits behind the point, when the exponent has moved it.
  const fraction = `len(regexp_extract(${text}, '\\.([0-9]*?)0*[eE]', 1))`;
  const moved = `${fraction} - TRY_CAST(regexp_extract(${text}, '[eE](.*)', 1) AS INTEGER)`;
  return (
    `CASE WHEN regexp_full_match(${text}, '${plain}') THEN ${value}` +
    ` WHEN regexp_full_match(${text}, '[+-]?[0-9]+(\\.[0-9]{0,17})?[eE][+-]?[0-9]+') AND ${moved} <= ${type.scale} THEN ${value} END`
  );
}

const enumFrom = (values: readonly string[], x: string): string =>
  `CASE WHEN ${x} IN (${values.map(literal).join(", ")}) THEN ${x} END`;

/**
 * Tools write an integer as a float (`12.0`, `1e+16`), as pandas does for a column with a null. It is still that
 * integer.
 */
const integerFrom = (target: "INTEGER" | "BIGINT") => {
  const whole = (x: string): string =>
    `CASE WHEN isfinite(${x}) AND ${x} = trunc(${x}) THEN TRY_CAST(${x} AS ${target}) END`;
  return {
    text: (x: string) =>
      `CASE WHEN regexp_full_match(${x}, '[+-]?[0-9]+(\\.0*)?') THEN TRY_CAST(split_part(${x}, '.', 1) AS ${target})` +
      ` WHEN regexp_full_match(${x}, '[+-]?[0-9]+(\\.[0-9]*)?[eE][+-]?[0-9]+') THEN ${whole(`TRY_CAST(${x} AS DOUBLE)`)} END`,
    integer: (x: string) => `TRY_CAST(${x} AS ${target})`,
    float: whole,
    decimal: (x: string) => `CASE WHEN ${x} = trunc(${x}) THEN TRY_CAST(${x} AS ${target}) END`,
  };
};
const floatFrom = (target: "FLOAT" | "DOUBLE") => {
  const cast = (x: string) => `TRY_CAST(${x} AS ${target})`;
  const finite = (x: string) => `CASE WHEN isfinite(${cast(x)}) THEN ${cast(x)} END`;
  return {
    text: (x: string) =>
      `CASE WHEN regexp_full_match(${x}, '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?') THEN ${finite(x)} END`,
    integer: finite,
    float: finite,
    decimal: finite,
  };
};

const days = (date: string): string =>
  `CASE WHEN isfinite(${date}) THEN CAST(${date} - DATE '1970-01-01' AS INTEGER) END`;
const micros = (timestamp: string): string => `epoch_us(${timestamp})`;

/** Instants in microseconds, floored. A text or timestamp without a zone is UTC. A date is its midnight. */
const timeFrom = {
  text: (x: string) =>
    `CASE WHEN regexp_full_match(${x}, '\\d{4}-\\d{2}-\\d{2}([Tt ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?\\s?([Zz]|[+-]\\d{2}(:?\\d{2})?)?)?') THEN ${micros(
      `TRY_CAST(replace(replace(${x}, 't', 'T'), 'z', 'Z') AS TIMESTAMPTZ)`,
    )} END`,
  date: (x: string) => micros(`CAST(${x} AS TIMESTAMP)`),
  time: micros,
  nanos: (x: string) =>
    `CASE WHEN isfinite(${x}) THEN (epoch_ns(${x}) - ((epoch_ns(${x}) % 1000 + 1000) % 1000)) // 1000 END`,
  float: () => "CAST(NULL AS BIGINT)",
};

/** The JSON of a scalar. */
const asJson = (x: string): string => `CAST(to_json(${x}) AS VARCHAR)`;

const scalars: Rows = {
  bool: {
    // pandas writes True and False, and 1.0 and 0.0 for a column with a null.
    text: (x) =>
      `CASE lower(${x}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE WHEN '1.0' THEN TRUE WHEN '0.0' THEN FALSE END`,
    bool: (x) => x,
    integer: (x) => `CASE ${x} WHEN 1 THEN TRUE WHEN 0 THEN FALSE END`,
    float: (x) => `CASE ${x} WHEN 1 THEN TRUE WHEN 0 THEN FALSE END`,
  },
  int32: integerFrom("INTEGER"),
  int64: integerFrom("BIGINT"),
  float32: floatFrom("FLOAT"),
  float64: floatFrom("DOUBLE"),
  string: {
    text: (x) => x,
    integer: (x) => `CAST(${x} AS VARCHAR)`,
    float: () => "CAST(NULL AS VARCHAR)",
    bytes: (x) => `TRY(decode(${x}))`,
  },
  bytes: {
    bytes: (x) => x,
    text: (x) =>
      `CASE WHEN regexp_full_match(${x}, '([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?') THEN from_base64(${x}) END`,
  },
  timestamp: timeFrom,
  date: {
    text: (x) => `CASE WHEN regexp_full_match(${x}, '\\d{4}-\\d{2}-\\d{2}') THEN ${days(`TRY_CAST(${x} AS DATE)`)} END`,
    date: days,
    time: (x) => `CASE WHEN ${x} = date_trunc('day', ${x}) THEN ${days(`CAST(${x} AS DATE)`)} END`,
    nanos: (x) => `CASE WHEN epoch_ns(${x}) % 86400000000000 = 0 THEN ${days(`CAST(${x} AS DATE)`)} END`,
    float: () => "CAST(NULL AS INTEGER)",
  },
  json: {
    text: (x) => jsonText(`TRY_CAST(${x} AS JSON)`),
    json: jsonText,
    integer: asJson,
    bool: asJson,
    list: asJson,
    struct: asJson,
    map: asJson,
  },
};

/* Types that hold several values. */

/** The first of these problems that is not null. */
const firstOf = (problems: readonly string[]): string =>
  problems.length === 0 ? "NULL" : `coalesce(${problems.join(", ")})`;
const firstIn = (list: string, item: string): string => `list_filter(${list}, lambda ${item}: ${item} IS NOT NULL)[1]`;
const ifThere = (x: string, sql: string): string => `CASE WHEN ${x} IS NOT NULL THEN ${sql} END`;

/** A vector with an element that reads as null is null itself. A vector of another length is a fault (MEANING 72). */
function arrayFrom(type: ArrayType, element: Physical, list: string, depth: number): Conversion {
  const [item, place] = [`x${depth}`, `i${depth}`];
  const own = conversion(type.element, element, item, depth + 1);
  const made = `list_transform(${list}, lambda ${item}: ${own.value})`;
  const inside = `'[' || (${place} - 1) || ']' || ${own.problem}`;
  const first = firstIn(`list_transform(${list}, lambda ${item}, ${place}: ${inside})`, item);
  if (type.size === null) return { value: `CAST(${made} AS ${planType(type)})`, problem: first };
  const isWhole = `len(${list}) = ${type.size} AND NOT list_bool_or(list_transform(${made}, lambda ${item}: ${item} IS NULL))`;
  const length = complaint(
    type,
    `${shown(list)} || ' has ' || len(${list}) || ' elements, and is not a valid ${typeText({ ...type, nullable: false })}'`,
  );
  return {
    value: `CASE WHEN ${isWhole} THEN CAST(${made} AS ${planType(type)}) END`,
    problem: `CASE WHEN len(${list}) <> ${type.size} THEN ${length} ELSE ${first} END`,
  };
}

/**
 * Fields match by their exact name, else by the only name that differs in case (MEANING 130). A missing field is null.
 */
function structFrom(
  type: StructType,
  there: readonly { readonly name: string; readonly type: Physical }[],
  x: string,
  depth: number,
): Conversion {
  return structOf(type, x, (name, of) => {
    const folded = there.filter((field) => field.name.toLowerCase() === name.toLowerCase());
    const found = folded.find((field) => field.name === name) ?? (folded.length === 1 ? folded[0] : undefined);
    const own = found === undefined ? "NULL" : `struct_extract(${x}, ${literal(found.name)})`;
    const read =
      found === undefined
        ? { value: `CAST(NULL AS ${planType(of)})`, problem: "NULL" }
        : conversion(of, found.type, own, depth);
    return { own, read };
  });
}

function structOf(
  type: StructType,
  x: string,
  field: (name: string, of: Type) => { readonly own: string; readonly read: Conversion },
): Conversion {
  const fields = type.fields.map(({ name, type: of }) => ({ name, of, ...field(name, of) }));
  const packed = fields.map(({ name, read }) => `${identifier(name)} := ${read.value}`);
  const problems = fields.map(({ name, of, own, read }) => required(of, own, read, literal(`.${name}`)));
  return {
    value: ifThere(x, `CAST(struct_pack(${packed.join(", ")}) AS ${planType(type)})`),
    problem: ifThere(x, firstOf(problems)),
  };
}

function mapFrom(type: MapType, physical: Physical, map: string, depth: number): Conversion {
  const item = `x${depth}`;
  const [k, v] = [`${item}.key`, `${item}.value`];
  const key = conversion(type.key, physical.key!, k, depth + 1);
  const value = conversion(type.value, physical.element!, v, depth + 1);
  return mapOf(type, map, `map_entries(${map})`, item, { k, v, key, value });
}

/**
 * A null key is a fault, and so is a key that occurs twice after conversion. Entries are sorted by key (MEANING 78).
 */
function mapOf(
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
    required(keyType, k, key, `'{' || coalesce(${shown(k)}, 'null') || '}'`),
    required(type.value, v, value, `'[' || coalesce(${shown(k)}, 'null') || ']'`),
  ]);
  const once = `len(list_distinct(${keys})) = len(${keys})`;
  const twice = complaint(type, `${shown(whole)} || ' has a key twice'`);
  // Without this guard DuckDB would raise for a value that is not a map.
  return {
    value: `CASE WHEN ${once} THEN CAST(map_from_entries(list_sort(${entries})) AS ${planType(type)}) END`,
    problem: `coalesce(${firstIn(`list_transform(${list}, lambda ${item}: ${inside})`, item)}, CASE WHEN NOT (${once}) THEN ${twice} END)`,
  };
}

/* JSON */

/** `use`, with the value of an expression bound to a name. */
function named(expression: string, name: string, use: Conversion): Conversion {
  const once = (sql: string): string => `list_transform([${expression}], lambda ${name}: ${sql})[1]`;
  return { value: once(use.value), problem: once(use.problem) };
}

/** Nested values in a text are JSON (MEANING 84). */
function fromText(type: Type, column: string, depth: number): Conversion {
  const name = `t${depth}`;
  const read = named(`TRY_CAST(CAST(${column} AS VARCHAR) AS JSON)`, name, fromJson(type, name, depth));
  const broken = `${column} IS NOT NULL AND TRY_CAST(CAST(${column} AS VARCHAR) AS JSON) IS NULL`;
  return { value: read.value, problem: `CASE WHEN ${broken} THEN ${noType(type, column)} ELSE ${read.problem} END` };
}

/** A JSON value: null is null, and scalars convert as their texts do. */
function fromJson(type: Type, x: string, depth: number): Conversion {
  const of = (kind: string, { value, problem }: Conversion): Conversion => ({
    value: `CASE WHEN json_type(${x}) = '${kind}' THEN ${value} END`,
    problem: `CASE WHEN json_type(${x}) = '${kind}' THEN ${problem} WHEN json_type(${x}) <> 'NULL' THEN ${noType(type, x)} END`,
  });
  const json: Physical = { family: "json", name: "JSON" };
  switch (type.kind) {
    case "array":
      return of("ARRAY", arrayFrom(type, json, `CAST(${x} AS JSON[])`, depth));
    case "struct": {
      const field = (name: string, inner: Type) => {
        const own = `json_extract(${x}, ${literal(`/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`)})`;
        return { own, read: named(own, `f${depth}`, fromJson(inner, `f${depth}`, depth + 1)) };
      };
      return of("OBJECT", structOf(type, x, field));
    }
    case "map": {
      const item = `x${depth}`;
      const own = `json_extract(${x}, '/' || replace(replace(${item}, '~', '~0'), '/', '~1'))`;
      const key = conversion(type.key, { family: "text", name: "VARCHAR" }, item, depth + 1);
      const value = named(own, `v${depth}`, fromJson(type.value, `v${depth}`, depth + 1));
      return of("OBJECT", mapOf(type, x, `json_keys(${x})`, item, { k: item, v: own, key, value }));
    }
    case "json": {
      return { value: jsonText(x), problem: "NULL" };
    }
    default: {
      const name = `s${depth}`;
      const scalar = conversion(type, { family: "text", name: "VARCHAR" }, name, depth + 1);
      const read = named(`${x} ->> '$'`, name, scalar);
      // A text field takes texts and, as everywhere, whole numbers. A decimal takes only numbers whose digits are all
      // known.
      const kinds = type.kind === "string" ? "'ARRAY', 'OBJECT', 'DOUBLE', 'BOOLEAN'" : "'ARRAY', 'OBJECT'";
      const lost = type.kind === "decimal" ? ` OR (${jsonDigitsLost(x)})` : "";
      const wrong = `json_type(${x}) IN (${kinds})${lost}`;
      return {
        value: `CASE WHEN json_type(${x}) <> 'NULL' AND NOT (${wrong}) THEN ${read.value} END`,
        problem: `CASE WHEN ${wrong} THEN ${noType(type, x)} WHEN json_type(${x}) <> 'NULL' THEN ${read.problem} END`,
      };
    }
  }
}
