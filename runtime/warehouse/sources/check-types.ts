import type { SourceBinding, SourceColumn } from "../../artifacts.js";
import { DataError } from "../../errors.js";
import { scalar } from "../../types.js";
import { separator } from "./conversion.js";
import type { Converting } from "./converting.js";
import { faultText } from "./fault-text.js";
import type { Matched } from "./match.js";

/**
 * Throws if a column's type cannot convert to the declared one. A column without any value always fits (MEANING 133).
 * Instants are checked where they are read.
 */
export async function checkTypes(
  source: SourceBinding,
  parts: readonly Matched[],
  rows: (sql: string) => Promise<readonly (readonly unknown[])[]>,
  { conversion, converts }: Pick<Converting, "conversion" | "converts">,
): Promise<void> {
  const roles = new Set([source.time.column, source.created?.column, source.until?.column]);
  const deleted: readonly SourceColumn[] =
    source.deleted === undefined ? [] : [{ name: source.deleted, column: source.deleted, type: scalar("bool", true) }];
  const sequence: readonly SourceColumn[] =
    source.sequence === undefined ? [] : [{ name: source.sequence.column, ...source.sequence }];
  for (const declared of [...source.columns, ...sequence, ...deleted]) {
    if (roles.has(declared.column)) continue;
    for (const { part, columns } of parts) {
      const raw = columns.get(declared.column);
      if (!raw || converts(declared.type, raw.physical)) continue;
      const { problem } = conversion(declared.type, raw.physical, raw.sql);
      const [row] = await rows(
        `SELECT "p" FROM (SELECT ${problem} AS "p" FROM ${part.from([raw])} AS data) AS "q" WHERE "p" IS NOT NULL LIMIT 1`,
      );
      if (row?.[0] == null) continue;
      const [path = "", what = "", takes = ""] = String(row[0]).split(separator);
      throw new DataError(faultText({ source, column: declared.column, path, what, takes, where: null, time: null }));
    }
  }
}
