/**
 * Whole plans on GoogleSQL: latest rows, versions, windows by several strategies, joins, elements of lists, maps and a
 * materialization give the values of DuckDB. Columns have the names of the relations that plans join.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Dialect, dialectNamed, materializeArtifact, trainingArtifact } from "../../compiler/sql/index.js";
import { openDuckDB, trainingRows, type Value, type Warehouse } from "../../runtime/index.js";
import { compileTexts } from "../oracle/support/compile.js";
import { googleSql } from "./support.js";
import { GoogleSqlWarehouse } from "./warehouse.js";

const { project } = compileTexts({
  "feat.yaml": "project: p\nsources: s.yaml\n",
  "s.yaml": `sources:
  customers: { kind: state, table: customers, time: seen, created: written, deleted: gone, columns: { id: int64, i: float64?, l: "int64[]?", gone: bool } }
  clicks: { kind: events, table: clicks, time: at, key: [e], columns: { e: int64, customer: int64, page: string?, r: float64?, at: timestamp } }
`,
  "main.feat": `entity customer { id: int64 }
request cart { total: float64? }
source priced from clicks join customers on (id = customer) { *, worth = r * customers.i }
source each_l from clicks join customers on (id = customer) each x in customers.l { customer, x }
view profile for customer from customers ttl 30d { i default 0.0, l }
view elements for customer (id = customer) from each_l { last_x = last(x) over lifetime }
view activity for customer (id = customer) from priced {
  clicks = count() over [1h, 1d]
  worth = sum(worth) over 7d
  pages = count_distinct(page) over 7d
  by_page = count() by page top 3 over 7d
  last_pages = last_n(page, 3) over lifetime
  middle = median(r) over 7d
}
transform t {
  most = max(x) each x in profile.l
  share = activity.worth / (cart.total ?? 1.0)
}
service s { profile.*, elements.*, activity.*, t.* }
`,
});

const tables = [
  `CREATE TABLE customers AS SELECT 1 + k % 5 AS id, make_timestamptz(1704067200000000 + k * 3600000000) AS seen,
    make_timestamptz(1704067200000000 + k * 3600000000 + (k % 3) * 900000000) AS written,
    CASE WHEN k % 7 <> 0 THEN k / 4.0 END::DOUBLE AS i, CASE WHEN k % 4 <> 0 THEN [k, NULL, 1 - k] END AS l, k % 11 = 0 AS gone FROM range(40) t(k)`,
  `CREATE TABLE clicks AS SELECT k - k % 2 AS e, 1 + k * 7 % 5 AS customer, CASE WHEN k % 5 <> 0 THEN 'page ' || k % 4 END AS page,
    k / 8.0::DOUBLE AS r, make_timestamptz(1704067200000000 + k * 1500000000) AS at FROM range(60) t(k)`,
];
const labels = {
  kind: "rows" as const,
  rows: Array.from({ length: 12 }, (_, k) => ({
    at: k === 5 ? null : 1704067200000000 + k * 11_000_000_000,
    inputs: { id: k === 7 ? null : 1 + (k % 6), total: k % 3 === 0 ? null : k / 2 },
  })),
};

let folder: string;
let duckdb: Warehouse;
let bigquery: GoogleSqlWarehouse;
// DuckDB binds the sources, so their places are those of its dialect.
const dialect: Dialect = { ...dialectNamed("bigquery")!, name: "duckdb" };
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "feat-googlesql-"));
  duckdb = await openDuckDB({ folder, environment: {}, threads: 1 });
  for (const sql of tables) await duckdb.run(sql);
  bigquery = new GoogleSqlWarehouse(await googleSql(), duckdb);
});
afterAll(async () => {
  await duckdb.close();
  rmSync(folder, { recursive: true, force: true });
});

type Rows = readonly (readonly Value[])[];
async function trained(warehouse: Warehouse, own: Dialect): Promise<Rows> {
  const artifact = trainingArtifact(project, project.services[0]!, { dialect: own });
  const rows: (readonly Value[])[] = [];
  for await (const batch of trainingRows({ warehouse, artifact, labels }))
    for (let row = 0; row < batch.rows; row++) rows.push(batch.columns.map((column) => close(column[row]!)));
  return rows;
}
/** Floats to twelve digits. */
const close = (value: Value): Value =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(12)) : value;

test("a training set", async () => {
  const found = await trained(bigquery, dialect);
  expect(found).toHaveLength(labels.rows.length);
  expect(found).toEqual(await trained(duckdb, dialectNamed("duckdb")!));
});

describe("materialization", () => {
  test.each(project.views.map((view) => [view.name, view] as const))("%s", async (_, view) => {
    const read = async (warehouse: Warehouse, own: Dialect): Promise<Rows> => {
      const { sql, columns } = materializeArtifact(project, view, undefined, { dialect: own });
      const types = [
        ...columns.keys.map((name, index) => ({ name, type: view.keys[index]!.type })),
        ...columns.aggregates.map((name, index) => ({ name, type: view.aggregates[index]!.type })),
      ];
      const rows: (readonly Value[])[] = [];
      const parameters = { at: 1704200000000000, from: null };
      for await (const batch of warehouse.read({ of: view.name, sql, columns: types, parameters }))
        for (let row = 0; row < batch.rows; row++) rows.push(batch.columns.map((column) => close(column[row]!)));
      return rows.sort((a, b) => Number(a[0]) - Number(b[0]));
    };
    const expected = await read(duckdb, dialectNamed("duckdb")!);
    expect(expected.length).toBeGreaterThan(0);
    expect(await read(bigquery, dialect)).toEqual(expected);
  });
});
