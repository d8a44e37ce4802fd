import type { Dialect } from "./dialects/dialect.js";
import { concat, type Sql, text } from "./tree/index.js";

/** Raises the error for a null in a column that is declared non-null. `time` is the text that identifies its row. */
export const nullIsWrong = (
  column: { readonly name: string; readonly source: string },
  value: Sql,
  time: Sql,
  dialect: Dialect,
): Sql =>
  dialect.raise(
    concat(
      text(`column ${column.name} of source ${column.source} is null, and is declared not to be, in the row of `),
      time,
    ),
    { value },
  );
