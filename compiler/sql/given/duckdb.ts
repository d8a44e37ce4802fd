import { naturalType, sqlText } from "../../../runtime/duckdb-types.js";
import { typeText } from "../../../runtime/types.js";
import type { Expr, Literal } from "../../ir/index.js";
import type { GivenForms } from "./forms.js";

export const duckdbForms: GivenForms = { type: naturalType, literal };

function literal(value: Expr): string {
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
