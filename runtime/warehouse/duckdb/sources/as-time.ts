import { textType } from "../../physical.js";
import type { RawColumn } from "../../sources/part.js";

/** JSON's numbers and texts are instants by their texts, and so are values of enums and the like. */
export function asTime(column: RawColumn): RawColumn {
  const { family, name, json } = column.physical;
  if (family === "json") return { ...column, sql: json?.text ?? `(${column.sql} ->> '$')`, physical: textType };
  return family === "text" && name !== textType.name
    ? { ...column, sql: `CAST(${column.sql} AS VARCHAR)`, physical: textType }
    : column;
}
