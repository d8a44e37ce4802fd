import type { SourceRead } from "../../../artifacts.js";
import type { Engine } from "../engine.js";

export interface FoundRow {
  /** `row 2 of data/orders.csv`, counted from 1 after a header. */
  readonly where: string;
  readonly value: unknown;
  readonly problem: string;
}

/** The first row of a source for which `problem` is not null, and the value of a column there. */
export async function firstRow(
  engine: Engine,
  source: SourceRead,
  column: string,
  problem: string,
): Promise<FoundRow | null> {
  const found = async (file: string): Promise<readonly unknown[] | undefined> => {
    const [row] = await engine.rows(
      `SELECT n, first, file, value, problem FROM (SELECT *, min(n) OVER (PARTITION BY file) AS first FROM (` +
        `SELECT row_number() OVER () AS n, ${file} AS file, CAST(${column} AS VARCHAR) AS value, ${problem} AS problem ` +
        `FROM ${source.from} AS data)) WHERE problem IS NOT NULL ORDER BY n LIMIT 1`,
    );
    return row;
  };
  // A reader of files knows which file a row is of; what stands around it does not.
  const row = source.path === null ? await found("NULL") : await found("data.filename").catch(() => found("NULL"));
  if (row === undefined) return null;
  const [n, first, file, value, text] = row;
  const several = source.path !== null && /[*?[]/.test(source.path);
  const of = several && file !== null ? String(file) : source.path;
  return {
    where: of === null ? `row ${n}` : `row ${Number(n) - (file === null ? 0 : Number(first) - 1)} of ${of}`,
    value,
    problem: String(text),
  };
}
