/** One project in two places: files on DuckDB and tables on Postgres. All commands give the same results. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDuckDB } from "../../runtime/index.js";
import { newProject, type TestProject } from "../end-to-end/support/project.js";
import { ownPostgres } from "../support/own-postgres.js";
import { firstColumn, loadTable, withClient } from "./support.js";

let project: TestProject;
let url: string;

beforeAll(async () => {
  url = await ownPostgres();
  project = newProject(
    {
      "feat.yaml": `project: places
sources: y/sources.yaml
out: generated
targets:
  dev:
    offline: { kind: duckdb }
    online: { kind: embedded, path: dev }
  prod:
    offline: { kind: postgres, url: "\${PLACES_URL}" }
    online: { kind: embedded, path: prod }
  staging:
    offline: { kind: postgres, url: "\${PLACES_URL}" }
    online: { kind: embedded, path: prod }
`,
      "y/sources.yaml": `sources:
  customers:
    kind: state
    file: { dev: data/customers.parquet }
    table: { prod: crm.people, staging: crm.few }
    time: seen
    columns: { id: int64, spend: "decimal(12, 3)?", seen: timestamp }
  clicks:
    kind: events
    file: data/clicks.csv
    query: { postgres: "SELECT * FROM crm.clicks WHERE id IS NOT NULL" }
    time: { column: at, format: unix_ms }
    columns: { id: int64, price: float64?, at: timestamp }
`,
      "main.feat": `entity customer { id: int64 }
view c for customer from customers { spend  seen  expect spend < 90 }
view k for customer from clicks { n = count() over [1d, lifetime]  paid = sum(price) over lifetime }
service s { c.*  k.* }
`,
    },
    { PLACES_URL: url },
  );
  project.write("y/data/clicks.csv", "");
  const path = (name: string): string => join(project.folder, name);
  await using duckdb = await openDuckDB();
  const customers =
    "SELECT i % 50 AS id, CAST(i / 3 AS DECIMAL(12,3)) AS spend, TIMESTAMPTZ '2024-01-01 00:00:00Z' + i * INTERVAL 1 HOUR AS seen FROM range(300) AS r(i)";
  const clicks = "SELECT i % 60 AS id, i / 7 AS price, 1704067200000 + i * 600000 AS at FROM range(3000) AS r(i)";
  await duckdb.run(`COPY (${customers}) TO '${path("y/data/customers.parquet")}' (FORMAT parquet);
    COPY (${clicks}) TO '${path("y/data/clicks.csv")}' (FORMAT csv, HEADER);
    COPY (SELECT i AS id, TIMESTAMPTZ '2024-01-10 00:00:00Z' + i * INTERVAL 1 MINUTE AS event_timestamp FROM range(70) AS r(i)) TO '${path("labels.csv")}' (FORMAT csv, HEADER)`);
  await withClient(url, (client) => client.query("CREATE SCHEMA crm"));
  await loadTable(url, "crm.people", "id bigint, spend numeric(12,3), seen timestamptz", customers);
  await loadTable(url, "crm.few", "id bigint, spend numeric(12,3), seen timestamptz", `${customers} LIMIT 1`);
  await loadTable(url, "crm.clicks", "id bigint, price float8, at bigint", clicks);
}, 60_000);
afterAll(() => project[Symbol.dispose]());

async function train(target: string): Promise<string> {
  await project.feat("train", "s", "--target", target, "--labels", "labels.csv", "--out", `${target}.csv`);
  return project.read(`${target}.csv`);
}

test("feat train gives the same set", async () => {
  const dev = await train("dev");
  expect(dev.split("\n")).toHaveLength(72);
  expect(dev).toMatch(/\n7,[^\n]*,69\.000,/);
  expect(await train("prod")).toBe(dev);
  const staging = await train("staging");
  expect(staging).not.toBe(dev);
  expect(staging).toMatch(/\n0,[^\n]*,0\.000,2024-01-01T00:00:00/);
});

test("feat materialize stores the same values under the same fingerprints, and feat validate judges them alike", async () => {
  const at = "2024-01-10T00:00:00Z";
  const get = (target: string): Promise<string> =>
    project.feat("get", "s", "--key", "id=7", "--at", at, "--target", target, "--json");
  for (const target of ["dev", "prod"]) await project.feat("materialize", "--to", at, "--target", target);
  expect(JSON.parse(await get("prod"))).toEqual(JSON.parse(await get("dev")));
  const validate = (target: string): Promise<string> =>
    project
      .feat("validate", "--at", at, "--target", target, "--json")
      .catch((error: Error) => error.message.replace(/^.*ended with/, ""));
  expect(await validate("prod")).toEqual(await validate("dev"));
});

test("feat explain counts the rows of the target's own place", async () => {
  const rows = async (target: string): Promise<readonly number[]> => {
    const told = await project.feat("explain", "s", "--target", target, "--labels", "labels.csv", "--json");
    const { stages } = JSON.parse(told) as {
      readonly stages: readonly { readonly run: { readonly reason: string } }[];
    };
    return stages.flatMap(
      ({ run }) =>
        /([\d,]+) rows?,/
          .exec(run.reason)
          ?.slice(1)
          .map((text) => Number(text.replace(",", ""))) ?? [],
    );
  };
  expect((await rows("prod"))[0]).toBeGreaterThan(100);
  expect((await rows("staging"))[0]).toBeLessThan(2);
});

test("generated files do not depend on the target, and feat train --sql shows the target's places", async () => {
  await project.feat("compile");
  const sql = project.read("generated/places/sql/training/s.sql");
  expect(sql).toContain("feat_source_customers: file data/customers.parquet");
  expect(await project.feat("train", "s", "--sql", "--target", "staging")).toMatch(/FROM "crm"\."few" AS data/);
  expect(await project.feat("train", "s", "--sql", "--target", "dev")).toMatch(/customers\.parquet/);
});

test("--out is not a table of the target, also of a source that another target reads elsewhere", async () => {
  const out = (target: string, table: string): Promise<string> =>
    project
      .feat("train", "s", "--target", target, "--labels", "labels.csv", "--out", `table:${table}`)
      .catch((error: Error) => error.message);
  expect(await out("staging", "crm.few")).toMatch(/source `customers` reads it/);
  expect(await out("prod", "crm.clicks")).toMatch(/source `clicks` reads it/);
  expect(await firstColumn(url, "SELECT count(*)::int FROM crm.few")).toEqual([1]);
});
