/**
 * Registers a user's functions in DuckDB, so that a statement streams its rows through them.
 *
 * In: signatures and their functions. Out: `feat_extern_NAME` on a connection, and a macro around the function.
 * Always: values have their plan form on the way in and out. `callExtern` handles nulls. An error of a function ends
 * the statement, with the function's name.
 */
import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DECIMAL,
  DOUBLE,
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBScalarFunction,
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
import { callExtern } from "../../externs.js";
import type { Type } from "../../types.js";
import type { Int, Value } from "../../values.js";
import type { Extern } from "../warehouse.js";
import { identifier } from "./text.js";
import { markedOnce, readColumn } from "./vectors.js";

export async function registerExtern(connection: DuckDBConnection, { signature, call }: Extern): Promise<void> {
  const { name, params, result } = signature;
  const own = `feat_extern_${name} of rows`;
  const set = writer(result);
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: own,
      parameterTypes: params.map(typeOf),
      returnType: typeOf(result),
      // Nulls are passed to the function, and nothing is computed ahead.
      specialHandling: true,
      volatile: true,
      mainFunction: (info, input, output) => {
        try {
          const columns = params.map((type, index) => readColumn(input, index, type));
          for (let row = 0; row < input.rowCount; row++) {
            const value: Value = callExtern(
              call,
              signature,
              columns.map((column) => column[row] ?? null),
            );
            output.setItem(row, value === null ? null : set(value));
          }
          output.flush();
        } catch (error) {
          info.setError(error instanceof Error ? error.message : String(error));
        }
      },
    }),
  );
  // The client's decoder reads the arguments, as it reads results.
  const names = params.map((_, index) => `p${index}`);
  const args = names.map((param, index) => markedOnce(param, params[index]!));
  await connection.run(
    `CREATE TEMP MACRO ${identifier(`feat_extern_${name}`)}(${names.join(", ")}) AS ${identifier(own)}(${args.join(", ")})`,
  );
}

/** The DuckDB type that `planType` names. */
function typeOf(type: Type): DuckDBType {
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

function writer(type: Type): Writer {
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
