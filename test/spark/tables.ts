import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { diskHost } from "../../cli/disk-host.js";
import { loaderOf } from "../../cli/loader-of.js";
import { compile } from "../../compiler/index.js";
import { placedAt } from "../../compiler/project/index.js";
import { dialectNamed, trainingArtifact, wholeBinding } from "../../compiler/sql/index.js";
import { runTraining, type Warehouse } from "../../runtime/index.js";
import { hashData } from "../../runtime/training/card/index.js";
import { inspect } from "../../runtime/warehouse/data/index.js";
import { openSpark } from "../../runtime/warehouse/spark/index.js";
import { checkOutputTable } from "../../runtime/warehouse/spark/output.js";
import { Session } from "../../runtime/warehouse/spark/session.js";
import type { SparkWorker } from "../../runtime/warehouse/spark/worker.js";
import type { Labels, Output } from "../../runtime/warehouse/warehouse.js";
import { newProject, type TestProject } from "../end-to-end/support/project.js";

const at = (time: string): string => `TIMESTAMP '2024-01-${time}+00:00'`;
const made: readonly string[] = [
  "CREATE DATABASE shop",
  `CREATE TABLE shop.orders USING parquet AS SELECT * FROM VALUES
    (1L, ${at("01 10:00:00")}, 2.5D, '7'), (1L, ${at("01 11:00:00")}, 4D, '8'), (2L, ${at("01 10:30:00")}, 1D, 'x')
    AS t(id, placed, amount, code)`,
  `CREATE TABLE shop.labels USING parquet AS SELECT * FROM VALUES
    (1L, ${at("01 10:30:00")}, 'a', true), (1L, ${at("02 00:00:00")}, 'b', false), (3L, ${at("02 00:00:00")}, NULL, true)
    AS t(id, event_timestamp, \`my note\`, label)`,
  "CREATE VIEW shop.some AS SELECT 1 AS x",
];
const files = {
  "feat.yaml": "project: tables\nsources: sources.yaml\ntargets:\n  dev: { offline: { kind: spark } }\n",
  "sources.yaml": `sources:
  orders: { kind: events, table: shop.orders, time: placed, columns: { id: int64, amount: float64, placed: timestamp } }
  codes: { kind: events, table: shop.orders, time: placed, columns: { id: int64, code: int64, placed: timestamp } }
`,
  "main.feat": `entity customer { id: int64 }
view spend for customer from orders { total = sum(amount) over 1d  latest = last(amount) over lifetime }
view coded for customer from codes { code = last(code) over lifetime }
service s { spend.* }
service faulty { coded.* }
`,
};
const trained = [
  ["1", "2024-01-01 10:30:00", "a", "true", "2.5", "2.5"],
  ["1", "2024-01-02 00:00:00", "b", "false", "6.5", "4.0"],
  ["3", "2024-01-02 00:00:00", null, "true", null, null],
];
const columns = "id, event_timestamp, `my note`, label, total, latest";

/** Tables of Spark's catalog as labels, sources and results, and what a run leaves that does not end. */
export function tablesOnSpark(worker: () => SparkWorker): void {
  const folder = mkdtempSync(join(tmpdir(), "feat-spark-tables-"));
  let project: TestProject;
  let session: Session;
  let warehouse: Warehouse;
  const opened = () =>
    openSpark({ worker: worker(), folder, environment: {}, prelude: dialectNamed("spark")!.prelude?.() });
  beforeAll(async () => {
    project = newProject(files);
    session = await Session.open(worker(), []);
    for (const sql of made) await session.run(sql);
    warehouse = await opened();
  }, 120_000);
  afterAll(async () => {
    await warehouse.close();
    project[Symbol.dispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const compiled = () => compile(diskHost, project.folder).value!;
  const train = (labels: Labels, out: Output, name = "s") => {
    const own = compiled().project;
    const service = own.services.find((each) => each.name === name)!;
    const artifact = trainingArtifact(own, service, { dialect: dialectNamed("spark"), load: loaderOf(new Map()) });
    return runTraining({ warehouse, artifact, labels, out });
  };
  const rowsOf = (from: string) => session.rows(`SELECT ${columns} FROM ${from} ORDER BY id, event_timestamp`);
  const leftBehind = async () => (await session.tables()).filter((name) => name.includes("feat_new"));
  const table = (name: string): Labels => ({ kind: "table", table: name });

  describe("tables of Spark", { timeout: 120_000 }, () => {
    test("labels of a table give a table, which replaces an earlier one", async () => {
      await session.run("CREATE TABLE shop.trained USING parquet AS SELECT 1 AS old");
      const report = await train(table("shop.labels"), { table: "shop.trained" });
      expect(report).toMatchObject({ rows: 3, labelsWithoutTime: 0, first: 1_704_105_000_000_000n });
      expect(await rowsOf("shop.trained")).toEqual(trained);
      expect(await leftBehind()).toEqual([]);
      expect(await warehouse.tables()).toEqual(
        expect.arrayContaining(["shop.labels", "shop.orders", "shop.some", "shop.trained"]),
      );
    });

    test("labels of a query give a file, and a folder of files", async () => {
      const labels: Labels = { kind: "query", sql: "SELECT * FROM shop.labels WHERE label -- these\n;" };
      const some = trained.filter((row) => row[3] === "true");
      await train(labels, { path: join(folder, "out.parquet") });
      expect(await rowsOf(`parquet.\`${join(folder, "out.parquet")}\``)).toEqual(some);
      await train(labels, { path: `${folder}/folder.parquet/` });
      expect(await rowsOf(`parquet.\`${folder}/folder.parquet\``)).toEqual(some);
      expect(readdirSync(folder).toSorted()).toEqual(["folder.parquet", "out.parquet"]);
    });

    test.each<readonly [string, string, RegExp]>([
      ["a table that is not there", "SELECT * FROM shop.none", /^label query: table shop\.none does not exist/],
      ["no time", "SELECT id FROM shop.labels", /event_timestamp/],
      ["no key", "SELECT event_timestamp FROM shop.labels", /`?id`?/],
      ["a key that does not convert", "SELECT 'x' AS id, event_timestamp FROM shop.labels", /"x" is not a valid int64/],
      ["a column named as Feat's own", "SELECT *, 1 AS feat_row FROM shop.labels", /rename it/],
    ])("labels with %s", async (_, sql, said) => {
      await expect(train({ kind: "query", sql }, { path: join(folder, "faulty.parquet") })).rejects.toThrow(said);
      expect(existsSync(join(folder, "faulty.parquet"))).toBe(false);
    });

    test.each([
      ["a view", "shop.some", /can't write table shop\.some: it is a view/],
      ["the labels' table", 'shop."labels"', /the labels are read from it/],
      ["a source's table", "shop.orders", /source `orders` reads it/],
    ])("%s is not replaced by a result", async (_, name, said) => {
      await expect(train(table("shop.labels"), { table: name })).rejects.toThrow(said);
      expect(await session.rows("SELECT count(*) FROM shop.labels")).toEqual([["3"]]);
    });

    test("a catalog that ends with the run takes no result", async () => {
      await expect(checkOutputTable(session, { table: "shop.gone" }, table("shop.labels"), [], true)).rejects.toThrow(
        /can't write table shop\.gone: Spark's catalog is in memory and ends with the run/,
      );
    });

    test("a run that fails midway leaves the earlier table, and nothing else", async () => {
      await session.run("CREATE TABLE shop.kept USING parquet AS SELECT 7 AS x");
      await expect(train(table("shop.labels"), { table: "shop.kept" }, "faulty")).rejects.toThrow(
        /source codes: column `code`: "x" is not a valid int64/,
      );
      expect(await session.rows("SELECT * FROM shop.kept")).toEqual([["7"]]);
      expect(await leftBehind()).toEqual([]);
    });

    test("the data of a table is compared with its source", async () => {
      const found: unknown[] = [];
      for (const { source } of compiled().config.sources) {
        const binding = wholeBinding(placedAt(source, "dev", "spark"), "spark");
        const report = await inspect(await warehouse.openData(binding.location), { binding, kind: source.kind });
        found.push([source.name, report.rows, report.findings.map(({ kind }) => kind).toSorted()]);
        expect(report).toMatchObject({ first: 1_704_103_200_000_000n, last: 1_704_106_800_000_000n });
      }
      expect(found).toEqual([
        ["orders", 3, ["extra"]],
        ["codes", 3, ["bad-values", "extra"]],
      ]);
    });

    test("rows that are kept have one order, and are freed", async () => {
      const sql = "SELECT monotonically_increasing_id() AS n, uuid() AS x FROM range(100)";
      expect(await session.keep("kept_rows", sql)).toBe(100);
      const [first, again] = [await session.rows("FROM kept_rows"), await session.rows("FROM kept_rows")];
      expect(again).toEqual(first);
      await session.forget("kept_rows");
      await expect(session.rows("FROM kept_rows")).rejects.toThrow(/TABLE_OR_VIEW_NOT_FOUND/);
    });

    test("the hash of a table depends on its rows alone", async () => {
      const hash = async (rows: string): Promise<string> => {
        const sql = `SELECT * FROM VALUES ${rows} AS t(k, y)`;
        return JSON.stringify((await hashData(warehouse, { kind: "query", sql, folder: "" }, { folder: "" })).hash);
      };
      const known = await hash("(1L, 0.1D), (2L, NULL)");
      expect(await hash("(2L, NULL), (1L, 0.1D)")).toBe(known);
      const others = ["(1L, 0.1D)", "(1L, 0.1D), (2L, NULL), (2L, NULL)", "(1L, NULL), (2L, 0.1D)"];
      expect(new Set([known, ...(await Promise.all(others.map(hash)))]).size).toBe(4);
    });
  });
}

/** The last test: Spark's process is killed while it writes. */
export function deathOfSpark(worker: () => SparkWorker): void {
  test("a worker that is killed midway", { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "feat-spark-death-"));
    const before = scratchFolders();
    const warehouse = await openSpark({ worker: worker(), folder, environment: {} });
    const { pid } = worker();
    const children = spawnSync("ps", ["--ppid", String(pid), "-o", "pid="], { encoding: "utf8" })
      .stdout.split(/\s+/)
      .filter((each) => each !== "");
    expect(children.length).toBeGreaterThan(0);
    const writing = (async () => {
      const sql = "SELECT sum(a.id * b.id) AS x FROM range(10000000) AS a, range(10000000) AS b";
      for await (const _ of warehouse.read({ of: "x", sql, columns: [] }));
    })();
    const failed = expect(writing).rejects.toThrow(
      "Spark's process is gone: it was ended by SIGKILL; nothing was written; run the command again",
    );
    setTimeout(() => process.kill(pid!, "SIGKILL"), 1000);
    await failed;
    await expect(warehouse.run("SELECT 1")).rejects.toThrow("Spark's process is gone");
    await warehouse.close();
    expect(scratchFolders()).toEqual(before);
    expect(readdirSync(folder)).toEqual([]);
    // Spark itself ends when the pipe to it breaks.
    await expect.poll(() => children.filter(isAlive), { timeout: 20_000, interval: 200 }).toEqual([]);
    rmSync(folder, { recursive: true, force: true });
  });
}
const scratchFolders = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`feat-spark-${process.pid}`));
const isAlive = (pid: string): boolean => existsSync(`/proc/${pid}`);
