/** A toy warehouse, made as the documentation says, trains a service with the values of DuckDB. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loaderOf } from "../../cli/loader-of.js";
import {
  checkArtifact,
  type Dialect,
  dialects,
  materializeArtifact,
  trainingArtifact,
} from "../../compiler/sql/index.js";
import { cast, fn, text } from "../../compiler/sql/tree/index.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import {
  createClientRuntime,
  type ExternFunction,
  materialize,
  openDuckDB,
  openEmbedded,
  runTraining,
  trainingRows,
  type Value,
  validate,
  type Warehouse,
} from "../../runtime/index.js";
import { strategiesOf } from "../../runtime/warehouse/choose-plan.js";
import { inspect, surveyOf } from "../../runtime/warehouse/data/index.js";
import type { Labels, Output } from "../../runtime/warehouse/warehouse.js";
import { toy } from "../dialects/toy.js";
import { compileTexts } from "../oracle/support/compile.js";
import { RemoteWarehouse, remoteKind } from "./toy/index.js";

/**
 * The toy dialect for an engine that calls no function of ours, and whose parameters are variables. Its name is that of
 * a dialect that the places of sources are written for.
 */
const remote: Dialect = {
  ...toy,
  name: "duckdb",
  extern: null,
  output: (value) => value,
  parameter: (name) => cast(fn("getvariable", text(name)), "BIGINT"),
};

const { project } = compileTexts({
  "feat.yaml": "project: p\nsources: s.yaml\n",
  "s.yaml": `sources:
  customers: { kind: state, table: customers, time: { column: seen, format: unix_ms }, created: written, columns: { id: int64, spend: float64?, since: date } }
  clicks: { kind: events, table: clicks, time: at, key: [click], columns: { click: int64, customer: int64, page: string?, at: timestamp } }
`,
  "score.ts": "",
  "main.feat": `entity customer { id: int64 }
request now_at { cart: float64? }
view profile for customer from customers ttl 30d { spend default 0.0, since, expect spend >= 0.0 }
view activity for customer (id = customer) from clicks {
  clicks = count() over [1h, 1d]
  pages = count_distinct(page) over 7d
  last_page = last(page) over lifetime
}
extern fn score(spend: float64, clicks: int64): float64 from "./score.ts"
transform t {
  total = profile.spend + (now_at.cart ?? 0.0)
  scored = score(profile.spend, activity.clicks_1d)
  large = activity.clicks_1d * 9_000_000_000_000_000_000
}
service s { profile.* activity.* t { total, scored } }
service overflowing { t { total, large } }
`,
});
const service = (name: string) => project.services.find((each) => each.name === name)!;
const score: ExternFunction = (spend: number, clicks: number) => {
  if (spend === -1) throw new Error("unlucky");
  return spend * clicks;
};
const externs = new Map([["score", score]]);
const artifactOf = (name: string, dialect: Dialect) =>
  trainingArtifact(project, service(name), { dialect, load: loaderOf(externs) });

const tables = [
  `CREATE TABLE customers AS SELECT 1 + i % 50 AS id, 1704067200000 + i * 3600000 AS seen, make_timestamp((1704067200000 + i * 3600000) * 1000) AS written,
    CASE WHEN i % 7 <> 0 THEN i / 4.0 END::DOUBLE AS spend, DATE '2023-01-01' + i::INTEGER AS since FROM range(1000) r(i)
    UNION ALL SELECT 1000, 1704067200000, make_timestamp(1704067200000000), -1, DATE '2023-01-01'`,
  `CREATE TABLE clicks AS SELECT i AS click, 1 + i * 7 % 50 AS customer, CASE WHEN i % 5 <> 0 THEN 'page ' || i % 11 END AS page,
    make_timestamptz(1704067200000000 + i * 60000000) AS at FROM range(20000) r(i)`,
  `CREATE TABLE labels AS SELECT 1 + i * 3 % 53 AS id, i / 2.0::DOUBLE AS cart, make_timestamptz(1704067200000000 + i * 7000000000) AS event_timestamp, 'own, "' || i AS own FROM range(200) r(i)`,
];

let folder: string;
let warehouse: RemoteWarehouse;
let duckdb: Warehouse;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "feat-toy-"));
  warehouse = await open();
  duckdb = await openDuckDB({ folder, environment: {}, externs: [externOf()] });
  for (const sql of tables) {
    await warehouse.run(sql);
    await duckdb.run(sql);
  }
  await duckdb.run(`COPY labels TO '${join(folder, "labels.csv")}'`);
}, 60_000);
afterAll(async () => {
  await warehouse.close();
  await duckdb.close();
  rmSync(folder, { recursive: true, force: true });
});
const open = async (): Promise<RemoteWarehouse> => {
  const opened = await remoteKind.open(undefined, { folder, environment: {} });
  if (!(opened instanceof RemoteWarehouse)) throw new Error("another warehouse was opened");
  return opened;
};
function externOf() {
  const { name, params, result } = project.externs[0]!;
  return { signature: { name, params: params.map(({ type }) => type), result }, call: score };
}

const file = (): Labels => ({ kind: "file", path: join(folder, "labels.csv") });
const table: Labels = { kind: "table", table: "labels" };
const query: Labels = { kind: "query", sql: "SELECT * FROM labels ORDER BY own DESC;" };
const train = (labels: Labels, out: Output, strategy?: string, name = "s", by: Warehouse = warehouse) =>
  runTraining({ warehouse: by, artifact: artifactOf(name, remote), labels, out, strategy });
const expected = (labels: Labels, path: string, name = "s") =>
  runTraining({ warehouse: duckdb, artifact: artifactOf(name, dialects.duckdb!), labels, out: { path } });
const read = (name: string): string => readFileSync(join(folder, name), "utf8");
const failure = (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => "it succeeded",
    (error: Error) => error.message,
  );

describe("a training set", () => {
  test.each([
    ["labels in a file", file],
    ["labels in a table", () => table],
    ["labels of a query", () => query],
  ])("%s, by every strategy", { timeout: 60_000 }, async (_, labelsOf) => {
    const labels = labelsOf();
    const path = (name: string): string => join(folder, name);
    await expected(labels, path("expected.csv"));
    const strategies = strategiesOf(artifactOf("s", remote).sql);
    expect(strategies.length).toBeGreaterThan(1);
    for (const strategy of strategies) {
      const report = await train(labels, { path: path("out.csv") }, strategy);
      expect(report).toMatchObject({ rows: 200, labelsWithoutTime: 0 });
      expect(read("out.csv"), strategy).toBe(read("expected.csv"));
    }
  });

  test("in a table: it is replaced whole, and the labels' columns keep their types", async () => {
    for (const labels of [query, table]) await train(labels, { table: "trained" });
    await train(table, { path: join(folder, "out.csv") });
    await duckdb.run(
      "CREATE OR REPLACE TABLE read_back AS FROM read_csv('out.csv')".replace("out.csv", join(folder, "out.csv")),
    );
    const { names, types } = await warehouse.remote.ask("SELECT * FROM trained LIMIT 0");
    expect(names.slice(0, 5)).toEqual(["id", "cart", "event_timestamp", "own", "spend"]);
    expect(types.slice(0, 4)).toEqual(["BIGINT", "DOUBLE", "TIMESTAMP WITH TIME ZONE", "VARCHAR"]);
    const [sums] = await warehouse.remote.rows("SELECT count(*), sum(scored), sum(clicks_1d), max(since) FROM trained");
    const found: Value[][] = [];
    const number = { kind: "float64", nullable: true } as const;
    const columns = ["a", "b", "c"].map((name) => ({ name, type: number }));
    const sql = "SELECT count(*)::DOUBLE a, sum(scored)::DOUBLE b, sum(clicks_1d)::DOUBLE c FROM read_back";
    for await (const batch of duckdb.read({ of: "it", sql, columns }))
      found.push(batch.columns.map(([value]) => value!));
    expect(sums!.slice(0, 3).map(Number)).toEqual(found[0]);
    expect(await warehouse.tables()).toEqual(["clicks", "customers", "labels", "trained"]);
  });

  test("of rows in memory", async () => {
    const rows = [1, 2, 99].map((id) => ({ at: 1_704_600_000_000_000, inputs: { id, cart: null } }));
    const valuesOf = async (by: Warehouse, dialect: Dialect): Promise<readonly unknown[]> => {
      const found: unknown[] = [];
      const labels = { kind: "rows", rows } as const;
      for await (const batch of trainingRows({ warehouse: by, artifact: artifactOf("s", dialect), labels }))
        found.push(...batch.columns);
      return found;
    };
    expect(await valuesOf(warehouse, remote)).toEqual(await valuesOf(duckdb, dialects.duckdb!));
  });
});

test("views are materialized and their rules checked with the values of DuckDB", { timeout: 60_000 }, async () => {
  const at = 1_704_600_000_000_000;
  const answers: unknown[] = [];
  for (const [by, dialect] of [
    [warehouse, remote],
    [duckdb, dialects.duckdb!],
  ] as const) {
    await using store = openEmbedded(mkdtempSync(join(folder, "store-")));
    const artifact = loadArtifact(project, externs);
    const views = project.views.map((view) => materializeArtifact(project, view, undefined, { dialect }));
    await materialize({ warehouse: by, store, project: artifact, views, at });
    const client = createClientRuntime(artifact, { online: store }).json("s");
    const rows = await client.getMany(
      [1, 2, 50].map((id) => ({ id, cart: 1.5 })),
      { at },
    );
    const checks = project.views.flatMap((view) => checkArtifact(project, view, { dialect }) ?? []);
    answers.push([
      rows.map(({ features }) => features),
      await validate({ warehouse: by, project: artifact, checks, at }),
    ]);
  }
  expect(answers[0]).toEqual(answers[1]);
  expect(JSON.stringify(answers[0])).toContain("page ");
});

test("data can be looked at, whatever a project says of it", async () => {
  const data = await warehouse.openData({ kind: "table", name: "clicks" });
  const survey = await surveyOf(data);
  expect(survey.rows).toBe(20_000);
  expect(survey.columns.map(({ name }) => name)).toEqual(["click", "customer", "page", "at"]);
  const source = artifactOf("s", remote).sources!.find(({ name }) => name === "clicks")!.binding;
  expect((await inspect(data, { binding: source, kind: "events" })).findings).toEqual([]);
});

describe("errors", () => {
  test.each<readonly [string, string, string, RegExp]>([
    [
      "a column that is missing",
      "clicks",
      "SELECT * EXCLUDE (page) FROM base",
      /s\.yaml:3 source clicks: there is no column "page" in its data; it has/,
    ],
    [
      "a type that does not convert",
      "clicks",
      "SELECT * REPLACE (page = 'x' AS page) FROM base",
      /s\.yaml:3 source clicks: column `page`: .* is BOOLEAN in the data; it takes string/,
    ],
    [
      "a time of another form",
      "clicks",
      'SELECT * REPLACE (CAST("at" AS VARCHAR) AS "at") FROM base',
      /s\.yaml:3 source clicks: column `at`: .*is not a valid time/,
    ],
    [
      "a null where none may be",
      "customers",
      "SELECT * REPLACE (CASE WHEN id <> 2 THEN since END AS since) FROM base",
      /column since of source customers is null, and is declared not to be, in the row of \d+/,
    ],
  ])("%s", async (_, name, changed, says) => {
    await using own = await open();
    for (const sql of tables) await own.run(sql);
    await own.run(`ALTER TABLE ${name} RENAME TO base; CREATE VIEW ${name} AS ${changed}`);
    expect(await failure(train(file(), { path: join(folder, "none.csv") }, undefined, "s", own))).toMatch(says);
  });

  test("an overflow and an exception name the feature and the label's row", async () => {
    expect(await failure(train(table, { path: join(folder, "none.csv") }, undefined, "overflowing"))).toMatch(
      /feature large of overflowing: int64 overflow at label row \d+/,
    );
    await warehouse.run(
      "CREATE OR REPLACE TABLE unlucky AS SELECT 1000 AS id, NULL::DOUBLE AS cart, make_timestamptz(1704067200000000) AS event_timestamp",
    );
    expect(await failure(train({ kind: "table", table: "unlucky" }, { table: "none" }))).toMatch(
      /feature scored of s: extern fn score: unlucky at label row 1/,
    );
    expect(await warehouse.tables()).not.toContain("none");
    await warehouse.run("DROP TABLE unlucky");
  });

  test("labels that are not right, and tables that cannot be written", async () => {
    expect(await failure(train({ kind: "query", sql: "SELECT 1 AS idd" }, { path: join(folder, "none.csv") }))).toMatch(
      /label query has no time column|label query has no key `id`; it has `idd`/,
    );
    expect(await failure(train(table, { table: "labels" }))).toMatch(/the labels are read from it/);
    expect(await failure(train(table, { table: "clicks" }))).toMatch(/source `clicks` reads it/);
    expect(await failure(train(file(), { table: "t" }))).toMatch(/load them into a table/);
  });

  test.each(["interrupt", "server"] as const)("an end midway leaves nothing: %s", { timeout: 60_000 }, async (how) => {
    const path = join(folder, `${how}.duckdb`);
    const own = await RemoteWarehouse.open(path, { folder, environment: {} });
    for (const sql of tables) await own.run(sql);
    await own.run(
      "CREATE TABLE trained AS SELECT 7 AS x; CREATE OR REPLACE TABLE clicks AS SELECT * FROM clicks, (SELECT 1 FROM range(60))",
    );
    const running = failure(
      runTraining({
        warehouse: own,
        artifact: artifactOf("s", remote),
        labels: table,
        out: { table: "trained" },
        onProgress: ({ doing }) => {
          if (doing === "the result" || doing === null) return;
          if (how === "interrupt") own.interrupt();
          else process.kill(own.remote.pid, "SIGKILL");
        },
      }),
    );
    expect(await running).toMatch(how === "interrupt" ? /interrupted/ : /the connection to the toy's server was lost/);
    await own.close();
    await using again = await RemoteWarehouse.open(path, { folder, environment: {} });
    expect(await again.tables()).toEqual(["clicks", "customers", "labels", "trained"]);
    expect(await again.remote.rows("SELECT x FROM trained")).toEqual([[7]]);
  });

  test("nothing else is left", () => {
    expect(readdirSync(folder).filter((name) => /none|tmp/.test(name))).toEqual([]);
  });
});

test("its statements can be shown to people", async () => {
  const [view] = await warehouse.views(artifactOf("s", remote).sql);
  expect(view).toMatch(/^CREATE OR REPLACE TEMP VIEW "feat_source_c/);
});
