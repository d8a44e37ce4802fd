import { naturalType } from "../../runtime/duckdb-types.js";
import { type Type, typeText } from "../../runtime/types.js";
import type { Constant, Expr, Literal } from "../model/ir.js";

export interface RowsColumn {
  readonly name: string;
  readonly type: Type;
}

/** A SELECT of given rows, for the sources of tests: a value per column and row, null where there is none. */
export function rowsQuery(columns: readonly RowsColumn[], rows: readonly (readonly (Constant | null)[])[]): string {
  const names = columns.map((_, index) => `c${index}`);
  const list = columns.map(
    ({ name, type }, index) => `CAST(${names[index]} AS ${naturalType(type)}) AS ${identifier(name)}`,
  );
  // VALUES needs a row: one that is filtered out keeps the types where none is given.
  const given = rows.length > 0 ? rows : [columns.map(() => null)];
  const tuples = given.map((row, index) => `(${[index, ...row.map((value) => literal(value))].join(", ")})`);
  const filter = rows.length > 0 ? "" : "\nWHERE false";
  return `SELECT ${list.join(", ")}\nFROM (VALUES ${tuples.join(", ")}) AS given(n, ${names.join(", ")})${filter}`;
}

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
      return `CAST(${quoted(text)} AS DOUBLE)`;
    case "timestamp":
      return `make_timestamp(CAST(${text} AS BIGINT))`;
    case "date":
      return `(DATE '1970-01-01' + CAST(${text} AS INTEGER))`;
    case "bytes":
      return `from_base64(${quoted(text)})`;
    case "decimal":
      return `CAST(${quoted(text)} AS ${naturalType(type)})`;
    case "string":
    case "json":
    case "enum":
      return quoted(text);
    case "array":
    case "struct":
    case "map":
      throw new Error(`a literal of type ${typeText(type)}`);
  }
}

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Locations may name variables of the environment: a text that looks like one is taken apart. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''").replaceAll("${", () => "$' || '{")}'`;
