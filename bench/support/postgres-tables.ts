import { createHash } from "node:crypto";
import { createReadStream, existsSync, renameSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { type DataSet, fileOf, sqlText } from "./data.js";

/** A table of the benches' server. */
export interface Table {
  readonly data: DataSet;
  /** Its columns in Postgres, in the order of the data's. */
  readonly columns: string;
  /** The columns of an index, as in `CREATE INDEX`. */
  readonly index?: string | undefined;
}

/** The table's name. A table is made once, and made again when its data or columns change. */
export function tableName({ data, columns, index }: Table): string {
  const version = createHash("sha256")
    .update(JSON.stringify([data.query, columns, index]))
    .digest("hex");
  return `${data.name.replaceAll("-", "_")}_${version.slice(0, 8)}`;
}

/** Makes the table, unless it exists. */
export async function makeTable(client: Client, table: Table): Promise<void> {
  const name = tableName(table);
  const { rows } = await client.query("SELECT to_regclass($1) IS NOT NULL AS made", [name]);
  if (rows[0].made === true) return;
  const csv = await csvOf(table.data);
  await client.query("BEGIN");
  await client.query(`CREATE TABLE ${name} (${table.columns})`);
  await pipeline(createReadStream(csv), client.query(copyFrom(`COPY ${name} FROM STDIN (FORMAT csv)`)));
  if (table.index !== undefined) await client.query(`CREATE INDEX ON ${name} (${table.index})`);
  await client.query("COMMIT");
  await client.query(`VACUUM ANALYZE ${name}`);
}

/** The data as CSV. `columns`: what is selected of the Parquet file. */
export async function csvOf(data: DataSet, columns = "*"): Promise<string> {
  const parquet = await fileOf(data);
  const path = `${parquet.slice(0, -".parquet".length)}${columns === "*" ? "" : "-numbered"}.csv`;
  if (existsSync(path)) return path;
  const database = await DuckDBInstance.create();
  const connection = await database.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const rows = `read_parquet(${sqlText(parquet)}, file_row_number = ${columns !== "*"})`;
  await connection.run(
    `COPY (SELECT ${columns} FROM ${rows}) TO ${sqlText(`${path}.part`)} (FORMAT csv, HEADER false)`,
  );
  connection.closeSync();
  database.closeSync();
  renameSync(`${path}.part`, path);
  return path;
}
