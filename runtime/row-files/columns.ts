import type { SchemaElement } from "hyparquet-writer";
import { jsonEdge } from "../client/edges/json.js";
import { timestampText } from "../functions/calendar.js";
import { jsonTextOf } from "../json-text.js";
import type { StreamDataColumn, StreamRow } from "../stream-artifacts.js";
import type { Int, Value } from "../values.js";

/** How the values of a column stand in a Parquet file. */
export interface FileColumn {
  readonly name: string;
  readonly input: string;
  readonly schema: SchemaElement;
  readonly write: (value: Value) => unknown;
}

/**
 * A column as the source's data has it. Lists, structs and maps are JSON text, which every binding reads as what is
 * declared; so is json itself.
 */
export function fileColumn({ column, input, type, format }: StreamDataColumn): FileColumn {
  const make = (
    schema: Omit<SchemaElement, "name" | "repetition_type">,
    write: (value: never) => unknown,
  ): FileColumn => ({
    name: column,
    input,
    schema: { name: column, repetition_type: "OPTIONAL", ...schema },
    write: (value) => (value === null ? null : write(value as never)),
  });
  const text = (write: (value: never) => string) => make({ type: "BYTE_ARRAY", converted_type: "UTF8" }, write);
  const unit = units[format ?? "timestamp"];
  if (unit !== undefined && type.kind === "timestamp")
    return make({ type: "INT64" }, (micros: Int) =>
      unit >= 1n ? BigInt(micros) / unit : BigInt(micros) * NANOS_PER_MICRO,
    );
  if (format === "iso8601" && type.kind === "timestamp") return text((micros: Int) => timestampText(micros));
  switch (type.kind) {
    case "bool":
      return make({ type: "BOOLEAN" }, (value: boolean) => value);
    case "int32":
      return make({ type: "INT32" }, (value: number) => value);
    case "int64":
      return make({ type: "INT64" }, (value: Int) => BigInt(value));
    case "float32":
      return make({ type: "FLOAT" }, (value: number) => value);
    case "float64":
      return make({ type: "DOUBLE" }, (value: number) => value);
    case "string":
    case "enum":
    case "json":
      return text((value: string) => value);
    case "bytes":
      return make({ type: "BYTE_ARRAY" }, (value: Uint8Array) => value);
    case "timestamp":
      return make(
        { type: "INT64", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" } },
        (micros: Int) => BigInt(micros),
      );
    case "date":
      return make({ type: "INT32", converted_type: "DATE" }, (days: number) => days);
    case "decimal":
      return make(
        {
          type: "FIXED_LEN_BYTE_ARRAY",
          type_length: 16,
          converted_type: "DECIMAL",
          precision: type.precision,
          scale: type.scale,
        },
        (digits: Int) => BigInt(digits),
      );
    case "array":
    case "struct":
    case "map": {
      const write = jsonEdge.writer(type);
      return text((value: Value) => jsonTextOf(write(value)));
    }
  }
}

const NANOS_PER_MICRO = 1000n;
/** Microseconds of one unit. A nanosecond is less than one. */
const units: Readonly<Record<string, bigint | undefined>> = {
  unix_s: 1_000_000n,
  unix_ms: 1000n,
  unix_us: 1n,
  unix_ns: 0n,
};

/** The values of a column, from rows by their inputs. */
export const valuesOf = ({ input, write }: FileColumn, rows: readonly StreamRow[]): unknown[] =>
  rows.map((row) => write(row[input] ?? null));
