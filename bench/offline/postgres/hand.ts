import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { Client } from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import type { DataSet } from "../../support/data.js";
import { csvOf } from "../../support/postgres-tables.js";
import type { PostgresPlan } from "./case.js";

/** The labels as they are copied: their number, key and time. */
export const numberedLabels = (labels: DataSet, key: string): Promise<string> =>
  csvOf(labels, `file_row_number, ${key}, event_timestamp`);

/**
 * Runs a plan in a session of its own. The labels are copied into a temporary table first, as Feat copies them. The
 * answer goes to a CSV file.
 */
export async function runPlan(
  url: string,
  plan: PostgresPlan,
  table: string,
  labels: string | null,
  out: string,
  timeout: number,
): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`SET TimeZone = 'UTC'; SET jit = off; SET statement_timeout = '${timeout}s'`);
    if (labels !== null) {
      await client.query("CREATE TEMP TABLE labels (n bigint, key bigint, t timestamptz)");
      await pipeline(createReadStream(labels), client.query(copyFrom("COPY labels FROM STDIN (FORMAT csv)")));
      await client.query("ANALYZE labels");
    }
    for (const statement of plan.before?.(table) ?? []) await client.query(statement);
    const answer = client.query(copyTo(`COPY (${plan.query(table)}) TO STDOUT (FORMAT csv, HEADER)`));
    await pipeline(answer, createWriteStream(out));
  } finally {
    await client.end();
  }
}
