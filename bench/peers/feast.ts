/**
 * The latest value as of each label: Feat's whole process against one call of Feast 0.67 with its DuckDB store, on the
 * same files. See README.md in `bench/`.
 *
 * npm run build && npx tsx bench/peers/feast.ts [--only 1m-100k|10m-100k|10m-5m]… [--rounds 3] [--scale 1] [--json]
 *
 * Without `--only` the largest case is left out, because Feast takes 8 GB for it.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import type { RatioCase } from "../offline/case.js";
import { latestCases } from "../offline/cases/latest.js";
import { runFeat, writeProject } from "../offline/feat.js";
import { rowsOf } from "../offline/plans/labels.js";
import { benchFolder, type DataSet, fileOf, sqlText } from "../support/data.js";
import { type Cost, measuredProcess, medianCost } from "../support/measured-process.js";
import { feastPython } from "./feast/environment.js";

/** How many times faster in wall time Feat's process must be than Feast's call. */
const bars: Readonly<Record<string, number>> = { "1m-100k": 1, "10m-100k": 2, "10m-5m": 7 };
const timeout = 600;

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    rounds: { type: "string", default: "3" },
    scale: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});
const names = values.only ?? ["1m-100k", "10m-100k"];
for (const name of names)
  if (bars[name] === undefined) throw new Error(`no case is named ${name}: there are ${Object.keys(bars).join(", ")}`);
const python = feastPython();

async function runFeast(rows: string, labels: string, out: string, folder: string): Promise<Cost> {
  const script = join(import.meta.dirname, "feast/get_historical_features.py");
  const { stdout } = await measuredProcess([python, script, rows, labels, out, folder], {
    timeout,
    env: { FEAST_USAGE: "False" },
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

/**
 * Throws if a value differs. If several rows are equal in key, time and `created`, Feast takes any of them; Feat
 * compares their values and takes the greatest. Labels of such rows are counted and not compared.
 */
async function compare(feat: string, feast: string, of: RatioCase, path: (data: DataSet) => string): Promise<number> {
  const database = await DuckDBInstance.create();
  const db = await database.connect();
  const columns = ["a", "b", "c", "d", "e"];
  const reader = await db.runAndReadAll(`
    WITH wrong AS (
      SELECT f.n, f.customer_id, f.event_timestamp AS t, f, h
      FROM (SELECT file_row_number AS n, * FROM read_parquet(${sqlText(feat)}, file_row_number = true)) AS f
      FULL JOIN read_parquet(${sqlText(feast)}) AS h ON f.n = h.n
      WHERE f.n IS NULL OR h.n IS NULL OR ${columns.map((c) => `f.${c} IS DISTINCT FROM h.${c}`).join(" OR ")}),
    newest AS (
      SELECT wrong.n, max({t: r.event_timestamp, c: r.created}) AS k
      FROM wrong JOIN ${rowsOf(path, of.data[0]!)} AS r ON r.customer_id = wrong.customer_id AND r.event_timestamp <= wrong.t
      GROUP BY wrong.n),
    equal AS (
      SELECT newest.n FROM newest JOIN wrong ON wrong.n = newest.n
      JOIN ${rowsOf(path, of.data[0]!)} AS r
        ON r.customer_id = wrong.customer_id AND r.event_timestamp = newest.k.t AND r.created = newest.k.c
      GROUP BY newest.n HAVING count(*) > 1)
    SELECT count(*), count(*) FILTER (WHERE n IN (SELECT n FROM equal)),
      any_value({feat: f, feast: h}) FILTER (WHERE n NOT IN (SELECT n FROM equal))
    FROM wrong`);
  const [all, ties, example] = reader.getRowsJson()[0]!;
  db.closeSync();
  database.closeSync();
  if (all !== ties) throw new Error(`${Number(all) - Number(ties)} labels differ: ${JSON.stringify(example)}`);
  return Number(ties);
}

const results = [];
const shown = ({ cpu, wall, memory }: Cost): string =>
  `${wall.toFixed(2).padStart(8)} s${cpu.toFixed(2).padStart(8)} CPU s${memory.toFixed(0).padStart(7)} MB`;
for (const name of names) {
  const of = latestCases(Number(values.scale)).find((each) => each.name === `latest-${name}`)!;
  const { work } = of;
  if (work.kind !== "train") throw new Error(`${name} makes no training set`);
  const files = new Map<string, string>();
  for (const each of of.data) files.set(each.name, await fileOf(each));
  const path = (data: DataSet): string => files.get(data.name)!;
  const folder = writeProject(`feast-${name}`, of.project, path);
  const out = join(folder, "feast.parquet");
  const [own, theirs]: [Cost[], Cost[]] = [[], []];
  let ties = 0;
  for (let round = 0; round < Number(values.rounds); round++) {
    theirs.push(await runFeast(path(of.data[0]!), path(work.labels), out, join(benchFolder, "feast-repository", name)));
    own.push(await runFeat(folder, work, path, timeout));
    ties = await compare(join(folder, "feat.parquet"), out, of, path);
  }
  const [feat, feast] = [medianCost(own), medianCost(theirs)];
  const [faster, bar] = [feast.wall / feat.wall, bars[name]!];
  const memory = feat.memory / feast.memory;
  const passed = faster >= bar && memory <= 0.5;
  results.push({ name, feat, feast, faster, memory, bar, passed, ties });
  if (values.json) continue;
  console.log(`\n${name}: ${of.what}`);
  console.log(`  feat train, the whole process ${shown(feat)}`);
  console.log(`  feast, the call alone         ${shown(feast)}`);
  console.log(
    `  ${passed ? "pass" : "FAIL"}  ${faster.toFixed(2)} × faster on the clock, the bar is ${bar}; ${memory.toFixed(2)} × the memory, the bar is 0.5; Feast's CPU is ${(feast.cpu / feat.cpu).toFixed(2)} × Feat's`,
  );
  if (ties > 0) console.log(`  of ${ties.toLocaleString("en")} labels Feast took another of several equal rows`);
}
if (values.json) console.log(JSON.stringify(results, null, 2));
