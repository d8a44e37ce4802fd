/** GoogleSQL for the tests of the dialect: values in and out, in the forms of `docs/decisions/051-bigquery-values.md`. */
import { bigquery } from "../../compiler/sql/dialects/bigquery/index.js";
import { stringText } from "../../compiler/sql/dialects/bigquery/literals.js";
import { parts, typeOf } from "../../compiler/sql/dialects/bigquery/types.js";
import { printLine } from "../../compiler/sql/print/index.js";
import { bigqueryName } from "../../runtime/bigquery-names.js";
import { decimalOfText, decimalText } from "../../runtime/functions/decimals.js";
import { sortedMap } from "../../runtime/functions/map-order.js";
import type { Type } from "../../runtime/types.js";
import type { Int, Value } from "../../runtime/values.js";
import {
  cellOf,
  type EngineCell,
  type EngineType,
  type EngineValue,
  GoogleSql,
  GoogleSqlError,
  kinds,
  typeText,
} from "../support/googlesql.js";

let opened: Promise<GoogleSql> | null = null;
/** One engine for all tests of a process. */
export const googleSql = (): Promise<GoogleSql> => {
  opened ??= GoogleSql.open();
  return opened;
};

export interface Outcome {
  readonly value: EngineCell;
  readonly type: string;
}

/** How many expressions one statement has. A statement costs more than what it computes. */
const TOGETHER = 24;

/** The value of each expression, or the error that it raises. */
export async function evaluateAll(expressions: readonly string[]): Promise<readonly (Outcome | GoogleSqlError)[]> {
  const engine = await googleSql();
  const chunks = Array.from({ length: Math.ceil(expressions.length / TOGETHER) }, (_, index) =>
    expressions.slice(index * TOGETHER, (index + 1) * TOGETHER),
  );
  return chunks.flatMap((chunk) => evaluated(engine, chunk));
}
function evaluated(engine: GoogleSql, expressions: readonly string[]): readonly (Outcome | GoogleSqlError)[] {
  try {
    const { columns, rows } = engine.evaluate(`SELECT ${expressions.map((each, n) => `${each} AS c${n}`).join(", ")}`);
    return columns.map(({ type }, index) => ({ value: cellOf(rows[0]![index]!, type), type: typeText(type) }));
  } catch (error) {
    if (!(error instanceof GoogleSqlError)) throw error;
    if (expressions.length === 1) return [error];
    const half = Math.ceil(expressions.length / 2);
    return [...evaluated(engine, expressions.slice(0, half)), ...evaluated(engine, expressions.slice(half))];
  }
}

/** A type as the dialect writes it, and as the engine names it. */
export const sqlType = (type: Type): string => printLine(typeOf(type), bigquery);
export const engineType = (type: Type): string => sqlType(type).replaceAll("`", "");

/** A value in its plan form, as a typed literal. */
export function literal(value: Value, type: Type): string {
  if (value === null) return `CAST(NULL AS ${sqlType(type)})`;
  switch (type.kind) {
    case "array": {
      const elements = (value as readonly Value[]).map((each) => `(${literal(each, type.element)})`);
      return `STRUCT(ARRAY<STRUCT<v ${sqlType(type.element)}>>[${elements.map((each) => `STRUCT${each}`).join(", ")}] AS l)`;
    }
    case "struct": {
      const fields = value as Readonly<Record<string, Value>>;
      return `${sqlType(type)}(${type.fields.map(({ name, type: of }) => literal(fields[name] ?? null, of)).join(", ")})`;
    }
    case "map": {
      const entries = [...(value as ReadonlyMap<Value, Value>)];
      const written = entries.map(([key, own]) => `STRUCT(${literal(key, type.key)}, ${literal(own, type.value)})`);
      return `STRUCT(ARRAY<STRUCT<k ${sqlType(type.key)}, v ${sqlType(type.value)}>>[${written.join(", ")}] AS m)`;
    }
    case "decimal":
      return `BIGNUMERIC '${decimalText(value as Int, type.scale)}'`;
    case "bytes":
      return `FROM_HEX('${Buffer.from(value as Uint8Array).toString("hex")}')`;
    case "bool":
      return String(value);
    case "float32":
    case "float64":
      return `CAST('${Object.is(value, -0) ? "-0" : String(value)}' AS FLOAT64)`;
    case "int32":
    case "int64":
    case "timestamp":
    case "date":
      return `CAST('${String(value)}' AS INT64)`;
    default:
      return stringText(String(value));
  }
}

/** A value of the engine, as the runtime has it. */
export function decode(cell: EngineCell, type: Type): Value {
  if (cell === null) return null;
  switch (type.kind) {
    case "array": {
      const [list] = cell as readonly EngineCell[];
      return ((list ?? []) as readonly (readonly EngineCell[])[]).map(([each]) => decode(each ?? null, type.element));
    }
    case "struct": {
      const values = cell as readonly EngineCell[];
      return Object.fromEntries(type.fields.map(({ name, type: of }, index) => [name, decode(values[index]!, of)]));
    }
    case "map": {
      const [entries] = cell as readonly EngineCell[];
      const pairs = ((entries ?? []) as readonly (readonly EngineCell[])[]).map(
        ([key, value]) => [decode(key!, type.key), decode(value ?? null, type.value)] as const,
      );
      return sortedMap(new Map(pairs));
    }
    case "decimal":
      return decimalOfText(String(cell), 38, type.scale);
    case "bytes":
      return new Uint8Array(cell as Uint8Array);
    case "int32":
    case "int64":
    case "timestamp":
    case "date": {
      const int = BigInt(String(cell));
      return Number.isSafeInteger(Number(int)) ? Number(int) : int;
    }
    case "float32":
    case "float64":
      return Number(cell);
    default:
      return cell as Value;
  }
}

/* The engine's own form of types and values. */

const kindOf = {
  bool: "bool",
  int32: "int64",
  int64: "int64",
  float32: "float64",
  float64: "float64",
  string: "string",
  bytes: "bytes",
  timestamp: "int64",
  date: "int64",
  json: "string",
  enum: "string",
  decimal: "bignumeric",
} as const;
const struct = (fields: readonly (readonly [name: string, type: EngineType])[]): EngineType => ({
  type_kind: kinds.struct,
  struct_type: { field: fields.map(([field_name, field_type]) => ({ field_name, field_type })) },
});
const arrayOf = (element_type: EngineType): EngineType => ({ type_kind: kinds.array, array_type: { element_type } });

export function encodedType(type: Type): EngineType {
  switch (type.kind) {
    case "array":
      return struct([[parts.list, arrayOf(struct([[parts.value, encodedType(type.element)]]))]]);
    case "map":
      return struct([
        [
          parts.map,
          arrayOf(
            struct([
              [parts.key, encodedType(type.key)],
              [parts.value, encodedType(type.value)],
            ]),
          ),
        ],
      ]);
    case "struct":
      return struct(type.fields.map(({ name, type: of }) => [bigqueryName(name), encodedType(of)]));
    default:
      return { type_kind: kinds[kindOf[type.kind]] };
  }
}

const fields = (field: readonly EngineValue[]): EngineValue => ({ struct_value: { field } });
const items = (element: readonly EngineValue[]): EngineValue => ({ array_value: { element } });

export function encodedValue(value: Value, type: Type): EngineValue {
  if (value === null) return {};
  switch (type.kind) {
    case "array":
      return fields([items((value as readonly Value[]).map((each) => fields([encodedValue(each, type.element)])))]);
    case "map": {
      const entries = [...(value as ReadonlyMap<Value, Value>)];
      return fields([
        items(entries.map(([key, own]) => fields([encodedValue(key, type.key), encodedValue(own, type.value)]))),
      ]);
    }
    case "struct": {
      const own = value as Readonly<Record<string, Value>>;
      return fields(type.fields.map(({ name, type: of }) => encodedValue(own[name] ?? null, of)));
    }
    case "decimal":
      return { bignumeric_value: bignumeric(BigInt(value as Int) * 10n ** BigInt(38 - type.scale)) };
    case "bool":
      return { bool_value: value };
    case "bytes":
      return { bytes_value: value };
    case "float32":
    case "float64":
      return { double_value: value };
    case "string":
    case "json":
    case "enum":
      return { string_value: value };
    default:
      return { int64_value: String(value) };
  }
}

/** Little-endian two's complement, in as many bytes as it needs. */
function bignumeric(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = Number(BigInt.asUintN(8, rest));
    bytes.push(byte);
    rest >>= 8n;
    if ((rest === 0n && byte < 0x80) || (rest === -1n && byte >= 0x80)) return new Uint8Array(bytes);
  }
}
