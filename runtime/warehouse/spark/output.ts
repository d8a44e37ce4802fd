import type { NamedType, SourceBinding } from "../../artifacts.js";
import { DataError, InputError, messageOf } from "../../errors.js";
import { sparkIdentifier } from "../../spark-types.js";
import { temporaryMark } from "../../temporary-files.js";
import { tableNameParts } from "../table-name.js";
import type { FileOutput, LabelReport, Labels, TableOutput } from "../warehouse.js";
import { ownView } from "./labels.js";
import type { Session } from "./session.js";
import { tableSql } from "./sources/describe.js";

/** A result that Spark writes itself, as a folder of files: its path is a URL, or ends in a slash. */
export const isFolder = ({ path }: FileOutput): boolean => path.endsWith("/") || /^[a-z][a-z0-9+.-]*:\//i.test(path);

/** The labels' own columns, and the features. */
const joined = (statement: string, features: readonly NamedType[]): string => {
  const made = features.map(({ name }) => `f.${sparkIdentifier(name)}`);
  return `SELECT ${["o.* EXCEPT (feat_row)", ...made].join(", ")} FROM ${ownView} AS o JOIN (\n${statement}\n) AS f ON f.feat_row = o.feat_row`;
};

const checkRows = (written: number, { rows }: LabelReport): void => {
  if (written !== rows) throw new Error(`INTERNAL Error: ${written} rows came out for ${rows} labels`);
};

/** Writes the training set to a folder, in the labels' order. It is renamed once it is whole. */
export async function writeFolder(
  session: Session,
  statement: string,
  { path, format = "parquet" }: FileOutput,
  features: readonly NamedType[],
  labels: LabelReport,
): Promise<void> {
  const own = path.replace(/\/+$/, "");
  const fresh = `${own}.${temporaryMark()}`;
  try {
    checkRows(await session.write(`${joined(statement, features)} ORDER BY o.feat_row`, fresh, format), labels);
  } catch (error) {
    // The error above is the one to tell. A worker that is gone cannot remove the folder.
    await session.remove(fresh).catch(() => undefined);
    throw error;
  }
  await replacing(fresh, own, async () => {
    await session.remove(own);
    await session.move(fresh, own);
  });
}

/** Throws if a result cannot go to the table. `endsWithRun`: Spark was started for this run. */
export async function checkOutputTable(
  session: Session,
  { table }: TableOutput,
  labels: Labels,
  sources: readonly SourceBinding[],
  endsWithRun: boolean,
): Promise<void> {
  if (endsWithRun && (await session.forgets(tableNameParts(table).map(({ name }) => name))))
    throw new DataError(
      `can't write table ${table}: Spark's catalog is in memory and ends with the run; set spark.sql.catalogImplementation: hive in \`conf\` of the target, or write a path`,
    );
  const kind = await session.tableKind(tableSql(table));
  if (kind === "VIEW" || kind === "TEMPORARY")
    throw new DataError(`can't write table ${table}: it is a view; name another one`);
  const same = (other: string): boolean => tableSql(other).toLowerCase() === tableSql(table).toLowerCase();
  if (labels.kind === "table" && same(labels.table))
    throw new InputError(`can't write table ${table}: the labels are read from it; name another one`);
  for (const { source, location } of sources)
    if (location.kind === "table" && same(location.name))
      throw new InputError(`can't write table ${table}: source \`${source}\` reads it; name another one`);
}

/** Replaces a table by the labels' own columns and the features. It is renamed once it is whole. */
export async function writeTable(
  session: Session,
  statement: string,
  { table }: TableOutput,
  features: readonly NamedType[],
  labels: LabelReport,
): Promise<void> {
  const parts = tableNameParts(table).map(({ name }) => name);
  const named = (last: string): string => [...parts.slice(0, -1), last].map(sparkIdentifier).join(".");
  const fresh = named(`feat_new_${temporaryMark().replace(/[^a-z0-9]/gi, "_")}`);
  try {
    await session.run(`CREATE TABLE ${fresh} USING parquet AS ${joined(statement, features)}`);
    const [row] = await session.rows(`SELECT count(*) FROM ${fresh}`);
    checkRows(Number(row?.[0]), labels);
  } catch (error) {
    // The error above is the one to tell. A worker that is gone cannot drop the table.
    await session.run(`DROP TABLE IF EXISTS ${fresh}`).catch(() => undefined);
    throw error;
  }
  await replacing(fresh, tableSql(table), async () => {
    await session.run(`DROP TABLE IF EXISTS ${tableSql(table)}`);
    await session.run(`ALTER TABLE ${fresh} RENAME TO ${named(parts.at(-1)!)}`);
  });
}

/** Spark has no single step for it. The earlier result may be gone when a step fails, so the new one must stay. */
async function replacing(fresh: string, own: string, steps: () => Promise<void>): Promise<void> {
  try {
    await steps();
  } catch (error) {
    throw new DataError(
      `the result is whole in ${fresh}, but could not take the place of ${own}: ${messageOf(error)}; move it there, or run again`,
      { cause: error },
    );
  }
}
