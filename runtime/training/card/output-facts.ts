import { openDuckDB } from "../../warehouse/duckdb/index.js";
import { identifier, pattern } from "../../warehouse/duckdb/text.js";
import type { FileFormat, Warehouse } from "../../warehouse/warehouse.js";

export interface OutputFacts {
  readonly rows: number;
  /** By the feature's name. */
  readonly nulls: ReadonlyMap<string, number>;
}

/** Counts the rows of a training set in a file, and the nulls of its features. */
export async function factsOf(path: string, format: FileFormat, features: readonly string[]): Promise<OutputFacts> {
  await using warehouse = await openDuckDB();
  const { relation, columns, rows } = await fileOf(warehouse, path, format);
  if (relation === null) return { rows: 0, nulls: new Map(features.map((name) => [name, 0])) };
  const counts = features.map((name) => `count(*) - count(${cellOf(columns, name, path)})`);
  const [found] = await rows(`SELECT ${["count(*)", ...counts].join(", ")} FROM ${relation} AS data`);
  const [count = 0, ...nulls] = (found ?? []).map(Number);
  return { rows: count, nulls: new Map(features.map((name, index) => [name, nulls[index]!])) };
}

/** How many rows of two files differ in a column. */
export interface ColumnDifference {
  readonly column: string;
  readonly rows: number;
}

/** The columns in which two training sets of equal columns and numbers of rows differ, row by row. Else null. */
export async function differencesOf(
  before: string,
  after: string,
  format: FileFormat,
): Promise<readonly ColumnDifference[] | null> {
  await using warehouse = await openDuckDB();
  const [one, other] = [await fileOf(warehouse, before, format), await fileOf(warehouse, after, format)];
  const names = [...one.columns.keys()];
  if (one.relation === null || other.relation === null || names.join("\n") !== [...other.columns.keys()].join("\n"))
    return null;
  const count = async ({ relation, rows }: typeof one): Promise<number> =>
    Number((await rows(`SELECT count(*) FROM ${relation} AS data`))[0]?.[0]);
  if ((await count(one)) !== (await count(other))) return null;
  const named = ({ relation, columns }: typeof one): string =>
    `(SELECT ${[...columns.values()].map((sql, index) => `${sql} AS c${index}`).join(", ")} FROM ${relation} AS data)`;
  const differ = names.map((_, index) => `count(*) FILTER (WHERE a.c${index} IS DISTINCT FROM b.c${index})`);
  const [row] = await one.rows(
    `SELECT ${differ.join(", ")} FROM ${named(one)} AS a POSITIONAL JOIN ${named(other)} AS b`,
  );
  return names
    .map((column, index) => ({ column, rows: Number(row?.[index]) }))
    .filter(({ rows: different }) => different > 0);
}

interface File {
  /** Null if the file has no columns. */
  readonly relation: string | null;
  /** SQL for each column's value, by its name. */
  readonly columns: ReadonlyMap<string, string>;
  readonly rows: (sql: string) => Promise<readonly (readonly unknown[])[]>;
}

async function fileOf(warehouse: Warehouse, path: string, format: FileFormat): Promise<File> {
  const { parts, rows } = await warehouse.openData({ kind: "file", path: pattern(path), folder: "", format });
  const [part] = parts;
  if (part === undefined) return { relation: null, columns: new Map(), rows };
  const columns = part.columns.filter(({ folder }) => folder !== true);
  return {
    relation: part.from(columns),
    columns: new Map(columns.map(({ name, sql }) => [name, sql])),
    rows,
  };
}

function cellOf(columns: ReadonlyMap<string, string>, name: string, path: string): string {
  const sql = columns.get(name);
  if (sql === undefined) throw new Error(`${path} has no column ${identifier(name)}`);
  return sql;
}
