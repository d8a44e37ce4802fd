import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

/** A Parquet file, made by a query that always gives the same rows. */
export interface DataSet {
  readonly name: string;
  readonly query: string;
}

/** The folder of everything that a bench makes: data, projects, results. */
export const benchFolder = join(tmpdir(), "feat-bench");

export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * `u(i, s)`: a number in [0, 1) for row i and stream s. It depends on nothing else, so threads do not change the data.
 */
const macros = "CREATE MACRO u(i, s) AS (hash(i, s) >> 11)::DOUBLE / 9007199254740992.0";

/** The data set's file. It is made once, and made again when its query changes. */
export async function fileOf({ name, query }: DataSet): Promise<string> {
  const folder = join(benchFolder, "data");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}-${createHash("sha256").update(query).digest("hex").slice(0, 10)}.parquet`);
  if (existsSync(path)) return path;
  const database = await DuckDBInstance.create();
  const connection = await database.connect();
  await connection.run(macros);
  await connection.run(`COPY (${query}) TO ${sqlText(`${path}.part`)} (FORMAT parquet)`);
  connection.closeSync();
  database.closeSync();
  renameSync(`${path}.part`, path);
  return path;
}

const start = 1_704_067_200; // 2024-01-01T00:00:00Z
export const days = 90;
const span = days * 86_400;
/** The first instant after all data, for materialization. */
export const end = "2024-04-01T00:00:00Z";

const second = (expr: string): string => `make_timestamp((${start} + ${expr})::BIGINT * 1000000)`;

/**
 * Rows of a state, in the order of their times. Every twentieth row has the first second of its day, so that rows of a
 * key share times. `created` is often the same too, and then the values decide.
 */
export function stateRows(rows: number, keys: number): DataSet {
  const time = `i * ${span} // ${rows}`;
  return {
    name: `state-${rows}`,
    query: `
      SELECT 1 + floor(u(i, 1) * ${keys})::BIGINT AS customer_id,
        ${second("s")} AS event_timestamp,
        ${second("s + floor(u(i, 2) * 3)")} AS created,
        floor(u(i, 3) * 1000000000)::BIGINT AS a,
        floor(u(i, 4) * 100000) / 4 AS b,
        CASE WHEN u(i, 5) < 0.9 THEN floor(u(i, 6) * 1000) / 8 END AS c,
        'zip' || floor(u(i, 7) * 1000)::INTEGER AS d,
        floor(u(i, 8) * 100)::BIGINT AS e
      FROM (SELECT i, CASE WHEN u(i, 9) < 0.05 THEN (${time}) // 86400 * 86400 ELSE ${time} END AS s
            FROM range(${rows}) AS r(i))`,
  };
}

/** Labels for the keys of a state, in random order. */
export const stateLabels = (labels: number, keys: number): DataSet => ({
  name: `state-labels-${labels}`,
  query: `
    SELECT 1 + floor(u(i, 11) * ${keys})::BIGINT AS customer_id,
      ${second(`floor(u(i, 12) * ${span})`)} AS event_timestamp,
      (u(i, 13) < 0.1)::INTEGER AS target
    FROM range(${labels}) AS r(i)`,
});

/** How the events spread over the keys. Under zipf key k has a share of about 1/k; the first has 6 %. */
export type Spread = { readonly keys: number; readonly zipf?: true };

const keyOf = ({ keys, zipf }: Spread, u: string): string =>
  zipf === true ? `floor(exp(${u} * ln(${keys})))::BIGINT` : `1 + floor(${u} * ${keys})::BIGINT`;

const named = (rows: number, { keys, zipf }: Spread): string => `${rows}-${zipf === true ? "zipf" : keys}`;

/** Events in the order of their times. Amounts are quarters, so that sums are exact in any order. */
export const events = (rows: number, spread: Spread): DataSet => ({
  name: `events-${named(rows, spread)}`,
  query: `
    SELECT i AS event_id, ${keyOf(spread, "u(i, 21)")} AS account_id,
      make_timestamp(${start}000000 + (i * ${span}000000::HUGEINT // ${rows})::BIGINT) AS event_time,
      floor(u(i, 22) * 4000) / 4 AS amount,
      floor(u(i, 23) * 10)::BIGINT AS units,
      'kind' || floor(u(i, 24) * 8)::INTEGER AS kind,
      floor(u(i, 25) * 50)::BIGINT AS shop
    FROM range(${rows}) AS r(i)`,
});

/** Labels for the keys of events, with the same spread. */
export const eventLabels = (labels: number, spread: Spread): DataSet => ({
  name: `event-labels-${named(labels, spread)}`,
  query: `
    SELECT ${keyOf(spread, "u(i, 31)")} AS account_id,
      ${second(`floor(u(i, 32) * ${span})`)} AS event_timestamp,
      (u(i, 33) < 0.1)::INTEGER AS target
    FROM range(${labels}) AS r(i)`,
});

/** Labels for every key, at equal steps of time. */
export const steppedLabels = (each: number, keys: number): DataSet => ({
  name: `stepped-labels-${each}x${keys}`,
  query: `
    SELECT 1 + i % ${keys} AS account_id, ${second(`(1 + i // ${keys}) * ${span} // ${each + 1}`)} AS event_timestamp
    FROM range(${each * keys}) AS r(i)`,
});
