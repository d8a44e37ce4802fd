import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DECIMAL,
  DOUBLE,
  DuckDBBlobValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  type DuckDBType,
  type DuckDBValue,
  FLOAT,
  INTEGER,
  LIST,
  MAP,
  STRUCT,
  VARCHAR,
} from "@duckdb/node-api";
import type { Type } from "../../types.js";
import type { Int, Value } from "../../values.js";

/** The DuckDB type that `planType` names. */
export function typeOf(type: Type): DuckDBType {
  switch (type.kind) {
    case "bool":
      return BOOLEAN;
    case "int32":
    case "date":
      return INTEGER;
    case "int64":
    case "timestamp":
      return BIGINT;
    case "float32":
      return FLOAT;
    case "float64":
      return DOUBLE;
    case "string":
    case "json":
    case "enum":
      return VARCHAR;
    case "bytes":
      return BLOB;
    case "decimal":
      return DECIMAL(type.precision, type.scale);
    case "array":
      return LIST(typeOf(type.element));
    case "struct":
      return STRUCT(Object.fromEntries(type.fields.map((field) => [field.name, typeOf(field.type)])));
    case "map":
      return MAP(typeOf(type.key), typeOf(type.value));
  }
}

type Writer = (value: Value) => DuckDBValue;
const orNull =
  (write: Writer): Writer =>
  (value) =>
    value === null ? null : write(value);

/** Converts a value in memory to the form that DuckDB's client takes. */
export function writer(type: Type): Writer {
  switch (type.kind) {
    case "int64":
    case "timestamp":
      return orNull((value) => BigInt(value as Int));
    case "bytes":
      return orNull((value) => new DuckDBBlobValue(value as Uint8Array));
    case "decimal":
      return orNull((value) => new DuckDBDecimalValue(BigInt(value as Int), type.precision, type.scale));
    case "array": {
      const element = writer(type.element);
      return orNull((value) => new DuckDBListValue((value as readonly Value[]).map(element)));
    }
    case "struct": {
      const fields = type.fields.map(({ name, type: of }) => ({ name, write: writer(of) }));
      return orNull((value) => {
        const record = value as Readonly<Record<string, Value>>;
        return new DuckDBStructValue(
          Object.fromEntries(fields.map(({ name, write }) => [name, write(record[name] ?? null)])),
        );
      });
    }
    case "map": {
      const [key, item] = [writer(type.key), writer(type.value)];
      return orNull(
        (value) =>
          new DuckDBMapValue(
            [...(value as ReadonlyMap<Value, Value>)].map(([k, v]) => ({ key: key(k), value: item(v) })),
          ),
      );
    }
    default:
      return (value) => value as DuckDBValue;
  }
}
