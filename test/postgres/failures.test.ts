/** What a target or a source says wrongly about Postgres is reported in plain words. Nothing is left behind. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newProject, type TestProject } from "../end-to-end/support/project.js";
import { freePort } from "../support/free-port.js";
import { type PostgresServer, startPostgres } from "../support/postgres.js";
import { withClient } from "./support.js";

let server: PostgresServer;
let project: TestProject;

const sources = `sources:
  customers:
    kind: state
    table: customers
    time: seen
    columns: { id: int64, spend: float64?, seen: timestamp }
`;
const feat = `entity customer { id: int64 }
view v for customer from customers { spend }
service s { v.* }
`;

beforeAll(async () => {
  server = await startPostgres();
  await withClient(server.url, (client) =>
    client.query(`CREATE TABLE customers (id bigint, spend float8, seen timestamptz);
      INSERT INTO customers SELECT i % 1000, i, TIMESTAMPTZ '2024-01-01' + i * INTERVAL '1 second' FROM generate_series(1, 20000) i;
      CREATE ROLE reader LOGIN;
      GRANT SELECT ON customers TO reader`),
  );
  const url = new URL(server.url);
  const as = (user: string): string => `postgres://${user}@${url.host}${url.pathname}`;
  const target = (name: string, location: string): string =>
    `  ${name}: { offline: { kind: postgres, url: "${location}" } }\n`;
  project = newProject({
    "feat.yaml": `project: failures\nsources: sources.yaml\ntargets:\n${[
      target("dev", server.url),
      target("reader", as("reader")),
      target("nowhere", `postgres://u:secret@127.0.0.1:${await freePort()}/x`),
      target("nobase", as("postgres").replace(/\/postgres$/, "/gone")),
      target("nourl", "http//secret"),
    ].join("")}`,
    "sources.yaml": sources,
    "main.feat": feat,
    "labels.csv": "id,event_timestamp\n1,2024-01-02T00:00:00Z\n2,2024-01-02T00:00:00Z\n",
  });
}, 60_000);
afterAll(async () => {
  project[Symbol.dispose]();
  await server.stop();
});

const train = (target: string, out = "failed.csv"): Promise<string> =>
  project.feat("train", "s", "--labels", "labels.csv", "--out", out, "--target", target);
const failure = (action: Promise<string>): Promise<string> =>
  action.then(
    (out) => `it succeeded: ${out}`,
    (error: Error) => error.message,
  );

test("a role that may only read and create temporary tables is enough", async () => {
  expect(await train("reader", "out.csv")).toMatch(/2 rows/);
});

test.each([
  ["no server", "nowhere", /no Postgres answers at 127\.0\.0\.1:\d+/],
  ["no database", "nobase", /there is no database gone/],
  ["a malformed URL", "nourl", /Postgres|host/],
])("%s", async (_, target, said) => {
  const text = await failure(train(target));
  expect(text).toMatch(said);
  expect(text).toMatch(/ended with 3/);
  expect(text).not.toMatch(/secret/);
});

test("a file as a source", async () => {
  project.write("sources.yaml", sources.replace("table: customers", "file: x.csv"));
  const text = await failure(train("dev"));
  project.write("sources.yaml", sources);
  expect(text).toMatch(
    /sources\.yaml:4 source customers: its data is a file \(x\.csv\), which Postgres cannot read: load it into a table/,
  );
});

test("a table that does not exist, and a column of another type", async () => {
  project.write("sources.yaml", sources.replace("table: customers", "table: public.gone"));
  expect(await failure(train("dev"))).toMatch(/source customers: table public\.gone does not exist in the warehouse/);
  project.write("sources.yaml", sources.replace("spend: float64?", "spend: bool?"));
  expect(await failure(train("dev"))).toMatch(/column `spend`: "\d+" is not a valid bool; it takes true or false/);
  project.write("sources.yaml", sources);
});

test("failed runs write nothing, and no temporary table is left", async () => {
  expect(existsSync(join(project.folder, "out.csv"))).toBe(true);
  expect(existsSync(join(project.folder, "failed.csv"))).toBe(false);
  const left = await withClient(server.url, (client) =>
    client.query("SELECT relname FROM pg_class WHERE relpersistence = 't' AND relkind IN ('r', 'v')"),
  );
  expect(left.rows).toEqual([]);
});
