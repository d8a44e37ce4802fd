import {
  jsonDigitsComplaint,
  jsonDigitsLost,
  jsonText,
  jsonToPlan,
  naturalType,
  planType,
  type ToPlan,
  sqlText as text,
  toPlan,
} from "../../../../runtime/duckdb-types.js";
import { type ArrayType, type DecimalType, isNested, type Type, typeText } from "../../../../runtime/types.js";
import type { PhysicalSource, TimeColumn } from "../../../model/ir.js";
import { floorDivText as floorDiv } from "../../floor-div.js";
import { columnName } from "../../source-binding.js";

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const raise = (message: string): string => `error(${message})`;

/** The same for the order of rows: before all instants where the data says `-infinity` (MEANING 139). */
export const ordered = (column: string, time: TimeColumn): string =>
  time.format.startsWith("unix_")
    ? micros(column, time)
    : `coalesce(${micros(column, time)}, CASE WHEN CAST(${column} AS TIMESTAMPTZ) = '-infinity' THEN ${EARLIEST} END)`;

/** Before any instant that data has, and far enough from the ends of an int64 to be counted from. */
const EARLIEST = "-4000000000000000000";

/** Nanoseconds are cut toward the past, as the cast would not before 1970. */
const instant = (column: string): string =>
  `CASE WHEN typeof(${column}) = 'TIMESTAMP_NS' THEN ${floorDiv(`epoch_ns(CAST(${column} AS TIMESTAMP_NS))`, "1000")} ELSE epoch_us(CAST(${column} AS TIMESTAMPTZ)) END`;

const isTimestamp = (column: string): string => `typeof(${column}) LIKE 'TIMESTAMP WITH TIME ZONE'`;

/** Naive times are of the source's zone, UTC by default; what has a zone of its own keeps it. Below a microsecond: floor (MEANING C19). */
export function micros(column: string, time: TimeColumn): string {
  const zoned = (naive: string): string =>
    time.zone === null ? `epoch_us(${naive})` : `epoch_us(timezone(${text(time.zone)}, ${naive}))`;
  switch (time.format) {
    case "timestamp":
    case "iso8601":
      return time.zone === null
        ? instant(column)
        : `CASE WHEN ${isTimestamp(column)} OR regexp_matches(CAST(${column} AS VARCHAR), '(Z|[+-][0-9]{2}(:?[0-9]{2})?)$')` +
            ` AND typeof(${column}) = 'VARCHAR' THEN epoch_us(CAST(${column} AS TIMESTAMPTZ)) ELSE ${zoned(`CAST(${column} AS TIMESTAMP)`)} END`;
    case "date":
      return zoned(`CAST(CAST(${column} AS DATE)${time.day === "end" ? " + 1" : ""} AS TIMESTAMP)`);
    case "unix_s":
      return scaled(column, 1_000_000);
    case "unix_ms":
      return scaled(column, 1_000);
    case "unix_us":
      return scaled(column, 1);
    case "unix_ns":
      return floorDiv(`CAST(floor(${decimal(column)}) AS BIGINT)`, "1000");
  }
}

/** A number as it is stored, whole or not; what is no number of this world is no time. */
const decimal = (column: string): string =>
  `CASE WHEN typeof(${column}) NOT IN ('DOUBLE', 'FLOAT') OR isfinite(CAST(${column} AS DOUBLE)) THEN CAST(${column} AS DECIMAL(29, 9)) END`;

/** Exactly, and to the microsecond below (MEANING C19). */
const scaled = (column: string, factor: number): string =>
  `CASE WHEN typeof(${column}) IN ('DOUBLE', 'FLOAT') THEN CAST(floor(CASE WHEN isfinite(CAST(${column} AS DOUBLE)) THEN CAST(${column} AS DOUBLE) END * ${factor}) AS BIGINT)` +
  ` ELSE CAST(floor(CAST(${column} AS DECIMAL(29, 9)) * ${factor}) AS BIGINT) END`;

/** A declared column's value, as expressions have it, from a column of the data. */
export function read(column: string, type: Type, source: PhysicalSource, name: string): string {
  const fromText = isText(source);
  const where = whereIn(source, name);
  switch (type.kind) {
    case "timestamp":
      return instant(column);
    case "date":
      return `CAST(CAST(${column} AS DATE) - DATE '1970-01-01' AS INTEGER)`;
    case "float32":
    case "float64": {
      const value = `CAST(${column} AS DOUBLE)`;
      // NaN and infinity in a source read as null, and so does what a float32 cannot hold.
      return type.kind === "float64"
        ? `CASE WHEN isfinite(${value}) THEN ${value} END`
        : `CASE WHEN abs(${value}) < 3.4028235677973366e38::DOUBLE THEN CAST(${value} AS FLOAT) END`;
    }
    case "bytes":
      return fromText ? `from_base64(${column})` : `CAST(${column} AS BLOB)`;
    case "int32":
    case "int64": {
      const value = `CAST(${column} AS ${planType(type)})`;
      if (source.location.kind !== "file") return value;
      // A cast would round: what is no whole number is no int. NaN and infinity read as null.
      const double = `CAST(${column} AS DOUBLE)`;
      const wrong = fromText
        ? `NOT regexp_full_match(${column}, '\\s*[+-]?[0-9]+(\\.0*)?\\s*')`
        : `${double} <> trunc(${double})`;
      const complaint = `${text(`source ${source.name}: "`)} || ${column} || '" is no ${type.kind}'${where}`;
      const whole = fromText ? `ELSE ${value}` : `WHEN isfinite(${double}) THEN ${value}`;
      return `CASE WHEN ${wrong} THEN ${raise(complaint)} ${whole} END`;
    }
    case "bool":
    case "string":
      return `CAST(${column} AS ${planType(type)})`;
    case "json":
      // What is no JSON is an error where it is read, not where it is looked into.
      return jsonText(`CAST(${column} AS JSON)`);
    case "enum":
      return toPlan(type, `CAST(${column} AS VARCHAR)`, complaints(source, where));
    case "decimal": {
      if (isJson(source)) {
        const said = `(${column} ->> '$')`;
        const complaint = `${text(`source ${source.name}: `)} || ${jsonDigitsComplaint(said)}${where}`;
        return `CASE WHEN ${jsonDigitsLost(column)} THEN ${raise(complaint)} ELSE ${readDecimal(said, type, source, where)} END`;
      }
      return readDecimal(column, type, source, where);
    }
    case "array":
      return type.size === null ? readNested(column, type, source, where) : readVector(column, type, source, where);
    case "struct":
    case "map":
      return readNested(column, type, source, where);
  }
}

/** By its digits, since a cast rounds and a float has more of them than it is written with. Digits that would be lost are a fault of the declaration. */
function readDecimal(column: string, type: DecimalType, source: PhysicalSource, where: string): string {
  const digits = `CAST(${column} AS VARCHAR)`;
  const exponent = `TRY_CAST(regexp_extract(${digits}, '[eE](.*)', 1) AS INTEGER)`;
  const moved = `len(regexp_extract(${digits}, '\\.([0-9]*?)0*[eE]', 1)) - ${exponent} > ${type.scale}`;
  const finer = `regexp_matches(${digits}, '\\.[0-9]{${type.scale}}[0-9]*[1-9]')`;
  const lost = `CASE WHEN regexp_matches(${digits}, '[eE]') THEN ${moved} ELSE ${finer} END`;
  const complaint = `${text(`source ${source.name}: "`)} || ${digits} || ${text(`" is no ${typeText({ ...type, nullable: false })}`)}${where}`;
  return `CASE WHEN ${lost} THEN ${raise(complaint)} ELSE CAST(${digits} AS ${planType(type)}) END`;
}

const isJson = ({ location }: PhysicalSource): boolean => location.kind === "file" && location.format === "json";

/** Columns of CSV and JSON files come as texts: of JSON those of scalars without their quotes, all others, and decimals, as JSON. */
const isText = ({ location }: PhysicalSource): boolean => location.kind === "file" && location.format !== "parquet";

export function column(name: string, type: Type | null, source: PhysicalSource): string {
  const own = `data.${identifier(name)}`;
  const asJson = type !== null && (isNested(type) || type.kind === "json" || type.kind === "decimal");
  return isJson(source) && !asJson ? `(${own} ->> '$')` : own;
}

const complaints = (source: PhysicalSource, where: string): ToPlan => ({
  raise: (what) => raise(`${text(`source ${source.name}: `)} || ${what}${where}`),
});

/** What a complaint ends with: the column and its row, by the row's time, for rows of data have no numbers. */
function whereIn({ time }: PhysicalSource, name: string): string {
  const at = `coalesce(CAST(data.${identifier(columnName(time.column))} AS VARCHAR), 'no time')`;
  return ` || ${text(`, in column \`${columnName(name)}\` of the row of `)} || ${at}`;
}

/** In files of text it is JSON. */
function readNested(column: string, type: Type, source: PhysicalSource, where: string): string {
  const { location } = source;
  if (location.kind === "file" && location.format !== "parquet")
    return jsonToPlan(type, column, complaints(source, where));
  return toPlan(type, `CAST(${column} AS ${naturalType(type)})`, complaints(source, where));
}

/** A vector with an element that is null or not finite reads as null, one of another length is an error (MEANING 72). */
function readVector(column: string, type: ArrayType, source: PhysicalSource, where: string): string {
  const fromText = isText(source);
  const list = fromText ? `CAST(CAST(${column} AS JSON) AS DOUBLE[])` : `CAST(${column} AS DOUBLE[])`;
  const complaint = text(`source ${source.name}: a vector of `);
  const wanted = `${text(` elements where ${type.size} are declared`)}${where}`;
  return (
    `CASE WHEN len(${list}) <> ${type.size} THEN ${raise(`${complaint} || len(${list}) || ${wanted}`)}` +
    ` WHEN list_bool_and(list_transform(${list}, lambda x: coalesce(isfinite(x), false))) THEN CAST(${fromText ? list : column} AS ${planType(type)}) END`
  );
}
