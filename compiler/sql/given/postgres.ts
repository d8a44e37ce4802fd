import { sqlText } from "../../../runtime/duckdb-types.js";
import { dateText, timestampText } from "../../../runtime/functions/calendar.js";
import { postgresType } from "../../../runtime/postgres-types.js";
import { isNested, type Type, typeText } from "../../../runtime/types.js";
import type { Expr, Literal } from "../../ir/index.js";
import type { GivenForms } from "./forms.js";

/** Values that are not scalars are given as JSON, and times as Postgres' own. */
export const postgresForms: GivenForms = { type: typeOf, literal };

function typeOf(type: Type): string {
  if (isNested(type)) return "JSON";
  if (type.kind === "timestamp") return "TIMESTAMPTZ";
  return type.kind === "date" ? "DATE" : postgresType(type);
}

function literal(value: Expr): string {
  if (value.node === "literal") return scalar(value);
  return sqlText(json(value));
}

function scalar({ value, type }: Literal): string {
  const text = String(value);
  switch (type.kind) {
    case "bool":
    case "int32":
    case "int64":
      return text;
    case "timestamp":
    case "date":
      return sqlText(timeText(type.kind, text));
    case "bytes":
      return `decode(${sqlText(text)}, 'base64')`;
    case "float32":
    case "float64":
    case "decimal":
    case "string":
    case "json":
    case "enum":
      // The column gives the type.
      return sqlText(text);
    case "array":
    case "struct":
    case "map":
      throw new Error(`a literal of type ${typeText(type)}`);
  }
}

const timeText = (kind: "timestamp" | "date", text: string): string =>
  kind === "date" ? dateText(Number(text)) : timestampText(BigInt(text));

/** A constant as the JSON of a client. Numbers have all their digits. */
function json(value: Expr): string {
  switch (value.node) {
    case "array":
      return `[${value.elements.map(json).join(",")}]`;
    case "struct":
      return `{${value.fields.map((field) => `${JSON.stringify(field.name)}:${json(field.value)}`).join(",")}}`;
    case "map":
      return `{${value.entries.map((entry) => `${keyText(entry.key)}:${json(entry.value)}`).join(",")}}`;
    case "literal":
      return scalarJson(value);
    default:
      throw new Error(`a ${value.node} where a constant is wanted`);
  }
}

const keyText = (key: Expr): string => {
  const text = json(key);
  return text.startsWith('"') ? text : JSON.stringify(text);
};

function scalarJson({ value, type }: Literal): string {
  if (value === null) return "null";
  const text = String(value);
  switch (type.kind) {
    case "bool":
    case "int32":
    case "int64":
      return text;
    case "float32":
    case "float64":
      return Number.isFinite(Number(text)) ? text : JSON.stringify(text);
    case "timestamp":
    case "date":
      return JSON.stringify(timeText(type.kind, text));
    default:
      return type.kind === "json" ? text : JSON.stringify(text);
  }
}
