import { randomBytes } from "node:crypto";
import type { NamedType, SourceBinding, TrainingArtifact } from "../../../runtime/artifacts.js";
import { planType, toNatural } from "../../../runtime/duckdb-types.js";
import { DataError, InputError } from "../../../runtime/errors.js";
import { tableNameParts } from "../../../runtime/warehouse/table-name.js";
import type { Batch, LabelReport, Labels, TableOutput } from "../../../runtime/warehouse/warehouse.js";
import { identifier, literal } from "./converting.js";
import { ownTable, sqlValue } from "./labels.js";
import type { Remote } from "./remote.js";

/** A table's name, as SQL writes it, with every part in quotes. */
export const tableSql = (text: string): string =>
  tableNameParts(text)
    .map(({ name }) => identifier(name))
    .join(".");

const partsOf = (text: string): { readonly schema: string; readonly name: string } => {
  const parts = tableNameParts(text);
  if (parts.length > 2) throw new InputError(`table ${text}: write \`schema.table\``);
  return { schema: parts.length === 2 ? parts[0]!.name : "main", name: parts.at(-1)!.name };
};

/** Throws if a result cannot go to the table. */
export async function checkOutputTable(
  remote: Remote,
  { table }: TableOutput,
  labels: Labels,
  sources: readonly SourceBinding[],
): Promise<void> {
  const { schema, name } = partsOf(table);
  const [found] = await remote.rows(
    `SELECT table_type FROM information_schema.tables WHERE lower(table_schema) = lower(${literal(schema)}) AND lower(table_name) = lower(${literal(name)})`,
  );
  if (found !== undefined && found[0] !== "BASE TABLE")
    throw new DataError(`can't write table ${table}: it is a view; name another one`);
  const same = (other: string): boolean => tableSql(other).toLowerCase() === tableSql(table).toLowerCase();
  // The toy cannot tell what a query reads.
  if (labels.kind === "file")
    throw new DataError(`can't write table ${table} for labels of a file: load them into a table, and name that`);
  if (labels.kind === "table" && same(labels.table))
    throw new InputError(`can't write table ${table}: the labels are read from it; name another one`);
  for (const { source, location } of sources)
    if (location.kind === "table" && same(location.name))
      throw new InputError(`can't write table ${table}: source \`${source}\` reads it; name another one`);
}

/** Replaces a table by the labels' own columns and the features. It runs in a transaction. */
export async function writeTable(
  remote: Remote,
  statement: string,
  { table }: TableOutput,
  features: readonly NamedType[],
  { rows }: LabelReport,
): Promise<void> {
  const { schema, name } = partsOf(table);
  const fresh = `feat_new_${randomBytes(6).toString("hex")}`;
  const made = features.map((feature) => {
    return `${toNatural(feature.type, `f.${identifier(feature.name)}`)} AS ${identifier(feature.name)}`;
  });
  await remote.run(
    `CREATE TABLE ${identifier(schema)}.${identifier(fresh)} AS SELECT o.* EXCLUDE (feat_row), ${made.join(", ")} FROM ${ownTable} AS o JOIN (\n${statement}\n) AS f ON f.feat_row = o.feat_row ORDER BY o.feat_row`,
  );
  const [count] = await remote.rows(`SELECT count(*) FROM ${identifier(schema)}.${identifier(fresh)}`);
  if (Number(count?.[0]) !== rows) throw new Error(`INTERNAL Error: ${count?.[0]} rows came out for ${rows} labels`);
  await remote.run(`DROP TABLE IF EXISTS ${identifier(schema)}.${identifier(name)}`);
  await remote.run(`ALTER TABLE ${identifier(schema)}.${identifier(fresh)} RENAME TO ${identifier(name)}`);
}

/** Features that TypeScript computed, as a temporary table of the server. Gives a statement that returns them. */
export async function pushFeatures(
  remote: Remote,
  { features }: TrainingArtifact,
  batches: AsyncIterable<Batch>,
): Promise<string> {
  const declared = features.map(({ name, type }) => `${identifier(name)} ${planType(type)}`);
  await remote.run(`CREATE OR REPLACE TEMP TABLE feat_features (feat_row BIGINT, ${declared.join(", ")})`);
  for await (const { rows, columns } of batches) {
    const tuples = Array.from({ length: rows }, (_, row) => {
      const values = features.map(({ type }, index) => sqlValue(type, columns[index + 1]![row]!));
      return `(${[String(columns[0]![row]), ...values].join(", ")})`;
    });
    if (tuples.length > 0) await remote.run(`INSERT INTO feat_features VALUES ${tuples.join(", ")}`);
  }
  return "SELECT * FROM feat_features";
}
