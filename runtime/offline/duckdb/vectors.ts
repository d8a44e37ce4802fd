import type { DuckDBDataChunk, DuckDBValue } from "@duckdb/node-api";
import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBListValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
} from "@duckdb/node-api";
import type { Type } from "../../types.js";
import type { Int, Value } from "../../values.js";
import { identifier } from "./text.js";

/** A column of a chunk as values in memory. Vectors are read item by item: objects for rows would cost several times as much. */
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
 * The client's decoder takes a U+FEFF at the beginning of a text for a byte order mark and drops it: a text that begins with one is given another.
 */
export function withMarks(sql: string, columns: readonly { readonly name: string; readonly type: Type }[]): string {
  const marked = columns.flatMap(({ name, type }) => {
    const column = identifier(name);
    const text = withMark(column, type, 0);
    return text === column ? [] : [`${text} AS ${column}`];
  });
  return marked.length === 0 ? sql : `SELECT * REPLACE (${marked.join(", ")}) FROM (${sql})`;
}
function withMark(value: string, type: Type, depth: number): string {
  if (type.kind === "string" || type.kind === "json")
    return `CASE WHEN starts_with(${value}, chr(65279)) THEN concat(chr(65279), ${value}) ELSE ${value} END`;
  if (type.kind !== "array") return value;
  const item = `x${depth}`;
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
  }
}

function toInt(item: DuckDBValue): Int {
  if (typeof item === "number") return item;
  if (typeof item !== "bigint") throw new Error(`expected an integer from the warehouse, got ${String(item)}`);
  const number = Number(item);
  return Number.isSafeInteger(number) ? number : item;
}

/** Not finite reads as null; there is no minus zero. */
function toFloat(item: DuckDBValue): Value {
  const number = Number(item);
  return Number.isFinite(number) ? number + 0 : null;
}

function unexpected(item: DuckDBValue, type: Type): never {
  throw new Error(`expected ${type.kind} from the warehouse, got ${String(item)}`);
}
