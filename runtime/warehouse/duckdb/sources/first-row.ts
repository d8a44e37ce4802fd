import type { SourceBinding } from "../../../artifacts.js";
import { fileColumn, type Part, type RawColumn } from "../../sources/part.js";
import { pathOf } from "../../sources/path.js";
import type { Engine } from "../engine.js";
import { identifier, withShortPaths } from "../text.js";

export interface FoundRow {
  /** `row 2 of data/orders.csv`. Rows are counted from 1, after a header. */
  readonly where: string;
  readonly value: unknown;
  readonly problem: string;
}

/** The first row of a part for which `problem` is not null, and the column's value in it. */
export async function firstRow(
  engine: Engine,
  source: Pick<SourceBinding, "location">,
  part: Part,
  columns: readonly RawColumn[],
  problem: string,
): Promise<FoundRow | null> {
  const hasFiles = part.files !== null;
  const file = hasFiles ? `data.${identifier(fileColumn)}` : "NULL";
  const [row] = await engine.rows(
    `SELECT n, first, file, value, problem FROM (SELECT *, min(n) OVER (PARTITION BY file) AS first FROM (` +
      `SELECT row_number() OVER () AS n, ${file} AS file, CAST(${columns[0]!.sql} AS VARCHAR) AS value, ${problem} AS problem ` +
      `FROM ${part.from(columns, hasFiles)} AS data)) WHERE problem IS NOT NULL ORDER BY n LIMIT 1`,
  );
  if (row === undefined) return null;
  const [n, first, found, value, text] = row;
  const path = pathOf(source);
  const several = path !== null && /[*?[]/.test(path);
  const of = several && found !== null ? withShortPaths(String(found), engine.folder) : path;
  return {
    where: of === null ? `row ${n}` : `row ${Number(n) - (found === null ? 0 : Number(first) - 1)} of ${of}`,
    value,
    problem: String(text),
  };
}
