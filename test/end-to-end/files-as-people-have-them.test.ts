/**
 * Files whose types, columns and folders differ from the declaration and from each other are trained, stored and served
 * correctly.
 */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { openDuckDB } from "../../runtime/index.js";
import { newProject } from "./support/project.js";

const project = newProject({
  "feat.yaml":
    "project: p\nfeatures: m.feat\nsources: s.yaml\ntargets: { dev: { offline: { kind: duckdb }, online: { kind: embedded, path: .feat/online } } }\n",
  "l.csv": "id,event_timestamp\n1,2024-01-02T00:00:00Z\n1,2024-01-03T00:00:00Z\n1,2024-01-04T00:00:00Z\n",
});
const writer = await openDuckDB({ folder: project.folder });
afterAll(async () => {
  await writer.close();
  project[Symbol.dispose]();
});

const parquet = (file: string, sql: string): Promise<void> => {
  project.write(join(file, "..", ".keep"), "");
  return writer.run(`COPY (${sql}) TO '${join(project.folder, file)}' (FORMAT parquet)`);
};
function source(yaml: string, feat: string): void {
  project.write("s.yaml", `sources:\n  s:\n${yaml.replace(/^/gm, "    ")}\n`);
  project.write("m.feat", `entity e { id: int64 }\n${feat}\nservice x { v.* }\n`);
}
async function train(): Promise<readonly string[]> {
  await project.feat("train", "x", "--labels", "l.csv", "--out", "out.csv");
  return project
    .read("out.csv")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",").slice(2).join(","));
}
async function served(at: string): Promise<unknown> {
  await project.feat("materialize", "--to", at);
  const out = await project.feat("get", "x", "--key", "id=1", "--at", at, "--json");
  return (JSON.parse(out) as { readonly features: unknown }).features;
}

test("days whose scores are ints, then floats, are trained and served as they are", async () => {
  source(
    "kind: state\nfile: data/d*.parquet\ntime: t\ncolumns: { id: int64, score: float64?, t: timestamp }",
    "view v for e from s { score }",
  );
  const day = (n: number, score: string) =>
    parquet(`data/d${n}.parquet`, `SELECT 1::BIGINT AS id, ${score} AS score, TIMESTAMP '2024-01-0${n} 12:00:00' AS t`);
  await day(1, "3::BIGINT");
  await day(2, "2.75::DOUBLE");
  await day(3, "9.5::DECIMAL(4,1)");
  expect(await train()).toEqual(["3.0", "2.75", "9.5"]);
  expect(await served("2024-01-04T00:00:00Z")).toEqual({ score: 9.5 });
});

test("daily snapshots in folders, the last one a CSV with another country's words and decimal commas", async () => {
  source(
    "kind: state\nfile: users/ds=*/u.csv.gz\ntime: { column: ds, format: date, at: end }\ncomplete: true\nkey: [id]\n" +
      'csv: { delimiter: ";", decimal: ",", nulls: [NA] }\ncolumns: { id: int64, rate: float64?, ds: date }',
    "view v for e from s { rate, ds }",
  );
  for (const [ds, rows] of [
    ["20240101", "1;1,5\n"],
    ["20240102", "2;2,5\n"],
    ["20240103", "1;NA\n"],
  ] as const) {
    project.write(`users/ds=${ds}/.keep`, "");
    writeFileSync(join(project.folder, `users/ds=${ds}/u.csv.gz`), gzipSync(`id;rate\n${rows}`));
  }
  expect(await train()).toEqual(["1.5,2024-01-01", ",", ",2024-01-03"]);
  expect(await served("2024-01-02T12:00:00Z")).toEqual({ rate: 1.5, ds: "2024-01-01" });
});

test("the SQL that is printed runs as it is, once there are labels", async () => {
  source(
    "kind: state\nfile: one.parquet\ntime: t\ncolumns: { id: int64, score: float64?, t: timestamp }",
    "view v for e from s { score }",
  );
  await parquet("one.parquet", "SELECT 1::INTEGER AS id, 2 AS score, TIMESTAMP '2024-01-01' AS t");
  const sql = await project.feat("train", "x", "--sql");
  expect(sql).toContain('CAST(data."id" AS BIGINT) AS "@nullable.id"');
  await writer.run(
    "CREATE TEMP TABLE feat_labels AS SELECT 0::BIGINT AS feat_row, 1704153600000000 AS feat_at, 1::BIGINT AS feat_in_id",
  );
  await writer.run(sql);
});

test("a value that cannot be read names its file, row, path and time, and nothing is written", async () => {
  source(
    "kind: state\nfile: bad/d*.parquet\ntime: t\ncolumns: { id: int64, lines: 'struct { price: decimal(10, 2) }[]?', t: timestamp }",
    "view v for e from s { lines }",
  );
  const day = (n: number, price: string) =>
    parquet(
      `bad/d${n}.parquet`,
      `SELECT 1::BIGINT AS id, [{'price': ${price}}] AS lines, TIMESTAMP '2024-01-0${n} 12:00:00' AS t`,
    );
  await day(1, "1.50::DECIMAL(10,2)");
  await day(2, "1.005::DOUBLE");
  project.write("out.csv", "before");
  await expect(train()).rejects.toThrow(
    /s\.yaml:4 source s: row 1 of .*bad\/d2\.parquet, column `lines`, at lines\[0\]\.price: "1\.005" is not a valid decimal\(10, 2\); it takes .*, in the row of 2024-01-02 12:00:00/,
  );
  expect(project.read("out.csv")).toBe("before");
});
