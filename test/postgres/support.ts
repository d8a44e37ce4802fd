import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { openDuckDB } from "../../runtime/index.js";

/** Makes a table from a query that DuckDB runs. `columns` are the table's, as Postgres declares them. */
export async function loadTable(url: string, table: string, columns: string, select: string): Promise<void> {
  const path = join(tmpdir(), `feat-load-${process.pid}-${table.replace(/\W/g, "_")}.csv`);
  await using duckdb = await openDuckDB();
  await duckdb.run(`COPY (${select}) TO '${path}' (FORMAT csv, HEADER false)`);
  await withClient(url, async (client) => {
    await client.query(`CREATE TABLE ${table} (${columns})`);
    await pipeline(createReadStream(path), client.query(copyFrom(`COPY ${table} FROM STDIN (FORMAT csv)`)));
    await client.query(`ANALYZE ${table}`);
  });
  await rm(path);
}

export async function withClient<T>(url: string, action: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await action(client);
  } finally {
    await client.end();
  }
}

/** The first column of a query's rows. */
export const firstColumn = (url: string, sql: string): Promise<readonly unknown[]> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: "array" });
    return rows.map(([value]) => value);
  });
