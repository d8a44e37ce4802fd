import { type Type, typeText } from "../../runtime/types.js";
import type { ArrayLiteral, Literal } from "../model/ir.js";

export interface RowsColumn {
  readonly name: string;
  readonly type: Type;
}

/** A SELECT of given rows, for the sources of tests: a value per column and row, null where there is none. */
export function rowsQuery(
  columns: readonly RowsColumn[],
  rows: readonly (readonly (Literal | ArrayLiteral | null)[])[],
): string {
  const names = columns.map((_, index) => `c${index}`);
  const list = columns.map(
    ({ name, type }, index) => `CAST(${names[index]} AS ${physicalType(type)}) AS ${identifier(name)}`,
  );
  // VALUES needs a row: one that is filtered out keeps the types where none is given.
  const given = rows.length > 0 ? rows : [columns.map(() => null)];
  const tuples = given.map((row, index) => `(${[index, ...row.map((value) => literal(value))].join(", ")})`);
  const filter = rows.length > 0 ? "" : "\nWHERE false";
  return `SELECT ${list.join(", ")}\nFROM (VALUES ${tuples.join(", ")}) AS given(n, ${names.join(", ")})${filter}`;
}

const scalarTypes = {
  bool: "BOOLEAN",
  int32: "INTEGER",
  int64: "BIGINT",
  float32: "FLOAT",
  float64: "DOUBLE",
  string: "VARCHAR",
  bytes: "BLOB",
  timestamp: "TIMESTAMP",
  date: "DATE",
  json: "JSON",
} as const;

function physicalType(type: Type): string {
  if (type.kind !== "array") return scalarTypes[type.kind];
  return `${physicalType(type.element)}[${type.size ?? ""}]`;
}

function literal(value: Literal | ArrayLiteral | null): string {
  if (value === null) return "NULL";
  if (value.node === "array") {
    return `[${value.elements.map((element) => literal(element.node === "literal" || element.node === "array" ? element : null)).join(", ")}]`;
  }
  if (value.value === null) return "NULL";
  const text = String(value.value);
  switch (value.type.kind) {
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
    case "string":
    case "json":
      return quoted(text);
    case "array":
      throw new Error(`a literal of type ${typeText(value.type)}`);
  }
}

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Locations may name variables of the environment: a text that looks like one is taken apart. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''").replaceAll("${", () => "$' || '{")}'`;
