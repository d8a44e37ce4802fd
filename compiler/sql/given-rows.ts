import { naturalType, sqlText } from "../../runtime/duckdb-types.js";
import { type Type, typeText } from "../../runtime/types.js";
import type { Constant, Expr, Literal } from "../ir/index.js";

export interface RowsColumn {
  readonly name: string;
  readonly type: Type;
}

/** The column with the number of the test that a row belongs to. */
export const testColumn = "@test";

/**
 * The table of the rows that tests give for one source, each under its test's number. `query` reads the rows of the
 * tests in the table `feat_tests`.
 */
export interface GivenTable {
  readonly create: string;
  readonly query: string;
  insert(rows: readonly { readonly test: number; readonly values: readonly (Constant | null)[] }[]): string;
}

export function givenTable(name: string, columns: readonly RowsColumn[]): GivenTable {
  const types = columns.map(({ type, name: column }) => `${identifier(column)} ${naturalType(type)}`);
  const test = identifier(testColumn);
  return {
    create: `CREATE TEMP TABLE ${name} (${[`${test} BIGINT`, ...types].join(", ")})`,
    query: `SELECT * FROM ${name} WHERE ${test} IN (SELECT test FROM feat_tests)`,
    insert: (rows) => {
      const tuples = rows.map(({ test: number, values }) => `(${[number, ...values.map(literal)].join(", ")})`);
      return `INSERT INTO ${name} VALUES ${tuples.join(", ")}`;
    },
  };
}

export const createTests = "CREATE TEMP TABLE feat_tests (test BIGINT)";
/** From here on, sources have the rows of these tests. */
export const enterTests = (tests: readonly number[]): string =>
  `DELETE FROM feat_tests; INSERT INTO feat_tests VALUES ${tests.map((test) => `(${test})`).join(", ")}`;

function literal(value: Expr | null): string {
  if (value === null) return "NULL";
  switch (value.node) {
    case "array":
      return `[${value.elements.map(literal).join(", ")}]`;
    case "struct":
      return `struct_pack(${value.fields.map((field) => `${identifier(field.name)} := ${literal(field.value)}`).join(", ")})`;
    case "map": {
      const list = (of: readonly Expr[]): string => `[${of.map(literal).join(", ")}]`;
      return `map(${list(value.entries.map((entry) => entry.key))}, ${list(value.entries.map((entry) => entry.value))})`;
    }
    case "literal":
      return scalar(value);
    default:
      throw new Error(`a ${value.node} where a constant is wanted`);
  }
}

function scalar({ value, type }: Literal): string {
  if (value === null) return "NULL";
  const text = String(value);
  switch (type.kind) {
    case "bool":
    case "int32":
    case "int64":
      return text;
    case "float32":
    case "float64":
      return `CAST(${sqlText(text)} AS DOUBLE)`;
    case "timestamp":
      return `make_timestamp(CAST(${text} AS BIGINT))`;
    case "date":
      return `(DATE '1970-01-01' + CAST(${text} AS INTEGER))`;
    case "bytes":
      return `from_base64(${sqlText(text)})`;
    case "decimal":
      return `CAST(${sqlText(text)} AS ${naturalType(type)})`;
    case "string":
    case "json":
    case "enum":
      return sqlText(text);
    case "array":
    case "struct":
    case "map":
      throw new Error(`a literal of type ${typeText(type)}`);
  }
}

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
