import type { DuckDBDataChunk, DuckDBValue } from "@duckdb/node-api";
import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
} from "@duckdb/node-api";
import { setProperty } from "../../codec/index.js";
import { narrow } from "../../functions/int64.js";
import type { Type } from "../../types.js";
import type { Int, Value } from "../../values.js";
import { identifier, parameter } from "./text.js";

/**
 * A column of a chunk as values in memory. Vectors are read item by item: objects for rows would cost several times as
 * much.
 */
export function readColumn(chunk: DuckDBDataChunk, column: number, type: Type): Value[] {
  const vector = chunk.getColumnVector(column);
  const convert = converter(type);
  const count = chunk.rowCount;
  const values = new Array<Value>(count);
  for (let row = 0; row < count; row++) {
    const item = vector.getItem(row) as DuckDBValue;
    values[row] = item === null ? null : convert(item);
  }
  return values;
}

/**
 * The client's decoder takes a U+FEFF at the start of a text for a byte order mark and drops it. So a text that starts
 * with one gets another one.
 */
export function withMarks(sql: string, columns: readonly { readonly name: string; readonly type: Type }[]): string {
  const marked = columns.flatMap(({ name, type }) => {
    const column = identifier(name);
    const text = withMark(column, type, 0);
    return text === column ? [] : [`${text} AS ${column}`];
  });
  return marked.length === 0 ? sql : `FROM (${sql}) SELECT * REPLACE (${marked.join(", ")})`;
}
/** The same for a value that is computed once, however often it is used. */
export function markedOnce(value: string, type: Type): string {
  const once = parameter("x", 0);
  const marked = withMark(once, type, 1);
  return marked === once ? value : `list_transform([${value}], lambda ${once}: ${marked})[1]`;
}
function withMark(value: string, type: Type, depth: number): string {
  if (type.kind === "string" || type.kind === "json" || type.kind === "enum")
    return `CASE WHEN starts_with(${value}, chr(65279)) THEN concat(chr(65279), ${value}) ELSE ${value} END`;
  if (type.kind === "struct") {
    const fields = type.fields.map(({ name, type: of }) => {
      const own = `${value}.${identifier(name)}`;
      return [name, own, withMark(own, of, depth)] as const;
    });
    if (fields.every(([, own, marked]) => own === marked)) return value;
    const packed = fields.map(([name, , marked]) => `${identifier(name)} := ${marked}`);
    return `CASE WHEN ${value} IS NOT NULL THEN struct_pack(${packed.join(", ")}) END`;
  }
  if (type.kind === "map") {
    const item = parameter("x", depth);
    const [key, own] = [`${item}.key`, `${item}.value`];
    const marked = [withMark(key, type.key, depth + 1), withMark(own, type.value, depth + 1)];
    if (marked[0] === key && marked[1] === own) return value;
    const entry = `struct_pack(k := ${marked[0]}, v := ${marked[1]})`;
    return `map_from_entries(list_transform(map_entries(${value}), lambda ${item}: ${entry}))`;
  }
  if (type.kind !== "array") return value;
  const item = parameter("x", depth);
  const inner = withMark(item, type.element, depth + 1);
  return inner === item ? value : `list_transform(${value}, lambda ${item}: ${inner})`;
}

type Converter = (item: DuckDBValue) => Value;

function converter(type: Type): Converter {
  switch (type.kind) {
    case "bool":
      return (item) => item === true;
    case "int32":
    case "int64":
      return (item) => toInt(item);
    case "float32":
    case "float64":
      return toFloat;
    case "string":
    case "json":
      return (item) => (typeof item === "string" ? item : String(item));
    case "bytes":
      return (item) => (item instanceof DuckDBBlobValue ? new Uint8Array(item.bytes) : unexpected(item, type));
    case "timestamp":
      return (item) =>
        item instanceof DuckDBTimestampTZValue || item instanceof DuckDBTimestampValue
          ? toInt(item.micros)
          : toInt(item);
    case "date":
      return (item) => (item instanceof DuckDBDateValue ? item.days : Number(toInt(item)));
    case "array": {
      const element = converter(type.element);
      return (item) =>
        item instanceof DuckDBListValue || item instanceof DuckDBArrayValue
          ? item.items.map((each) => (each === null ? null : element(each)))
          : unexpected(item, type);
    }
    case "decimal":
      return (item) => (item instanceof DuckDBDecimalValue ? narrow(item.value) : unexpected(item, type));
    case "enum":
      return (item) => String(item);
    case "struct": {
      const fields = type.fields.map((field) => ({ name: field.name, convert: converter(field.type) }));
      return (item) => {
        if (!(item instanceof DuckDBStructValue)) return unexpected(item, type);
        const record: Record<string, Value> = {};
        for (const { name, convert } of fields) {
          const own = item.entries[name] ?? null;
          setProperty(record, name, own === null ? null : convert(own));
        }
        return record;
      };
    }
    case "map": {
      const [key, value] = [converter(type.key), converter(type.value)];
      return (item) =>
        item instanceof DuckDBMapValue
          ? new Map(item.entries.map((entry) => [key(entry.key), entry.value === null ? null : value(entry.value)]))
          : unexpected(item, type);
    }
  }
}

function toInt(item: DuckDBValue): Int {
  if (typeof item === "number") return item;
  if (typeof item !== "bigint") throw new Error(`expected an integer from the warehouse, got ${String(item)}`);
  const number = Number(item);
  return Number.isSafeInteger(number) ? number : item;
}

/** A value that is not finite reads as null. -0 reads as 0. */
function toFloat(item: DuckDBValue): Value {
  const number = Number(item);
  return Number.isFinite(number) ? number + 0 : null;
}

function unexpected(item: DuckDBValue, type: Type): never {
  throw new Error(`expected ${type.kind} from the warehouse, got ${String(item)}`);
}
