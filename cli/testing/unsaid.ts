import type { Constant, PhysicalSource } from "../../compiler/ir/index.js";
import { type Type, withNullable } from "../../runtime/types.js";

/**
 * The value of a column that a row of a test leaves out: null if the column is nullable, else the zero value of its
 * type. So a test states only what it is about. In a column of the source's `key` each row has a different value,
 * because each row describes a different thing; `row` is the row's number in the test. Times that decide when a row
 * counts are never invented.
 */
export function unsaid(source: PhysicalSource, column: string, row: number): Constant | null {
  const declared = source.columns.find((candidate) => candidate.column === column);
  if (declared === undefined || roles(source).includes(column)) return null;
  if (source.key.includes(declared.name)) return ownKey(withNullable(declared.type, false), row);
  return declared.type.nullable ? null : least(declared.type);
}

const roles = ({ time, created, until, deleted }: PhysicalSource): readonly (string | undefined)[] => [
  time.column,
  created?.column,
  until?.column,
  deleted ?? undefined,
];

/** Ascending with the rows, and far from the values that a test would write. */
function ownKey(type: Type, row: number): Constant {
  switch (type.kind) {
    case "int32":
    case "int64":
    case "timestamp":
      return { node: "literal", type, value: String(row - 1_000_000_000) };
    case "date":
      return { node: "literal", type, value: String(row - 100_000) };
    case "string":
      return { node: "literal", type, value: `row ${String(row).padStart(9, "0")}` };
    default:
      return least(type);
  }
}

function least(type: Type): Constant {
  switch (type.kind) {
    case "bool":
      return { node: "literal", type, value: false };
    case "int32":
    case "int64":
    case "date":
    case "timestamp":
    case "decimal":
      return { node: "literal", type, value: "0" };
    case "float32":
    case "float64":
      return { node: "literal", type, value: 0 };
    case "string":
    case "bytes":
      return { node: "literal", type, value: "" };
    case "json":
      return { node: "literal", type, value: "{}" };
    case "enum":
      return { node: "literal", type, value: type.values[0] ?? "" };
    case "array":
      return { node: "array", type, elements: Array.from({ length: type.size ?? 0 }, () => least(type.element)) };
    case "struct":
      return {
        node: "struct",
        type,
        fields: type.fields.map((field) => ({
          name: field.name,
          value: field.type.nullable ? { node: "literal", type: field.type, value: null } : least(field.type),
        })),
      };
    case "map":
      return { node: "map", type, entries: [] };
  }
}
