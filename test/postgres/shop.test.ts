/** The shop example on Postgres: every command gives the same values as on DuckDB. */
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { generate } from "../../features/shop/generate.js";
import { openDuckDB } from "../../runtime/index.js";
import { scalar } from "../../runtime/types.js";
import { exampleProject, type TestProject } from "../end-to-end/support/project.js";
import { ownPostgres } from "../support/own-postgres.js";
import { firstColumn, loadTable, withClient } from "./support.js";

let project: TestProject;
let url: string;

beforeAll(async () => {
  url = await ownPostgres();
  project = exampleProject("shop", { SHOP_URL: url });
  const data = join(project.folder, "data");
  await generate(data);
  const file = (name: string): string => `SELECT * FROM '${join(data, name)}'`;
  await loadTable(
    url,
    "customer_features",
    `customer_id int, event_timestamp timestamp, created_timestamp timestamp, total_purchases bigint, total_spend float8,
     days_since_last_purchase bigint, "Zip Code" text, is_vip boolean, segment text, is_deleted boolean`,
    file("customer_features.parquet"),
  );
  await loadTable(
    url,
    "zip_census",
    "zip text, valid_from date, valid_to date, median_income float8, population bigint",
    `SELECT * FROM read_csv('${join(data, "zip_census.csv")}', all_varchar = true)`,
  );
  await loadTable(
    url,
    "clickstream",
    `click_id bigint, customer_id bigint, product_id text, event text, price float8, rating float4, country text,
     is_bot boolean, event_time bigint`,
    file("clickstream.parquet"),
  );
}, 60_000);

const services = [
  { name: "customer_churn_v1", labels: "data/customer_churn_v1.parquet" },
  { name: "fraud_v2", labels: "data/fraud_v2.csv" },
  { name: "recommend_v1", labels: "data/recommend_v1.parquet" },
];

describe.each(services)("$name", ({ name, labels }) => {
  test.each(["parquet", "csv"])("feat train writes the same %s file as DuckDB", async (format) => {
    const [expected, found] = [`out/${name}-duckdb.${format}`, `out/${name}-postgres.${format}`];
    await project.feat("train", name, "--labels", labels, "--out", expected);
    await project.feat("train", name, "--labels", labels, "--out", found, "--target", "postgres");
    expect(await differences(join(project.folder, expected), join(project.folder, found))).toEqual([]);
  });
});

test("feat materialize stores the same values as from DuckDB, and feat get reads them", async () => {
  const keys = ["--key", "customer_id=7", "--json"];
  const at = ["--to", "2024-02-09T10:00:00Z"];
  const read = async (target: string): Promise<unknown> => {
    await project.feat("reset", "--yes", "--target", target).catch(() => "");
    await project.feat("materialize", ...at, "--target", target);
    const got = await project.feat(
      "get",
      "customer_churn_v1",
      ...keys,
      "--at",
      "2024-02-09T11:00:00Z",
      "--target",
      target,
    );
    return JSON.parse(got);
  };
  expect(await read("postgres")).toEqual(await read("dev"));
});

test("feat validate gives the same results as on DuckDB", async () => {
  // A rule of the shop fails, and so does the command.
  const judged = (target: string): Promise<string> =>
    project
      .feat("validate", "--at", "2024-02-09T10:00:00Z", "--json", "--target", target)
      .catch((error: Error) => error.message.replace(/^.*ended with/, ""));
  expect(await judged("postgres")).toEqual(await judged("dev"));
});

test("feat explain shows the strategies of Postgres and their times", async () => {
  const told = await project.feat(
    "explain",
    "customer_churn_v1",
    "--labels",
    services[0]!.labels,
    "--target",
    "postgres",
  );
  expect(told).toMatch(/numbered rows/);
  expect(told).not.toMatch(/as-of/);
});

test.each(["numbered rows", "sorted pairs", "search for each label"])("feat train by %s", async (strategy) => {
  const [expected, found] = ["out/expected.parquet", "out/found.parquet"];
  const train = ["train", "customer_churn_v1", "--labels", services[0]!.labels, "--strategy", strategy];
  await project.feat(...train, "--out", expected);
  await project.feat(...train, "--out", found, "--target", "postgres");
  expect(await differences(join(project.folder, expected), join(project.folder, found))).toEqual([]);
});

test("with an index on the key, a search is the cheapest plan for a few labels", async () => {
  const rows = Array.from({ length: 20 }, (_, i) => `${i + 1},2024-02-01T00:00:00Z\n`);
  project.write("few.csv", `customer_id,event_timestamp\n${rows.join("")}`);
  const explain = (): Promise<string> =>
    project.feat("explain", "customer_churn_v1", "--labels", "few.csv", "--target", "postgres");
  const without = await explain();
  expect(without).toMatch(/ {3}sorted pairs: /);
  expect(without).toMatch(
    /with an index, search for each label is expected to take .* of CPU: CREATE INDEX ON "customer_features" \("customer_id", "event_timestamp"\)/,
  );
  await withClient(url, (client) => client.query("CREATE INDEX ON customer_features (customer_id, event_timestamp)"));
  const indexed = await explain();
  expect(indexed).toMatch(/ {3}search for each label: /);
  expect(indexed).not.toContain("CREATE INDEX");
});

test("feat train --sql prints SQL that runs, given a table of labels", async () => {
  const script = await project.feat("train", "customer_churn_v1", "--sql", "--target", "postgres");
  const labels = `CREATE TEMP TABLE feat_labels AS SELECT 0::bigint AS feat_row, 1706000000000000::bigint AS feat_at, 7::bigint AS feat_in_customer_id;`;
  const results = await withClient(url, async (client) => (await client.query(`${labels}\n${script}`)) as unknown);
  const last = (results as readonly { readonly rows: readonly unknown[] }[]).at(-1);
  expect(last?.rows).toHaveLength(1);
});

test("no temporary table, view or file is left", async () => {
  expect(
    await firstColumn(url, "SELECT relname FROM pg_class WHERE relpersistence = 't' AND relkind IN ('r', 'v')"),
  ).toEqual([]);
});

/** The differences between two files. Floats may differ by 1e-9 of their size, other values must be equal. */
async function differences(a: string, b: string): Promise<readonly string[]> {
  const [left, right] = [await rowsOf(a), await rowsOf(b)];
  if (left.length !== right.length) return [`${left.length} rows and ${right.length}`];
  const found: string[] = [];
  for (const [row, expected] of left.entries()) {
    for (const [name, value] of Object.entries(expected))
      if (!same(value, right[row]![name]))
        found.push(`${row} ${name}: ${String(value)} and ${String(right[row]![name])}`);
  }
  return found;
}

const same = (a: unknown, b: unknown): boolean =>
  typeof a === "number" && typeof b === "number" && !(Number.isInteger(a) && Number.isInteger(b))
    ? Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b))
    : JSON.stringify(a) === JSON.stringify(b);

async function rowsOf(path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  await using duckdb = await openDuckDB();
  const found: Readonly<Record<string, unknown>>[] = [];
  const columns = [{ name: "row", type: scalar("string") }];
  const sql = `SELECT CAST(to_json(x) AS VARCHAR) AS row FROM '${path}' AS x`;
  for await (const batch of duckdb.read({ of: path, sql, columns }))
    for (const row of batch.columns[0] ?? []) found.push(JSON.parse(String(row)) as Readonly<Record<string, unknown>>);
  return found;
}
