import type { SourceBinding } from "../../artifacts.js";
import { DataError, InputError } from "../../errors.js";
import { tableParts } from "../sources/table-parts.js";
import type { LabelReport, Labels, TableOutput } from "../warehouse.js";
import type { Engine } from "./engine.js";
import { labelQuery } from "./labels/relations.js";
import { located, type Place } from "./sources/location.js";
import { type Table, tableNamed } from "./tables.js";
import { identifier } from "./text.js";

/** Where a warehouse's tables are kept. */
export type Keeping = "file" | "read-only file" | "memory";

/** The table that a result goes to. It is an error if it cannot be written, or if labels or sources read it. */
export async function checkOutputTable(
  engine: Engine,
  { table }: TableOutput,
  labels: Labels,
  sources: readonly SourceBinding[],
  place: Place,
  keeping: Keeping,
): Promise<Table> {
  if (keeping === "memory")
    throw new DataError(
      `can't write table ${table}: the target's DuckDB is in memory, and its tables end with the command: give it a \`path\` in feat.yaml, or write a file`,
    );
  if (keeping === "read-only file")
    throw new DataError(`can't write table ${table}: the warehouse was opened for reading only`);
  const found = await tableNamed(engine, table);
  if (found.kind === "view") throw new DataError(`can't write table ${table}: it is a view; name another one`);
  if (found.kind === null) return found;
  const reads = async (sql: string): Promise<boolean> =>
    (await tablesIn(engine, sql)).includes(found.sql.toLowerCase());
  const isLabels =
    (labels.kind === "table" && (await reads(`SELECT * FROM ${(await tableNamed(engine, labels.table)).sql}`))) ||
    (labels.kind === "query" && (await reads(labelQuery(engine, labels))));
  if (isLabels) throw new InputError(`can't write table ${table}: the labels are read from it; name another one`);
  for (const { source, location } of sources) {
    // Its own error is reported when the source is read.
    const data = attempt(() => located(location, place));
    if (data === null || data.kind === "file") continue;
    const sql = data.kind === "query" ? data.sql : `SELECT * FROM ${tableParts(data.name).map(identifier).join(".")}`;
    if (await reads(sql))
      throw new InputError(`can't write table ${table}: source \`${source}\` reads it; name another one`);
  }
  return found;
}

function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    if (error instanceof DataError) return null;
    throw error;
  }
}

/** The tables that a query reads, also through views. None if it cannot be planned. */
async function tablesIn(engine: Engine, sql: string): Promise<readonly string[]> {
  try {
    await engine.runAlone(`CREATE OR REPLACE TEMP VIEW ${identifier(probe)} AS\n${sql}`);
    const [row] = await engine.rows(`EXPLAIN (FORMAT json) SELECT * FROM ${identifier(probe)}`);
    return scansIn(JSON.parse(String(row?.[1])) as readonly PlanNode[]).map((name) => fullName(name).toLowerCase());
  } catch {
    return [];
  }
}
const probe = "feat_reads";

interface PlanNode {
  readonly children?: readonly PlanNode[];
  readonly extra_info?: { readonly Table?: string };
}

const scansIn = (nodes: readonly PlanNode[]): readonly string[] =>
  nodes.flatMap(({ children = [], extra_info }) => [
    ...(typeof extra_info?.Table === "string" ? [extra_info.Table] : []),
    ...scansIn(children),
  ]);

/** The plan quotes only names that need it. */
const fullName = (name: string): string =>
  [...name.matchAll(/"((?:[^"]|"")*)"|([^".]+)/g)]
    .map(([, quoted, plain]) => identifier(quoted === undefined ? plain! : quoted.replaceAll('""', '"')))
    .join(".");

/** Creates or replaces a table. It appears complete or not at all. */
export async function writeTable(
  engine: Engine,
  sql: string,
  { sql: table }: Table,
  { rows }: Pick<LabelReport, "rows">,
): Promise<void> {
  await engine.run("BEGIN");
  try {
    // Before the statement on its first line, so that its lines keep their numbers.
    const [counted] = await engine.rows(`CREATE OR REPLACE TABLE ${table} AS ${sql}`);
    const written = Number(counted?.[0]);
    if (written !== rows) throw new Error(`INTERNAL Error: ${written} rows came out for ${rows} labels`);
    await engine.run("COMMIT");
  } catch (error) {
    // DuckDB may have ended the transaction already. The first error is the one to show.
    await engine.run("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
