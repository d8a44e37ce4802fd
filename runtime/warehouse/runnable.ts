import type { Sql } from "../artifacts.js";
import { DataError } from "../errors.js";
import { statementText } from "../statement.js";
import { visible } from "../visible.js";
import type { Warehouse } from "./warehouse.js";

/**
 * A statement that a person can run in the warehouse. The views that it reads and the functions that they call come
 * before it, so they show how the data becomes the declared columns. If the data cannot be read, a comment says so
 * instead.
 */
export async function runnable(sql: Sql, warehouse: Warehouse, quoted?: (name: string) => string): Promise<string> {
  const views = await warehouse.views(sql).catch((error: unknown) => {
    if (!(error instanceof DataError)) throw error;
    return error;
  });
  const before =
    views instanceof DataError
      ? `-- The data of its sources cannot be shown: ${visible(views.message)}\n`
      : views.map((view) => `${view}\n;\n\n`).join("");
  return `${before}${statementText(sql, { quoted }).text}\n`;
}
