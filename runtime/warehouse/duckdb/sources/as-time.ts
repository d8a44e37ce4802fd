import { textType } from "../../physical.js";
import type { RawColumn } from "../../sources/part.js";

/** JSON's numbers and texts are instants by their texts. */
export const asTime = (column: RawColumn): RawColumn =>
  column.physical.family === "json"
    ? { ...column, sql: column.physical.json?.text ?? `(${column.sql} ->> '$')`, physical: textType }
    : column;
