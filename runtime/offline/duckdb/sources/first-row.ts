import type { SourceRead } from "../../../artifacts.js";
import { fileColumn, pathOf } from "../bind.js";
import type { Engine } from "../engine.js";
import { identifier, withShortPaths } from "../text.js";

export interface FoundRow {
  /** `row 2 of data/orders.csv`. Rows are counted from 1, after a header. */
  readonly where: string;
  readonly value: unknown;
  readonly problem: string;
}

/** The first row of a source for which `problem` is not null, and a column's value in it. */
export async function firstRow(
  engine: Engine,
  source: SourceRead,
  column: string,
  problem: string,
): Promise<FoundRow | null> {
  const found = async (from: string, file: string): Promise<readonly unknown[] | undefined> => {
    const [row] = await engine.rows(
      `SELECT n, first, file, value, problem FROM (SELECT *, min(n) OVER (PARTITION BY file) AS first FROM (` +
        `SELECT row_number() OVER () AS n, ${file} AS file, CAST(${column} AS VARCHAR) AS value, ${problem} AS problem ` +
        `FROM ${from} AS data)) WHERE problem IS NOT NULL ORDER BY n LIMIT 1`,
    );
    return row;
  };
  const files = await engine.rowsOfFiles(source.binding);
  const row =
    files === null
      ? await found(identifier(source.binding.relation), "NULL")
      : await found(files, `data.${identifier(fileColumn)}`);
  if (row === undefined) return null;
  const [n, first, file, value, text] = row;
  const path = pathOf(source.binding);
  const several = path !== null && /[*?[]/.test(path);
  const of = several && file !== null ? withShortPaths(String(file), engine.folder) : path;
  return {
    where: of === null ? `row ${n}` : `row ${Number(n) - (file === null ? 0 : Number(first) - 1)} of ${of}`,
    value,
    problem: String(text),
  };
}
